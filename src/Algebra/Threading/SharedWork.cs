using System.Runtime.ExceptionServices;

namespace Zkml.Algebra.Threading;

/// <summary>
/// One loop whose parts the calling thread and helpers of the thread pool take in turn. The caller never waits for a helper
/// that has not begun, so loops end however busy the pool is; and when it returns, nobody works on it any more.
/// </summary>
internal sealed class SharedWork(int parts, Action<int> body, Cpu cpu, ThreadQuota quota) : IThreadPoolWorkItem
{
    // Added to the helpers inside when no more may enter.
    private const int Closed = int.MinValue;

    private readonly Lock gate = new();
    private readonly ManualResetEventSlim left = new();
    private int taken = -1;
    private int entered;
    private int inside;
    private ExceptionDispatchInfo? failure;

    /// <summary>Does all parts; throws what the first that failed threw, after which no further part is begun.</summary>
    public void Run()
    {
        var asked = quota.Take(Math.Min(parts, cpu.Threads) - 1);
        for (var k = 0; k < asked; k++) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        TakeParts();
        if (asked > 0) Close(asked);
        failure?.Throw();
    }

    /// <summary>A helper's work.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (!TryEnter()) return;
        TakeParts();
        quota.Return(1);
        if (Interlocked.Decrement(ref inside) == Closed) left.Set();
    }

    private void TakeParts()
    {
        for (var part = Interlocked.Increment(ref taken); part < parts; part = Interlocked.Increment(ref taken))
        {
            if (Volatile.Read(ref failure) is not null) return;
            try
            {
                cpu.ThrowIfCancelled();
                body(part);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                return;
            }
        }
    }

    private bool TryEnter()
    {
        lock (gate)
        {
            if (inside < 0) return false;
            Interlocked.Increment(ref inside);
            entered++;
            return true;
        }
    }

    /// <summary>Sends away helpers that have not begun, and waits for the others; meanwhile the caller's place is free.</summary>
    private void Close(int asked)
    {
        int working;
        lock (gate) working = Interlocked.Add(ref inside, Closed);
        quota.Return(asked - entered);
        if (working == Closed) return;
        quota.Return(1);
        left.Wait();
        quota.Return(-1);
    }
}
