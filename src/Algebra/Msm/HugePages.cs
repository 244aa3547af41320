using System.Runtime.InteropServices;

namespace Zkml.Algebra.Msm;

/// <summary>Large pages for large arrays that are read at random: translations of small ones do not fit their caches.</summary>
internal static unsafe class HugePages
{
    /// <summary>Bytes of a large page.</summary>
    public const int Size = 1 << 21;

    private const int AdviseHugePages = 14;

    /// <summary>Asks Linux for large pages; whether it gives them makes no difference but in speed.</summary>
    public static void Advise(void* start, nuint length)
    {
        if (OperatingSystem.IsLinux())
            _ = Advise((nint)start, length, AdviseHugePages);
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint start, nuint length, int advice);
}
