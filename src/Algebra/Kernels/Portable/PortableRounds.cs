using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Kernels.Portable;

/// <summary>The round sums in plain C#. Tables of odd length count as having one more entry, zero.</summary>
internal static class PortableRounds<TModulus>
    where TModulus : struct, IModulus
{
    public static (Fp<TModulus> Constant, Fp<TModulus> Quadratic) Product(
        ReadOnlySpan<Fp<TModulus>> a, ReadOnlySpan<Fp<TModulus>> b)
    {
        if (a.IsEmpty) return default;
        Fp<TModulus>.ProductSum constant = default, quadratic = default;
        for (var i = 0; i < a.Length; i += 2)
        {
            constant.Add(a[i], b[i]);
            quadratic.Add(Slope(a, i), Slope(b, i));
        }

        return (constant.Reduce(), quadratic.Reduce());
    }

    public static (Fp<TModulus> Constant, Fp<TModulus> Quadratic) Fraction(
        ReadOnlySpan<Fp<TModulus>> e,
        ReadOnlySpan<Fp<TModulus>> a,
        ReadOnlySpan<Fp<TModulus>> b,
        ReadOnlySpan<Fp<TModulus>> c,
        ReadOnlySpan<Fp<TModulus>> d)
    {
        if (a.IsEmpty) return default;
        Fp<TModulus>.ProductSum constant = default, quadratic = default;
        for (var i = 0; i < a.Length; i += 2)
        {
            constant.Add(e[i / 2], (a[i] * d[i]) + (b[i] * c[i]));
            quadratic.Add(e[i / 2], (Slope(a, i) * Slope(d, i)) + (Slope(b, i) * Slope(c, i)));
        }

        return (constant.Reduce(), quadratic.Reduce());
    }

    public static (Fp<TModulus> Constant, Fp<TModulus> Quadratic, Fp<TModulus> Cubic) WeightedProduct(
        ReadOnlySpan<Fp<TModulus>> e, ReadOnlySpan<Fp<TModulus>> a, ReadOnlySpan<Fp<TModulus>> b)
    {
        if (a.IsEmpty) return default;
        Fp<TModulus>.ProductSum constant = default, quadratic = default, cubic = default;
        for (var i = 0; i < a.Length; i += 2)
        {
            Fp<TModulus> slopeA = Slope(a, i), slopeB = Slope(b, i), slopeE = Slope(e, i);
            Fp<TModulus> slopes = slopeA * slopeB;
            constant.Add(e[i], a[i] * b[i]);
            quadratic.Add(e[i], slopes);
            quadratic.Add(slopeE, (a[i] * slopeB) + (slopeA * b[i]));
            cubic.Add(slopeE, slopes);
        }

        return (constant.Reduce(), quadratic.Reduce(), cubic.Reduce());
    }

    private static Fp<TModulus> Slope(ReadOnlySpan<Fp<TModulus>> table, int low) =>
        low + 1 < table.Length ? table[low + 1] - table[low] : -table[low];
}
