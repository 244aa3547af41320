using System.CommandLine;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;
using Zkml.Cli.Failures;
using Zkml.Prover.Backends;

namespace Zkml.Cli.Commands;

/// <summary><c>--threads N</c>: how many threads a command works on at most. What it writes does not depend on it.</summary>
internal static class ThreadsOption
{
    private const int Most = 1024;

    public static Option<int?> Create() => new("--threads") { Description = "The most threads to work on; all cores without it. The bytes are the same.", HelpName = "N" };

    /// <summary>The processor on so many threads.</summary>
    public static CpuBackend Backend(int? threads) => threads switch
    {
        null => CpuBackend.Default,
        >= 1 and <= Most => new CpuBackend(new Cpu(KernelSet.Default, threads.Value)),
        _ => throw new BadInputException($"--threads {threads} is no number of threads: give 1 to {Most}."),
    };
}
