using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// Factorisations of a dimension into axes, lowest first. A cut changes no index bit: an axis of extent 2^a·m is the
/// full axis of 2^a positions below one of m, with the same bits in the same order.
/// </summary>
internal static class AxisFactors
{
    /// <summary>The axes of one dimension; an extent of 1 has none.</summary>
    public static Axis[] Of(int extent) => extent == 1 ? [] : [Axis.Of(extent)];

    /// <summary>
    /// Distributes axes over dimensions of the given extents (all lowest first), cutting axes where that is possible;
    /// null when the dimensions do not factor along the axes.
    /// </summary>
    public static Axis[][]? Regroup(IEnumerable<Axis> axes, IReadOnlyList<int> extents)
    {
        var pending = new Stack<Axis>(axes.Reverse());
        var result = new Axis[extents.Count][];
        for (var d = 0; d < result.Length; d++)
        {
            var run = new List<Axis>();
            for (var rest = extents[d]; rest > 1;)
            {
                if (!pending.TryPop(out var axis)) return null;
                if (axis.Extent > rest)
                {
                    if (Cut(axis, rest) is not var (low, high)) return null;
                    pending.Push(high);
                    axis = low;
                }
                if (rest % axis.Extent != 0) return null;
                run.Add(axis);
                rest /= axis.Extent;
            }
            result[d] = [.. run];
        }
        return pending.Count == 0 ? result : null;
    }

    /// <summary>The coarsest common refinement of two factorisations of one extent, or null.</summary>
    public static Axis[]? Unify(IReadOnlyList<Axis> a, IReadOnlyList<Axis> b)
    {
        var (left, right) = (new Stack<Axis>(a.Reverse()), new Stack<Axis>(b.Reverse()));
        var result = new List<Axis>();
        while (left.TryPop(out var x) && right.TryPop(out var y))
        {
            if (x.Extent != y.Extent)
            {
                var (larger, smaller, pending) = x.Extent > y.Extent ? (x, y, left) : (y, x, right);
                if (Cut(larger, smaller.Extent) is not var (low, high)) return null;
                pending.Push(high);
                x = low;
            }
            result.Add(x);
        }
        return left.Count == 0 && right.Count == 0 ? [.. result] : null;
    }

    /// <summary>Strides of the axes in the dimension's index: 1, extent of the first, …</summary>
    public static long[] Strides(IReadOnlyList<Axis> axes)
    {
        var strides = new long[axes.Count];
        var stride = 1L;
        for (var k = 0; k < strides.Length; k++)
        {
            strides[k] = stride;
            stride *= axes[k].Extent;
        }
        return strides;
    }

    public static bool AreEqual(IReadOnlyList<Axis> a, IReadOnlyList<Axis> b) => a.SequenceEqual(b);

    private static (Axis Low, Axis High)? Cut(Axis axis, int low)
    {
        var part = Axis.Of(low);
        if (!part.IsFull || axis.Extent % low != 0) return null;
        return (part, new Axis(axis.Extent / low, axis.Bits - part.Bits));
    }
}
