using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>Moves row-major true entries to their padded places, run by run of the lowest axes.</summary>
internal static class PaddedScatter
{
    /// <summary>A fresh array of space.Size entries, 0 on padding; a full space shares the given array.</summary>
    public static long[] Scatter(IndexSpace space, long[] dense)
    {
        if (dense.LongLength != space.TrueSize) throw new InvalidOperationException($"{dense.Length} entries for a space of {space.TrueSize}");
        if (space.IsFull) return dense;
        var padded = new long[space.Size];
        var (run, axis) = LowestRun(space);
        var position = new int[space.Axes.Count];
        var target = 0;
        for (var source = 0; source < dense.Length; source += run)
        {
            dense.AsSpan(source, run).CopyTo(padded.AsSpan(target));
            for (var k = axis; k < position.Length; k++)
            {
                target += 1 << space.FirstVariable(k);
                if (++position[k] < space.Axes[k].Extent) break;
                target -= position[k] << space.FirstVariable(k);
                position[k] = 0;
            }
        }
        return padded;
    }

    /// <summary>The longest contiguous run: full low axes and the first padded one; and the next axis.</summary>
    private static (int Run, int NextAxis) LowestRun(IndexSpace space)
    {
        var (run, axis) = (1, 0);
        while (space.Axes[axis].IsFull) run *= space.Axes[axis++].Extent;
        return (run * space.Axes[axis].Extent, axis + 1);
    }
}
