using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Fields;

/// <summary>
/// Arithmetic of the scalar field as the verifier sees it. The verifier is written once over this interface: with
/// <c>Fr</c> it verifies, with circuit variables it builds the wrapper circuit (docs/protocol.md §1.2).
/// </summary>
/// <typeparam name="TSelf">The implementing value type, so that the JIT specializes every generic method.</typeparam>
public interface IScalar<TSelf>
    where TSelf : struct, IScalar<TSelf>
{
    static abstract TSelf Zero { get; }

    static abstract TSelf One { get; }

    /// <summary>The field element of a (possibly negative) machine integer.</summary>
    static abstract TSelf FromInt64(long value);

    /// <summary>A constant from its canonical limbs, least significant first; value below the modulus.</summary>
    static abstract TSelf FromCanonical(ulong l0, ulong l1, ulong l2, ulong l3);

    /// <summary>The inverse; the inverse of zero is zero.</summary>
    static abstract TSelf Invert(TSelf value);

    /// <summary>The square, where a type has something better than a product.</summary>
    static virtual TSelf Square(TSelf value) => value * value;

    /// <summary>
    /// Binds variable 0 of a table of even length in place, table[k] = table[2k] + r·(table[2k+1] − table[2k]); the upper half
    /// keeps stale values.
    /// </summary>
    static virtual void Fold(Span<TSelf> table, TSelf r, KernelSet kernels)
    {
        for (var k = 0; k < table.Length / 2; k++) table[k] = table[2 * k] + (r * (table[(2 * k) + 1] - table[2 * k]));
    }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>
    /// Applies the Poseidon2 permutation in place where this scalar has a way of its own (round gates in a circuit);
    /// false, with the state unchanged, where it has none.
    /// </summary>
    static virtual bool TryPermute(Span<TSelf> state) => false;
}
