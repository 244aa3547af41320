using System.Numerics;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Certificate;

/// <summary>
/// How each parameter column's range [Min, Max] is proven. A range table of exactly its width costs one lookup for each
/// entry; it is used where the entries of that width are at least as many as the table's rows. Otherwise v − Min and
/// Max − v are both proven below 2^(limbs · L) with one shared table of 2^L rows.
/// </summary>
internal static class LimbWidth
{
    private const int MinBits = 4;
    private const int MaxBits = 16;

    /// <summary>The width Max − Min + 1 of a column, at most 2^63 − 1.</summary>
    public static long WidthOf(Column column) => column.Max - column.Min + 1;

    /// <summary>True when all columns of this width together pay for a table of their own.</summary>
    public static bool HasOwnTable(long width, long entriesOfWidth) =>
        width <= 1L << MaxBits && Axis.Of((int)width).Padded <= Math.Max(entriesOfWidth, 2);

    /// <summary>The limbs of L bits that hold 0 to width − 1.</summary>
    public static int LimbsFor(long width, int limbBits)
    {
        var bits = 64 - BitOperations.LeadingZeroCount((ulong)(width - 1));
        return Math.Max(1, (bits + limbBits - 1) / limbBits);
    }

    /// <summary>True when v − Min below 2^(limbs · L) already says v ≤ Max.</summary>
    public static bool IsAligned(long width, int limbBits) =>
        (Int128)width == Int128.One << (limbBits * LimbsFor(width, limbBits));

    /// <summary>Padded entries of each width of a model's parameters.</summary>
    public static Dictionary<long, long> EntriesByWidth(IEnumerable<Column> parameters)
    {
        var entries = new Dictionary<long, long>();
        foreach (var column in parameters)
        {
            var width = WidthOf(column);
            entries[width] = entries.GetValueOrDefault(width) + column.Space.Size;
        }
        return entries;
    }

    /// <summary>The L with the least table rows and lookups together, limb columns counting once more.</summary>
    public static int Choose(IReadOnlyDictionary<long, long> entriesByWidth)
    {
        var (best, bestCost) = (MinBits, Int128.MaxValue);
        for (var bits = MinBits; bits <= MaxBits; bits++)
        {
            var cost = (Int128)1 << bits;
            foreach (var (width, entries) in entriesByWidth)
            {
                if (HasOwnTable(width, entries)) continue;
                var sides = IsAligned(width, bits) ? 1 : 2;
                cost += (Int128)entries * sides * ((2 * LimbsFor(width, bits)) - 1);
            }
            if (cost < bestCost) (best, bestCost) = (bits, cost);
        }
        return best;
    }
}
