using Zkml.Algebra.Fields;
using Zkml.Algebra.Transcripts;

namespace Zkml.Verifier.Arithmetic;

/// <summary>An instance of a batched sumcheck: the round in which it joins, its weighted claim, its degree.</summary>
public readonly record struct SumcheckInstance<T>(int Offset, T Claim, int Degree)
    where T : struct, IScalar<T>;

/// <summary>
/// The verifier's side of a batched sumcheck in which instances of different sizes end together: one with m of n
/// variables joins in round n − m, where its claim is added; its point is the last m challenges (docs/protocol.md §2.4).
/// </summary>
public static class Sumcheck
{
    /// <summary>The degree of each round: the largest among the instances running in it.</summary>
    public static int[] Degrees(int rounds, IEnumerable<(int Offset, int Degree)> instances)
    {
        var degrees = new int[rounds];
        foreach (var (offset, degree) in instances)
        {
            for (var k = offset; k < rounds; k++) degrees[k] = Math.Max(degrees[k], degree);
        }
        return degrees;
    }

    /// <summary>Replays the rounds; returns the challenges and the claim that is left about the final evaluations.</summary>
    public static (T[] Point, T Claim) Replay<T>(
        Transcript<T> transcript,
        TranscriptLabel roundLabel,
        TranscriptLabel challengeLabel,
        T[][] rounds,
        IReadOnlyList<SumcheckInstance<T>> instances)
        where T : struct, IScalar<T>
    {
        var point = new T[rounds.Length];
        var claim = T.Zero;
        for (var k = 0; k < rounds.Length; k++)
        {
            claim += Joining(instances, k);
            transcript.Absorb(roundLabel, rounds[k]);
            point[k] = transcript.Challenge(challengeLabel);
            claim = RoundPolynomial.Evaluate(rounds[k], claim, point[k]);
        }
        return (point, claim + Joining(instances, rounds.Length));
    }

    private static T Joining<T>(IReadOnlyList<SumcheckInstance<T>> instances, int round)
        where T : struct, IScalar<T>
    {
        var sum = T.Zero;
        foreach (var i in instances)
        {
            if (i.Offset == round) sum += i.Claim;
        }
        return sum;
    }
}
