using Zkml.Algebra.Threading;

namespace Zkml.Prover.Witness;

/// <summary>
/// The weighted sum of a small-integer tensor over some of its axes. The lowest axes of one kind, all summed or all kept,
/// form a run of consecutive entries: one inner product, or one multiple added to a run of the result. Runs are visited
/// at the true positions of the other axes only.
/// </summary>
internal sealed class AxisSum
{
    // Integers that are worth a thread.
    private const int ParallelWork = 1 << 15;

    // Integers of one step of a long loop: some milliseconds.
    private const int LongestRange = 1 << 20;

    // A thread's own copy of the result must be worth its sum at the end.
    private const int MinReuse = 4;

    private readonly ColumnData source;
    private readonly int[] bits;
    private readonly IReadOnlyList<Fr[]?> weights;
    private readonly IReadOnlyList<int> extents;
    private readonly Cpu cpu;
    private readonly int runAxes;
    private readonly int runBits;
    private readonly int runLength;
    private readonly Fr[]? runWeights;

    public AxisSum(ColumnData source, int[] bits, IReadOnlyList<Fr[]?> weights, IReadOnlyList<int> extents, Cpu cpu)
    {
        (this.source, this.bits, this.weights, this.extents, this.cpu) = (source, bits, weights, extents, cpu);
        while (runAxes < bits.Length && weights[runAxes] is null == weights[0] is null)
        {
            runLength += (extents[runAxes] - 1) << runBits;
            runBits += bits[runAxes++];
        }
        runLength++;
        if (runAxes > 0 && weights[0] is not null) runWeights = JointWeights();
    }

    /// <summary>The sums, by the positions of the kept axes, lowest first.</summary>
    public Fr[] Compute(int size)
    {
        var result = new Fr[size];
        var runs = Runs();
        if (runs.Length == 1 && runWeights is null)
        {
            cpu.For(runLength, ParallelWork, (start, end) => Add(runs[0], start, end, result), LongestRange);
            return result;
        }
        var isParallel = (long)runs.Length * runLength >= 2 * ParallelWork && (long)size * MinReuse <= source.Length;
        if (!isParallel)
        {
            AddAll(runs, result);
            return result;
        }
        var gate = new Lock();
        cpu.For(runs.Length, Math.Max(1, ParallelWork / runLength), (start, end) =>
        {
            var part = new Fr[size];
            AddAll(runs.AsSpan(start, end - start), part);
            lock (gate) cpu.Fr.Add(result, part, result);
        });
        return result;
    }

    /// <summary>A run: its first entry, its first place in the result, its weight on the summed axes above it.</summary>
    private readonly record struct Run(int From, int To, Fr Weight);

    /// <summary>Consecutive runs into one place of the result are added together.</summary>
    private void AddAll(ReadOnlySpan<Run> runs, Fr[] result)
    {
        for (var (first, end) = (0, 0); first < runs.Length; first = end)
        {
            cpu.ThrowIfCancelled();
            var most = Math.Min(runs.Length, first + Math.Max(1, LongestRange / runLength));
            while (end < most && runs[end].To == runs[first].To) end++;
            if (runWeights is null && source.IsNarrow && end - first > 1) AddRows(runs[first..end], result.AsSpan(runs[first].To, runLength));
            else foreach (var run in runs[first..end]) Add(run, 0, runLength, result);
        }
    }

    private void AddRows(ReadOnlySpan<Run> runs, Span<Fr> target)
    {
        var (factors, offsets) = (new Fr[runs.Length], new int[runs.Length]);
        for (var k = 0; k < runs.Length; k++) (factors[k], offsets[k]) = (runs[k].Weight, runs[k].From);
        cpu.Fr.AccumulateRows(target, factors, source.Ints, offsets);
    }

    private void Add(in Run run, int start, int end, Fr[] result)
    {
        if (runWeights is not null)
        {
            result[run.To] += run.Weight * InnerProduct(run.From);
            return;
        }
        var target = result.AsSpan(run.To + start, end - start);
        if (source.IsNarrow)
        {
            cpu.Fr.AccumulateSmall(target, run.Weight, source.Ints.Slice(run.From + start, target.Length));
            return;
        }
        var values = source.Longs.Slice(run.From + start, target.Length);
        for (var i = 0; i < target.Length; i++) target[i] += run.Weight.MulSmall(values[i]);
    }

    private Fr InnerProduct(int from)
    {
        var row = runWeights.AsSpan(0, runLength);
        if (source.IsNarrow) return cpu.Fr.InnerProductSmall(row, source.Ints.Slice(from, runLength));
        var sum = Fr.Zero;
        for (var i = 0; i < row.Length; i++) sum += row[i].MulSmall(source.Longs[from + i]);
        return sum;
    }

    /// <summary>The runs at all true positions of the axes above.</summary>
    private Run[] Runs()
    {
        var runs = new List<Run> { new(0, 0, Fr.One) };
        var (from, to) = (runBits, runWeights is null ? runBits : 0);
        for (var axis = runAxes; axis < bits.Length; axis++)
        {
            var next = new List<Run>(runs.Count * extents[axis]);
            for (var position = 0; position < extents[axis]; position++)
            {
                foreach (var run in runs)
                {
                    next.Add(weights[axis] is { } w
                        ? run with { From = run.From | (position << from), Weight = run.Weight * w[position] }
                        : run with { From = run.From | (position << from), To = run.To | (position << to) });
                }
            }
            from += bits[axis];
            if (weights[axis] is null) to += bits[axis];
            runs = next;
        }
        return [.. runs];
    }

    /// <summary>The products of the run's weights, the lowest axis fastest.</summary>
    private Fr[] JointWeights()
    {
        Fr[] joint = [Fr.One];
        for (var axis = 0; axis < runAxes; axis++)
        {
            var own = weights[axis]!;
            var next = new Fr[joint.Length * own.Length];
            for (var p = 0; p < own.Length; p++) cpu.Fr.MultiplyScalar(joint, own[p], next.AsSpan(p * joint.Length, joint.Length));
            joint = next;
        }
        return joint;
    }
}
