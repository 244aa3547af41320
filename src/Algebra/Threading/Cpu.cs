using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Threading;

/// <summary>
/// The processor as one call sees it: which kernels it runs, on how many threads at most, and whether it is still wanted.
/// Whatever it is, results have the same bytes. Immutable and thread-safe; what derives from one instance
/// (<see cref="With"/>) shares its threads.
/// </summary>
public class Cpu
{
    private readonly ThreadQuota quota;

    /// <param name="kernels">The kernels of this machine to use.</param>
    /// <param name="threads">The most threads that work at the same time for one caller, its own among them; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public Cpu(KernelSet kernels, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (Kernels, Threads, quota) = (kernels, threads, new ThreadQuota(threads - 1));
    }

    /// <summary>The same threads and kernels for a call that can be cancelled.</summary>
    protected Cpu(Cpu other, CancellationToken cancellation) =>
        (Kernels, Threads, quota, Cancellation) = (other.Kernels, other.Threads, other.quota, cancellation);

    /// <summary>The machine's fastest kernels, or those that <c>ZKML_KERNELS</c> names, on all cores.</summary>
    public static Cpu Default { get; } = new(KernelSet.Default, Environment.ProcessorCount);

    /// <summary>The vector kernels.</summary>
    public KernelSet Kernels { get; }

    /// <summary>The vector kernels over Fr.</summary>
    public FrVector Fr => Kernels.Fr;

    /// <summary>The most threads that work at the same time for one caller.</summary>
    public int Threads { get; }

    /// <summary>What <see cref="ThrowIfCancelled"/> looks at.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The same for a call that can be cancelled.</summary>
    public virtual Cpu With(CancellationToken cancellation) => cancellation == Cancellation ? this : new Cpu(this, cancellation);

    /// <summary>
    /// Ends a call that is not wanted any more. Called between stages, rounds and chunks, so every few milliseconds, never
    /// inside of kernels.
    /// </summary>
    /// <exception cref="OperationCanceledException">It is cancelled.</exception>
    public virtual void ThrowIfCancelled() => Cancellation.ThrowIfCancellationRequested();

    /// <summary>Calls body(start, end) on disjoint ranges that cover [0, count), none shorter than the minimum but one.</summary>
    /// <param name="count">The number of indices, not negative.</param>
    /// <param name="shortest">Ranges below this many indices are not worth a thread; positive.</param>
    /// <param name="body">Work on [start, end); must be safe to run concurrently for disjoint ranges.</param>
    /// <param name="longest">No range is longer, so that a cancelled call ends soon; a body that checks itself needs no bound.</param>
    /// <exception cref="OperationCanceledException">It is cancelled; no part of the work is still running.</exception>
    public void For(int count, int shortest, Action<int, int> body, int longest = int.MaxValue)
    {
        ThrowIfCancelled();
        if (count <= 0) return;
        var parts = Math.Min(count / Math.Max(1, shortest), Math.Max(Threads, ((count - 1) / longest) + 1));
        if (parts <= 1) body(0, count);
        else Run(parts, part => body(Bound(part), Bound(part + 1)));

        int Bound(int part) => (int)((long)count * part / parts);
    }

    /// <summary>Calls body(i) for every i in [0, count), each worth a thread.</summary>
    /// <exception cref="OperationCanceledException">It is cancelled; no part of the work is still running.</exception>
    public void Each(int count, Action<int> body)
    {
        ThrowIfCancelled();
        if (count == 1) body(0);
        else if (count > 1) Run(count, body);
    }

    private void Run(int parts, Action<int> body)
    {
        if (Threads > 1)
        {
            new SharedWork(parts, body, this, quota).Run();
            return;
        }
        for (var part = 0; part < parts; part++)
        {
            ThrowIfCancelled();
            body(part);
        }
    }
}
