using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Zkml.Tests;

/// <summary>Limits of time that do not depend on what runs beside a test: the processor time of the calling thread, in which the work must be.</summary>
internal static class ThreadClock
{
    private const int ThreadProcessorTime = 3;

    /// <summary>How long <paramref name="work"/> kept the processor busy; where the system does not tell, how long it took.</summary>
    public static TimeSpan Measure(Action work)
    {
        if (!OperatingSystem.IsLinux())
        {
            var watch = Stopwatch.StartNew();
            work();
            return watch.Elapsed;
        }
        var start = Now();
        work();
        return Now() - start;
    }

    private static TimeSpan Now()
    {
        if (GetTime(ThreadProcessorTime, out var time) != 0) throw new InvalidOperationException("clock_gettime failed.");
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
