using System.Numerics.Tensors;
using Zkml.Algebra.Threading;

namespace Zkml.Circuits.Operators;

/// <summary>
/// Inner loops over 64-bit integers. Unchecked: the ranges proven by <see cref="Graph.IntegerOperator.Infer"/> exclude overflow.
/// </summary>
internal static class DenseKernels
{
    /// <summary>Below this many multiplications threads cost more than they save.</summary>
    private const long ParallelWork = 1 << 16;

    /// <summary>Runs the body for every index, in parallel when the work per index is worth it. The order is free.</summary>
    public static void For(Cpu cpu, int count, long workPerIndex, Action<int> body)
    {
        if (count > 1 && count * workPerIndex >= ParallelWork)
        {
            cpu.Each(count, body);
            return;
        }
        for (var i = 0; i < count; i++) body(i);
    }

    /// <summary>Σ a[i]·b[i] of spans of equal length.</summary>
    public static long Dot(ReadOnlySpan<long> a, ReadOnlySpan<long> b) => TensorPrimitives.Dot(a, b);

    /// <summary>target[i] += factor · source[i·stride] for i in [0, count).</summary>
    public static void AddScaled(Span<long> target, ReadOnlySpan<long> source, int stride, long factor)
    {
        if (stride == 1)
        {
            TensorPrimitives.MultiplyAdd(source[..target.Length], factor, target, target);
            return;
        }
        unchecked
        {
            for (int i = 0, j = 0; i < target.Length; i++, j += stride) target[i] += factor * source[j];
        }
    }
}
