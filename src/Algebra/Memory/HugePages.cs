using System.Runtime.InteropServices;

namespace Zkml.Algebra.Memory;

/// <summary>Large pages for large arrays that are read at random: translations of small ones do not fit their caches.</summary>
internal static unsafe class HugePages
{
    /// <summary>Bytes of a large page.</summary>
    public const int Size = 1 << 21;

    private const int AdviseHugePages = 14;

    /// <summary>Asks Linux for large pages; whether it gives them makes no difference but in speed.</summary>
    public static void Advise(void* start, nuint length)
    {
        if (OperatingSystem.IsLinux()) _ = Advise((nint)start, length, AdviseHugePages);
    }

    /// <summary>The same for the large pages that lie within a range that begins and ends anywhere.</summary>
    public static void AdviseWithin(void* start, nuint length)
    {
        nuint first = ((nuint)start + Size - 1) & ~(nuint)(Size - 1), end = ((nuint)start + length) & ~(nuint)(Size - 1);
        if (end > first) Advise((void*)first, end - first);
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint start, nuint length, int advice);
}
