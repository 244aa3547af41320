namespace Zkml.Algebra.Threading;

/// <summary>
/// How many threads beside the callers may work at a time. Loops inside of loops take what is left, so that together they
/// never use more.
/// </summary>
internal sealed class ThreadQuota(int most)
{
    private int free = most;

    /// <summary>Takes up to so many; returns how many there were.</summary>
    public int Take(int wanted)
    {
        while (true)
        {
            var available = Volatile.Read(ref free);
            var taken = Math.Min(wanted, available);
            if (taken <= 0) return 0;
            if (Interlocked.CompareExchange(ref free, available - taken, available) == available) return taken;
        }
    }

    /// <summary>Gives some back; a negative number takes them, later if they are lent meanwhile.</summary>
    public void Return(int count) => Interlocked.Add(ref free, count);
}
