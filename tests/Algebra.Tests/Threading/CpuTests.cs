using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Tests.Threading;

/// <summary>Loops over threads: complete, never on more threads than given, and over when they return, however they end.</summary>
public sealed class CpuTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void EveryIndexIsVisitedOnce(int threads)
    {
        var cpu = new Cpu(KernelSet.Portable, threads);
        foreach (var (count, shortest, longest) in new[] { (0, 1, 9), (1, 1, 1), (7, 10, 3), (1000, 1, 7), (1000, 100, int.MaxValue), (4097, 0, 64) })
        {
            var visits = new int[count];
            cpu.For(count, shortest, (start, end) =>
            {
                Assert.InRange(end - start, 1, Math.Max(longest, 2 * Math.Max(1, shortest)));
                for (var i = start; i < end; i++) Interlocked.Increment(ref visits[i]);
            }, longest);
            Assert.All(visits, v => Assert.Equal(1, v));
            Array.Clear(visits);
            cpu.Each(count, i => Interlocked.Increment(ref visits[i]));
            Assert.All(visits, v => Assert.Equal(1, v));
        }
    }

    /// <summary>Loops inside of loops, whose inner ones find the outer one's threads taken, or free again.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void NestedLoopsNeverWorkOnMoreThreads(int threads)
    {
        var cpu = new Cpu(KernelSet.Portable, threads);
        int working = 0, most = 0, done = 0;
        cpu.Each(9, i => cpu.Each(i == 8 ? 60 : 5, _ =>
        {
            var now = Interlocked.Increment(ref working);
            for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, now, seen);
            Thread.SpinWait(2000);
            Interlocked.Decrement(ref working);
            Interlocked.Increment(ref done);
        }));
        Assert.Equal((8 * 5) + 60, done);
        Assert.InRange(most, 1, threads);
    }

    [Fact]
    public void OneThreadIsTheCallers()
    {
        var caller = Environment.CurrentManagedThreadId;
        new Cpu(KernelSet.Portable, 1).Each(50, _ => Assert.Equal(caller, Environment.CurrentManagedThreadId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void TheFirstFailureIsThrownAndNothingRunsOn(int threads)
    {
        var cpu = new Cpu(KernelSet.Portable, threads);
        for (var round = 0; round < 20; round++)
        {
            int working = 0, begun = 0;
            var failure = Assert.Throws<InvalidDataException>(() => cpu.Each(1000, i =>
            {
                Interlocked.Increment(ref working);
                Interlocked.Increment(ref begun);
                try
                {
                    if (i == 20) throw new InvalidDataException("twenty");
                    // The thread of part 20 may be held up by others: what follows it takes longer than that.
                    if (i > 20) Thread.Sleep(1);
                }
                finally
                {
                    Interlocked.Decrement(ref working);
                }
            }));
            Assert.Equal("twenty", failure.Message);
            Assert.Equal(0, working);
            Assert.InRange(begun, 1, 999);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void ACancelledLoopEndsBeforeItsNextPart(int threads)
    {
        using var source = new CancellationTokenSource();
        var cpu = new Cpu(KernelSet.Portable, threads).With(source.Token);
        var begun = 0;
        var cancelled = Assert.Throws<OperationCanceledException>(() => cpu.Each(10_000, i =>
        {
            Interlocked.Increment(ref begun);
            if (i == 5) source.Cancel();
            else if (i > 5) Thread.Sleep(1);
        }));
        Assert.Equal(source.Token, cancelled.CancellationToken);
        Assert.InRange(begun, 1, 9_999);
        var after = begun;
        Assert.Throws<OperationCanceledException>(() => cpu.For(10, 1, (_, _) => begun++));
        Assert.Throws<OperationCanceledException>(cpu.ThrowIfCancelled);
        Assert.Equal(after, begun);
    }

    /// <summary>Callers that come from the pool themselves, more of them than it has threads, all end.</summary>
    [Fact]
    public async Task LoopsEndHoweverBusyThePoolIs()
    {
        var cpu = new Cpu(KernelSet.Portable, 4);
        var sums = await Task.WhenAll(Enumerable.Range(0, 8 * Environment.ProcessorCount).Select(_ => Task.Run(() =>
        {
            var sum = 0;
            cpu.Each(30, i => cpu.Each(3, j => Interlocked.Add(ref sum, (3 * i) + j)));
            return sum;
        })));
        Assert.All(sums, sum => Assert.Equal(89 * 90 / 2, sum));
    }

    [Fact]
    public void NoThreadsAreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Cpu(KernelSet.Portable, 0));
}
