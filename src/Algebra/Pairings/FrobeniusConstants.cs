using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Pairings;

/// <summary>The powers γ_i = ξ^{i(q−1)/6} for i = 0, …, 5 that the Frobenius map multiplies w^i by.</summary>
internal static class FrobeniusConstants
{
    private static readonly Fq2[] Powers = Compute();

    public static ReadOnlySpan<Fq2> Gamma => Powers;

    private static Fq2[] Compute()
    {
        var powers = new Fq2[6];
        powers[0] = Fq2.One;
        Fq2 gamma = new Fq2(Fq.FromUInt64(9), Fq.One).Pow((Fq.Modulus - 1) / 6);
        for (var i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * gamma;
        return powers;
    }
}
