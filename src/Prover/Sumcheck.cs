using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;

namespace Zkml.Prover;

/// <summary>One instance of a batched sumcheck: a weighted sum over products of tables.</summary>
public abstract class SumcheckInstance(int offset)
{
    /// <summary>The round in which the instance joins.</summary>
    public int Offset { get; } = offset;

    /// <summary>Constant, quadratic and cubic coefficient of this instance's part of the round polynomial.</summary>
    public abstract RoundSums Round();

    /// <summary>Binds the lowest variable.</summary>
    public abstract void Bind(Fr r);
}

/// <summary>The prover's side of a batched sumcheck (docs/protocol.md §2.4).</summary>
public static class Sumcheck
{
    /// <summary>Runs all rounds, writes the round polynomials into the proof, and returns the challenges.</summary>
    public static Fr[] Run(
        Cpu cpu,
        Transcript<Fr> transcript,
        TranscriptLabel roundLabel,
        TranscriptLabel challengeLabel,
        Fr[][] rounds,
        IReadOnlyList<SumcheckInstance> instances)
    {
        var point = new Fr[rounds.Length];
        for (var k = 0; k < rounds.Length; k++)
        {
            cpu.ThrowIfCancelled();
            Write(rounds[k], instances, k);
            transcript.Absorb(roundLabel, rounds[k]);
            point[k] = transcript.Challenge(challengeLabel);
            foreach (var instance in instances)
            {
                if (instance.Offset <= k) instance.Bind(point[k]);
            }
        }
        return point;
    }

    private static void Write(Fr[] round, IReadOnlyList<SumcheckInstance> instances, int k)
    {
        Fr constant = Fr.Zero, quadratic = Fr.Zero, cubic = Fr.Zero;
        foreach (var instance in instances)
        {
            if (instance.Offset > k) continue;
            var sums = instance.Round();
            constant += sums.Constant;
            quadratic += sums.Quadratic;
            cubic += sums.Cubic;
        }
        round[0] = constant;
        if (round.Length > 1) round[1] = quadratic;
        if (round.Length > 2) round[2] = cubic;
    }
}

/// <summary><c>weight·Σ_x A(x)·B(x)</c>; the tables are consumed.</summary>
public sealed class ProductInstance(IComputeBackend backend, int offset, Fr weight, Fr[] a, Fr[] b, int length)
    : SumcheckInstance(offset)
{
    private int length = length;

    public override RoundSums Round()
    {
        var sums = backend.ProductRound(a, b, length);
        return new RoundSums(weight * sums.Constant, weight * sums.Quadratic, Fr.Zero);
    }

    public override void Bind(Fr r)
    {
        backend.Fold(a, length, r);
        length = backend.Fold(b, length, r);
    }
}

/// <summary><c>weight·Σ_x E(x)·A(x)·B(x)</c>; the tables are consumed.</summary>
public sealed class WeightedProductInstance(IComputeBackend backend, int offset, Fr weight, Fr[] e, Fr[] a, Fr[] b)
    : SumcheckInstance(offset)
{
    private int length = e.Length;

    public override RoundSums Round()
    {
        var sums = backend.WeightedProductRound(e, a, b, length);
        return new RoundSums(weight * sums.Constant, weight * sums.Quadratic, weight * sums.Cubic);
    }

    public override void Bind(Fr r)
    {
        backend.Fold(e, length, r);
        backend.Fold(a, length, r);
        length = backend.Fold(b, length, r);
    }
}
