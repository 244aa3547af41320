using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Memory;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Msm;

/// <summary>
/// Bases with multiples 2^(s·level)·P of each, computed once: windows of one scalar that lie s bits apart then share
/// buckets, and with one level for each window all of them do. A sum takes fewer additions and no doublings, for as many
/// times the memory as there are levels. It pays for a process that uses the bases some hundred times
/// (docs/kernels/msm.md).
/// </summary>
public sealed class PrecomputedBases
{
    private const int MinimumPerThread = 1 << 8;
    private const int LongestRange = 1 << 14;

    private readonly ReadOnlyMemory<G1Affine> source;

    /// <summary>Computes the multiples: about 20 µs of a core for each base.</summary>
    /// <param name="bases">Not to be written to any more. From 1 to 2^26; infinity is allowed.</param>
    /// <param name="maximumLevels">
    /// The most multiples of a base to keep, itself among them; 64 bytes each, and at most 2^26 in all.
    /// </param>
    /// <param name="cpu">Computes them, and sums over them are planned for it; other sums are as right.</param>
    /// <exception cref="ArgumentOutOfRangeException">No bases or levels, or too many bases.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public PrecomputedBases(ReadOnlyMemory<G1Affine> bases, Cpu cpu, int maximumLevels = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumLevels, 1);
        ArgumentOutOfRangeException.ThrowIfZero(bases.Length, nameof(bases));
        Count = bases.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Count, PointAdditions.MaximumPoints, nameof(bases));
        var levels = Math.Min(maximumLevels, PointAdditions.MaximumPoints / Count);
        Plan = MsmCost.ChooseTable(Count, Fr.Modulus / 2, levels, cpu);
        Memory<G1Affine> points = new AlignedMemory<G1Affine>(Count * Plan.Levels).Memory;
        bases.CopyTo(points);
        source = bases;
        Points = points;
        cpu.For(Count, MinimumPerThread, (start, end) => Fill(points, start, end, cpu), LongestRange);
    }

    /// <summary>The number of bases.</summary>
    public int Count { get; }

    /// <summary>Multiples kept of each base, itself among them.</summary>
    public int Levels => Plan.Levels;

    /// <summary>All bases, then all of the next level, and so on.</summary>
    public ReadOnlyMemory<G1Affine> Points { get; }

    /// <summary>The windows that the multiples are for.</summary>
    internal WindowPlan Plan { get; }

    /// <summary>Whether these are the first of the bases: the same memory, not equal points.</summary>
    public bool BeginWith(ReadOnlySpan<G1Affine> bases) =>
        bases.Length <= Count
        && Unsafe.AreSame(ref MemoryMarshal.GetReference(bases), ref MemoryMarshal.GetReference(source.Span));

    private unsafe void Fill(Memory<G1Affine> points, int start, int end, Cpu cpu)
    {
        int length = end - start, doublings = Plan.Width(0) * Plan.Sets;
        var additions = new PointAdditions(cpu.Kernels);
        var entries = new uint[length + PointAdditions.Slack];
        for (var i = 0; i < length; i++) entries[i] = (uint)i;
        fixed (G1Affine* first = points.Span)
        fixed (uint* list = entries)
        {
            for (var level = 1; level < Levels; level++)
            {
                cpu.ThrowIfCancelled();
                G1Affine* from = first + ((long)(level - 1) * Count) + start, to = from + Count;
                Buffer.MemoryCopy(from, to, (long)length * sizeof(G1Affine), (long)length * sizeof(G1Affine));
                for (var i = 0; i < doublings; i++) additions.Add(to, to, list, list, list, length);
            }
        }
    }
}
