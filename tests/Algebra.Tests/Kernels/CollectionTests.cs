using System.Diagnostics;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>
/// Assembled routines take references into the heap. The collector cannot stop a thread inside of one, so it must wait, and move nothing
/// under it (docs/decisions/0005-scalar-calls.md).
/// </summary>
public class CollectionTests
{
    [Fact]
    public void ResultsAreRightWhileTheHeapIsCompacted()
    {
        var stop = false;
        var collector = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
                Thread.Sleep(1);
            }
        });
        collector.Start();
        var expected = Run(Fr.FromInt64(7), allocate: false);
        var collections = GC.CollectionCount(2);

        // By the clock: with a large heap left by other tests a collection takes long, and the routines run between collections only.
        var right = true;
        for (var watch = Stopwatch.StartNew(); watch.ElapsedMilliseconds < 1_500 || GC.CollectionCount(2) == collections;) right &= Run(Fr.FromInt64(7), allocate: true) == expected;
        collections = GC.CollectionCount(2) - collections;
        Volatile.Write(ref stop, true);
        collector.Join();
        Assert.True(right);
        Assert.True(collections > 0);
    }

    /// <summary>Products, squares and permutations over arrays that are new each time, so that collections move them.</summary>
    private static Fr Run(Fr seed, bool allocate)
    {
        var values = new Fr[4];
        Array.Fill(values, seed);
        for (var k = 0; k < 20; k++)
        {
            if (allocate) values = [.. values];
            for (var i = 0; i < values.Length; i++)
            {
                Fr.Multiply(values[i], values[(i + 1) % values.Length], out values[i]);
                values[i] = values[i].Square() * seed;
            }
            Poseidon2<Fr>.Permute(values);
        }
        return values[0] + values[1] + values[2] + values[3];
    }
}
