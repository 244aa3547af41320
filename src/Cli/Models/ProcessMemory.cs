using System.Diagnostics;

namespace Zkml.Cli.Models;

/// <summary>The memory that this process takes.</summary>
internal static class ProcessMemory
{
    /// <summary>The largest working set so far, in bytes.</summary>
    public static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
