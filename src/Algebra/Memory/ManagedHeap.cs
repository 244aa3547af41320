using System.Globalization;

namespace Zkml.Algebra.Memory;

/// <summary>The garbage collector's address range, as Linux sees it.</summary>
public static unsafe class ManagedHeap
{
    private const string Maps = "/proc/self/maps";

    private static int advised;

    /// <summary>
    /// Asks Linux for large pages in the whole range, also the part that is not in use yet. A prover's first proof touches
    /// most of its memory for the first time, and a page fault for every 4 KB costs more than the proof does. Does nothing
    /// on other systems, where the range is not found, or the second time; memory may grow by 2 MB for each region in use.
    /// </summary>
    public static void AdviseHugePages()
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(Maps) || Interlocked.Exchange(ref advised, 1) != 0) return;
        var probe = GC.AllocateUninitializedArray<byte>(1, pinned: true);
        fixed (byte* address = probe)
        {
            (var start, var end) = Range((ulong)address);
            HugePages.AdviseWithin((void*)start, (nuint)(end - start));
        }
    }

    /// <summary>The mappings without a file that join up with the one that holds an address; empty if there is none.</summary>
    private static (ulong Start, ulong End) Range(ulong address)
    {
        ulong start = 0, end = 0;
        foreach (var line in File.ReadLines(Maps))
        {
            // start-end permissions offset device inode path
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            var bounds = fields[0].Split('-');
            var first = ulong.Parse(bounds[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var beyond = ulong.Parse(bounds[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var anonymous = fields[4] == "0" && (fields.Length < 6 || fields[5].StartsWith("[anon", StringComparison.Ordinal));
            if (anonymous && first == end)
            {
                end = beyond;
                continue;
            }

            if (start <= address && address < end) return (start, end);
            (start, end) = anonymous ? (first, beyond) : (0, 0);
        }

        return start <= address && address < end ? (start, end) : default;
    }
}
