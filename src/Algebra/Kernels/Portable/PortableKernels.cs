using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.X64;

namespace Zkml.Algebra.Kernels.Portable;

/// <summary>The kernels in plain C#: the reference, the last tier, and the ends of arrays in the others.</summary>
internal static class PortableKernels<TModulus>
    where TModulus : struct, IModulus
{
    public static void Add(
        ReadOnlySpan<Fp<TModulus>> left, ReadOnlySpan<Fp<TModulus>> right, Span<Fp<TModulus>> destination)
    {
        for (var i = 0; i < destination.Length; i++) destination[i] = left[i] + right[i];
    }

    public static void Subtract(
        ReadOnlySpan<Fp<TModulus>> left, ReadOnlySpan<Fp<TModulus>> right, Span<Fp<TModulus>> destination)
    {
        for (var i = 0; i < destination.Length; i++) destination[i] = left[i] - right[i];
    }

    public static void AddPairs(ReadOnlySpan<Fp<TModulus>> table, Span<Fp<TModulus>> destination)
    {
        for (var i = 0; i < destination.Length; i++) destination[i] = table[2 * i] + table[(2 * i) + 1];
    }

    public static void Multiply(
        ReadOnlySpan<Fp<TModulus>> left, ReadOnlySpan<Fp<TModulus>> right, Span<Fp<TModulus>> destination)
    {
        for (var i = 0; i < destination.Length; i++) Fp<TModulus>.Multiply(left[i], right[i], out destination[i]);
    }

    public static void Square(ReadOnlySpan<Fp<TModulus>> values, Span<Fp<TModulus>> destination)
    {
        for (var i = 0; i < destination.Length; i++) destination[i] = values[i].Square();
    }

    public static void MultiplyScalar(
        ReadOnlySpan<Fp<TModulus>> values, in Fp<TModulus> scalar, Span<Fp<TModulus>> destination)
    {
        for (var i = 0; i < destination.Length; i++) Fp<TModulus>.Multiply(values[i], scalar, out destination[i]);
    }

    public static void MultiplyAddScalar(
        Span<Fp<TModulus>> accumulator, in Fp<TModulus> scalar, ReadOnlySpan<Fp<TModulus>> values)
    {
        for (var i = 0; i < accumulator.Length; i++) accumulator[i] += scalar * values[i];
    }

    public static void Fold(ReadOnlySpan<Fp<TModulus>> table, in Fp<TModulus> r, Span<Fp<TModulus>> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            ref readonly Fp<TModulus> low = ref table[2 * i];
            destination[i] = low + (r * (table[(2 * i) + 1] - low));
        }
    }

    public static void Expand(Span<Fp<TModulus>> lower, in Fp<TModulus> r, Span<Fp<TModulus>> upper)
    {
        for (var i = 0; i < lower.Length; i++)
        {
            Fp<TModulus>.Multiply(lower[i], r, out upper[i]);
            lower[i] -= upper[i];
        }
    }

    public static void AddFractions(
        ReadOnlySpan<Fp<TModulus>> numerators,
        ReadOnlySpan<Fp<TModulus>> denominators,
        Span<Fp<TModulus>> sumNumerators,
        Span<Fp<TModulus>> sumDenominators)
    {
        for (var i = 0; i < sumNumerators.Length; i++)
        {
            Fp<TModulus> q0 = denominators[2 * i], q1 = denominators[(2 * i) + 1];
            sumNumerators[i] = (numerators[2 * i] * q1) + (numerators[(2 * i) + 1] * q0);
            sumDenominators[i] = q0 * q1;
        }
    }

    public static Fp<TModulus> Sum(ReadOnlySpan<Fp<TModulus>> values)
    {
        Fp<TModulus> sum = default;
        foreach (ref readonly Fp<TModulus> value in values) sum += value;
        return sum;
    }

    public static Fp<TModulus> InnerProduct(ReadOnlySpan<Fp<TModulus>> left, ReadOnlySpan<Fp<TModulus>> right)
    {
        if (left.IsEmpty) return default;
        var sum = default(Fp<TModulus>.ProductSum);
        for (var i = 0; i < left.Length; i++) sum.Add(left[i], right[i]);
        return sum.Reduce();
    }
}
