using Zkml.Algebra.Transforms;

namespace Zkml.Wrapper.Plonk;

/// <summary>Transforms between values on ⟨ω⟩, coefficients, and values on the coset 5·⟨ω_8n⟩ where T is computed.</summary>
internal sealed class Domain
{
    /// <summary>F has degree below 7n: 8n points determine it.</summary>
    public const int Extension = 8;

    public Domain(int logSize)
    {
        LogSize = logSize;
        Size = 1 << logSize;
        Root = Ntt.RootOfUnity(logSize);
    }

    public int LogSize { get; }

    public int Size { get; }

    public Fr Root { get; }

    public static Fr Shift => Fr.FromUInt64(Ntt.Generator);

    /// <summary>The coefficients of the polynomial with these n values on ⟨ω⟩, in place.</summary>
    public Fr[] Interpolate(Fr[] values)
    {
        Ntt.Inverse(values);
        return values;
    }

    /// <summary>The 8n values on the coset of a polynomial with at most 8n coefficients.</summary>
    public Fr[] Extend(ReadOnlySpan<Fr> coefficients)
    {
        var extended = new Fr[Extension * Size];
        coefficients.CopyTo(extended);
        Ntt.ForwardCoset(extended, Shift);
        return extended;
    }

    /// <summary>1, x, x², … , count powers.</summary>
    public static Fr[] PowersOf(Fr x, int count)
    {
        var powers = new Fr[count];
        powers[0] = Fr.One;
        var filled = 1;

        // Doubling: the next block is the first one times x^filled, a vector operation.
        while (filled < count)
        {
            var length = Math.Min(filled, count - filled);
            var factor = powers[filled - 1] * x;
            Algebra.Fields.FrVector.MultiplyScalar(powers.AsSpan(0, length), factor, powers.AsSpan(filled, length));
            filled += length;
        }
        return powers;
    }
}
