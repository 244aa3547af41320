using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Affine additions in bulk: pairs of points named by lists of entries, each batch sharing one field inversion. Whole
/// batches run in two assembled kernels; sums of equal points, opposite ones or infinity are found there by their
/// denominators and made here. Not safe for concurrent use.
/// </summary>
internal sealed unsafe class PointAdditions
{
    /// <summary>The mark of an entry that stands for the negative of its point.</summary>
    public const uint Negative = 1u << 31;

    /// <summary>The most points that entries can name: the kernels take offsets of 32 bits.</summary>
    public const int MaximumPoints = 1 << 26;

    /// <summary>
    /// Entries that lists must have beyond their last one, to be written and read at will: a batch asks for the points of as
    /// many entries behind it as it has itself, however few there are.
    /// </summary>
    public const int Slack = Batch + Excess;

    /// <summary>
    /// Pairs of a batch: its records take a quarter of the second-level cache, and the points of the next batch, which are
    /// asked for meanwhile, stay there until they are read (docs/kernels/msm.md).
    /// </summary>
    public const int Batch = 8 * Groups;

    // The entries behind a batch that the kernels read or write for it: the rest of a pair of groups, a margin, four groups ahead.
    private const int Excess = 64;

    private const int Groups = 128;
    private const int Chains = 2;
    private const int Lanes = 8 * Chains;
    private const int Seeds = (Chains + SlopePrograms.Margin) * PointPrograms.Record;

    private readonly byte* records = (byte*)NativeMemory.AlignedAlloc(Seeds + ((Groups + SlopePrograms.Margin) * PointPrograms.Record), 64);
    private readonly byte* work = (byte*)NativeMemory.AlignedAlloc(SlopePrograms.WorkLength, 64);
    private readonly byte* flags = (byte*)NativeMemory.AlignedAlloc(Groups, 64);
    private readonly SpecialSums special = new();
    private readonly PortableAdditions portable;
    private readonly bool isAssembled;

    public PointAdditions(KernelSet kernels)
    {
        isAssembled = kernels.Tier == KernelTier.Assembled;
        portable = new(kernels);

        // The chains begin with any product that is not zero.
        for (var chain = 0; chain < Chains; chain++)
        {
            var seed = new Span<ulong>(records + Seeds - ((chain + 1) * PointPrograms.Record), 40);
            seed.Clear();
            seed[..8].Fill(1);
        }
    }

    ~PointAdditions()
    {
        NativeMemory.AlignedFree(records);
        NativeMemory.AlignedFree(work);
        NativeMemory.AlignedFree(flags);
    }

    /// <summary>
    /// target[places[i]] = source[left[i]] + source[right[i]], signs applied. The target may be the source if no place
    /// is an operand of another pair.
    /// </summary>
    public void Add(G1Affine* source, G1Affine* target, uint* left, uint* right, uint* places, int count)
    {
        if (!isAssembled)
        {
            portable.Add(source, target, left, right, places, count);
            return;
        }

        for (var done = 0; done < count; done += Batch)
            {
            var length = Math.Min(Batch, count - done);
            var next = done + length < count ? length : 0;
            AddBatch(source, target, left + done, right + done, places + done, length, next);
        }

        // Its finalizer frees what the kernels write to.
        GC.KeepAlive(this);
    }

    /// <summary>The same over arrays, the lists with <see cref="Slack"/>.</summary>
    /// <exception cref="ArgumentException">A list is shorter than that.</exception>
    public void Add(G1Affine[] source, G1Affine[] target, uint[] left, uint[] right, uint[] places, int count)
    {
        if (Math.Min(Math.Min(left.Length, right.Length), places.Length) < count + Slack)
        {
            throw new ArgumentException($"Lists of {count} entries need {Slack} more.");
        }
        fixed (G1Affine* from = source, to = target)
        {
            fixed (uint* l = left, r = right, p = places)
            {
                Add(from, to, l, r, p, count);
            }
        }
    }

    /// <summary>One batch; the next one's lists begin so many entries on.</summary>
    private void AddBatch(G1Affine* source, G1Affine* target, uint* left, uint* right, uint* places, int count, int next)
    {
        var groups = Pad(left, right, count);
        var arguments = new KernelArguments
        {
            Output = records + Seeds,
            Scratch = records + Seeds,
            A = left,
            B = right,
            C = source,
            D = flags,
            Groups = groups,
        };
        KernelLibrary.Run<FqModulus>(FieldKernel.AddForward, ref arguments);
        special.Collect(source, left, right, places, new ReadOnlySpan<byte>(flags, (count + 7) / 8), count);
        arguments.D = left + next;
        arguments.E = right + next;
        Finish(target, places, count, arguments);
        special.Finish(target);
        if (special.Doublings > 0) DoubleBatch(target);
    }

