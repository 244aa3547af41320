using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Sums of points by bucket. Entries are taken in chunks that fit the cache; in each, the entries of every bucket are
/// added pairwise in rounds, and the last sum goes to the bucket's place, to what it holds already.
/// </summary>
internal sealed unsafe class BucketSums
{
    /// <summary>The most entries of a chunk.</summary>
    public const int MaximumChunk = 1 << 16;

    // The sums of a chunk stay in the second-level cache.
    private const int Chunk = 1 << 14;

    // With few buckets a chunk takes many rounds, the last ones of few pairs, for which a batch does not pay: fewer
    // chunks are better then, and the points of a bucket lie in order.
    private const int FewBuckets = 1 << 9;

    private readonly PointAdditions additions;
    private readonly PairList pairs;
    private readonly NativeArray<Pending> pending = new();
    private readonly NativeArray<(uint Entry, uint Place)> singles = new();
    private readonly NativeArray<byte> occupied = new();
    private readonly NativeArray<G1Affine> points = new();
    private G1Affine* bases;
    private int pendingCount;
    private int singlesCount;
    private int slot;
    private int room;
    private int buckets;
    private int chunk = Chunk;

    public BucketSums(PointAdditions additions, PairList pairs)
    {
        this.additions = additions;
        this.pairs = pairs;
        pending.Reserve(MaximumChunk);
        singles.Reserve(MaximumChunk);
    }

    /// <summary>The buckets' places; slots for sums in progress follow them.</summary>
    public G1Affine* Points => points.Pointer;

    /// <summary>Begins with so many empty buckets.</summary>
    public void Restart(G1Affine* source, int count)
    {
        bases = source;
        buckets = count;
        chunk = count <= FewBuckets ? MaximumChunk : Chunk;
        points.Reserve(count + chunk);
        new Span<byte>(occupied.Reserve(count), count).Clear();
        BeginChunk();
    }

    /// <summary>Adds entries to a bucket. Entries of one bucket may come again, but only after a flush.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int place, uint* entries, int count)
    {
        while (count > 0)
        {
            var taken = Math.Min(count, room);
            Take(place, entries, taken);
            entries += taken;
            count -= taken;
            room -= taken;
            if (room == 0) Flush();
        }
    }

    /// <summary>Completes the sums of what was added so far.</summary>
    public void Flush()
    {
        pairs.Run(additions, bases, Points);
        for (var i = 0; i < singlesCount; i++) Points[singles.Pointer[i].Place] = SpecialSums.Read(bases, singles.Pointer[i].Entry);
        while (pendingCount > 0)
        {
            Halve();
            pairs.Run(additions, Points, Points);
        }

        BeginChunk();
    }

    /// <summary>Makes buckets that nothing was added to infinity.</summary>
    public void ClearEmpty()
    {
        for (var k = 0; k < buckets; k++)
        {
            if (occupied.Pointer[k] == 0) Points[k] = default;
        }
    }

    private void BeginChunk()
    {
        pendingCount = 0;
        singlesCount = 0;
        slot = buckets;
        room = chunk;
    }

    /// <summary>The first round: pairs of base points, into slots, or where they are all into the bucket's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(int place, uint* entries, int count)
    {
        var held = occupied.Pointer[place] != 0;
        occupied.Pointer[place] = 1;
        if (count <= 2 && !held)
        {
            if (count == 2) pairs.Add(entries[0], entries[1], (uint)place);
            else AddSingle(entries[0], place);
            return;
        }

        var half = count / 2;
        pairs.AddRange(entries, entries + half, slot, half);
        if ((count & 1) != 0) AddSingle(entries[count - 1], slot + half);
        var size = count - half;
        pending.Pointer[pendingCount++] = new(place, slot, size, held);
        slot += size;
    }

    private void AddSingle(uint entry, int place)
    {
        if (Sse.IsSupported) Sse.Prefetch0(bases + (entry & ~PointAdditions.Negative));
        singles.Pointer[singlesCount++] = (entry, (uint)place);
    }

    /// <summary>One more round of all buckets that are not complete.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Halve()
    {
        var kept = 0;
        for (var i = 0; i < pendingCount; i++)
        {
            Pending p = pending.Pointer[i];
            if (p.Size == 1)
            {
                pairs.Add((uint)p.Place, (uint)p.Slot, (uint)p.Place);
            }
            else if (p.Size == 2 && !p.Held)
            {
                pairs.Add((uint)p.Slot, (uint)p.Slot + 1, (uint)p.Place);
            }
            else
            {
                var half = (p.Size + 1) / 2;
                pairs.AddSlots(p.Slot, p.Slot + half, p.Size / 2);
                pending.Pointer[kept++] = p with { Size = half };
            }
        }

        pendingCount = kept;
    }

    /// <summary>Sums in progress in slots, and whether the place holds an earlier sum.</summary>
    private readonly record struct Pending(int Place, int Slot, int Size, bool Held);
}
