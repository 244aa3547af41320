using System.Collections.Concurrent;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;

namespace Zkml.Prover.Tests.Services;

/// <summary>A processor that counts how often a call looks at its token, and cancels a source at the n-th time.</summary>
internal sealed class CountingCpu : Cpu
{
    private readonly Checks checks;

    public CountingCpu(int threads, Checks checks)
        : base(KernelSet.Default, threads) => this.checks = checks;

    private CountingCpu(CountingCpu other, CancellationToken cancellation)
        : base(other, cancellation) => checks = other.checks;

    public override Cpu With(CancellationToken cancellation) => new CountingCpu(this, cancellation);

    public override void ThrowIfCancelled()
    {
        checks.Seen();
        base.ThrowIfCancelled();
    }
}

/// <summary>The checks of one call.</summary>
/// <param name="cancelAt">The check before which the call is cancelled; 0 for none.</param>
internal sealed class Checks(int cancelAt) : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private int count;

    public CancellationToken Token => source.Token;

    public int Count => count;

    /// <summary>The threads that checked.</summary>
    public ConcurrentDictionary<int, bool> Threads { get; } = [];

    public void Seen()
    {
        Threads.TryAdd(Environment.CurrentManagedThreadId, true);
        if (Interlocked.Increment(ref count) == cancelAt) source.Cancel();
    }

    public void Dispose() => source.Dispose();
}