    private void DoubleBatch(G1Affine* target)
    {
        var entries = special.DoublingEntries;
        var groups = Pad(entries, entries, special.Doublings);
        var arguments = new KernelArguments
        {
            Output = records + Seeds,
            Scratch = records + Seeds,
            A = entries,
            C = special.DoublingPoints,
            Groups = groups,
        };
        KernelLibrary.Run<FqModulus>(FieldKernel.DoubleForward, ref arguments);
        arguments.D = entries;
        arguments.E = entries;
        Finish(target, special.DoublingPlaces, special.Doublings, arguments);
    }

    /// <summary>Fills lists up to whole pairs of groups with their last entry, whose sum is then made more than once.</summary>
    private static int Pad(uint* left, uint* right, int count)
    {
        var padded = (count + Lanes - 1) / Lanes * Lanes;
        for (var i = count; i < padded; i++)
        {
            left[i] = left[count - 1];
            right[i] = right[count - 1];
        }

        return padded / 8;
    }

    /// <summary>From the records of the forward kernel to the sums.</summary>
    private void Finish(G1Affine* target, uint* places, int count, KernelArguments arguments)
    {
        var groups = (int)arguments.Groups;
        InvertProducts(groups);

        // The kernel writes to as many places more as a margin has, before it writes the right sums to the last place.
        var excess = (8 * (groups + SlopePrograms.Margin)) - count;
        Span<uint> beyond = new(places + count, excess), kept = stackalloc uint[Excess];
        beyond.CopyTo(kept);
        beyond.Fill(places[count - 1]);
        arguments.Output = target;
        arguments.A = places + (8 * (groups - Chains));
        arguments.B = work;
        arguments.Scratch = records + Seeds + ((groups - 1) * PointPrograms.Record);
        arguments.Groups = (groups / Chains) + 1;
        KernelLibrary.Run<FqModulus>(FieldKernel.AddBackward, ref arguments);
        kept[..excess].CopyTo(beyond);
    }

    /// <summary>The inverses of the last products of all lanes, times 2^518 as integers, into the work area.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InvertProducts(int groups)
    {
        Span<Fq> values = stackalloc Fq[Lanes];
        Span<Fq> prefix = stackalloc Fq[Lanes];
        for (var lane = 0; lane < Lanes; lane++) values[lane] = LastProduct(groups, lane);
        Fq running = values[0];
        for (var lane = 1; lane < Lanes; lane++)
        {
            prefix[lane] = running;
            running *= values[lane];
        }

        // The inverse of a stored integer comes out times 2^512.
        running = running.Invert().Double().Double().Double().Double().Double().Double();
        for (var lane = Lanes - 1; lane > 0; lane--)
        {
            KeepInverse(lane, running * prefix[lane]);
            running *= values[lane];
        }

        KeepInverse(0, running);
    }

    /// <summary>Lane 0 to 7 of the last group, 8 to 15 of the group before.</summary>
    private Fq LastProduct(int groups, int lane)
    {
        var limbs = (ulong*)(records + Seeds + ((groups - 1 - (lane / 8)) * PointPrograms.Record)) + (lane % 8);
        ulong l0 = limbs[0] & LaneConstants.LimbMask, l1 = limbs[8] & LaneConstants.LimbMask;
        ulong l2 = limbs[16] & LaneConstants.LimbMask, l3 = limbs[24] & LaneConstants.LimbMask, l4 = limbs[32];

        // Below 2p, and sums are reduced.
        return new Fq(l0 | (l1 << 52), (l1 >> 12) | (l2 << 40), (l2 >> 24) | (l3 << 28), (l3 >> 36) | (l4 << 16)) + Fq.Zero;
    }

    private void KeepInverse(int lane, in Fq inverse)
    {
        Span<ulong> limbs = stackalloc ulong[5];
        LaneConstants.Split(inverse.L0, inverse.L1, inverse.L2, inverse.L3, 0, limbs);
        var to = (ulong*)work + (lane / 8 * SlopePrograms.Chain * 8) + (lane % 8);
        for (var i = 0; i < 5; i++) to[8 * i] = limbs[i];
    }
}
