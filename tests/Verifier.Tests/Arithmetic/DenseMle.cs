namespace Zkml.Verifier.Tests.Arithmetic;

/// <summary>The definition of a multilinear extension: Σ_i table[i]·Π_k (bit k of i ? r_k : 1 − r_k).</summary>
internal static class DenseMle
{
    public static Fr Evaluate(int variables, Func<int, Fr> table, Fr[] r)
    {
        var sum = Fr.Zero;
        for (var i = 0; i < 1 << variables; i++)
        {
            var value = table(i);
            if (!value.IsZero) sum += value * Weight(i, r);
        }
        return sum;
    }

    public static Fr Weight(int index, Fr[] r)
    {
        var weight = Fr.One;
        for (var k = 0; k < r.Length; k++) weight *= ((index >> k) & 1) != 0 ? r[k] : Fr.One - r[k];
        return weight;
    }
}
