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

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    static abstract TSelf operator *(TSelf left, TSelf right);
}
