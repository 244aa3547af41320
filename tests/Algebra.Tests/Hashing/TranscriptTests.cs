using System.Numerics;
using System.Text;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;
using Zkml.Algebra.Transcripts;

namespace Zkml.Algebra.Tests.Hashing;

public class TranscriptTests
{
    private const string Protocol = "zkml-test-v1";

    private static readonly TranscriptLabel Left = new("left");

    private static readonly TranscriptLabel Right = new("right");

    private static readonly TranscriptLabel Alpha = new("alpha");

    private static readonly TranscriptLabel Beta = new("beta");

    private static readonly Fr[] Values = [.. Enumerable.Range(1, 9).Select(i => Fr.FromInt64(i))];

    [Fact]
    public void EqualMessagesGiveEqualChallenges()
    {
        Assert.Equal(First(t => t.Absorb(Left, Values)), First(t => t.Absorb(Left, Values)));

        // A label is its name: the instance does not matter.
        Assert.Equal(First(t => t.Absorb(Left, Values)), First(t => t.Absorb(new TranscriptLabel("left"), Values)));
    }

    [Fact]
    public void EveryPartOfTheHistoryChangesTheChallenge()
    {
        Fr[] challenges =
        [
            First(t => t.Absorb(Left, Values.AsSpan(0, 2))),
            First(t => t.Absorb(Right, Values.AsSpan(0, 2))),
            First(t => t.Absorb(Left, Values.AsSpan(0, 3))),
            First(t => t.Absorb(Left, Values.AsSpan(0, 4))),
            First(t => t.Absorb(Left, [Values[0], Values[1], Fr.Zero])),
            First(t => t.Absorb(Left, [Values[1], Values[0]])),
            First(t => { t.Absorb(Left, Values[0]); t.Absorb(Left, Values[1]); }),
            First(t => { t.Absorb(Left, Values[0]); t.Absorb(Right, Values[1]); }),
            First(t => { t.Absorb(Right, Values[1]); t.Absorb(Left, Values[0]); }),
            First(t => { t.Absorb(Left, Values.AsSpan(0, 2)); t.Absorb(Left, []); }),
            First(t => { t.Absorb(Left, Values.AsSpan(0, 2)); t.Challenge(Beta); }),
            First(t => { t.Challenge(Alpha); t.Absorb(Left, Values.AsSpan(0, 2)); }),
            First(t => { t.Challenge(Beta); t.Absorb(Left, Values.AsSpan(0, 2)); }),
            First(t => t.Absorb(Left, []), "zkml-test-v2"),
            First(_ => { }),
            First(t => t.Absorb(Left, [])),
            First(t => t.Absorb(Left, Fr.Zero)),
            First(t => t.Absorb(Left, [Fr.Zero, Fr.Zero])),
        ];
        Assert.Distinct(challenges);
    }

    /// <summary>The boundary of a block is no boundary of a message.</summary>
    [Fact]
    public void SplittingAtTheRateChangesTheChallenge()
    {
        Fr joined = First(t => t.Absorb(Left, Values.AsSpan(0, 6)));
        Fr split = First(t => { t.Absorb(Left, Values.AsSpan(0, 3)); t.Absorb(Left, Values.AsSpan(3, 3)); });
        Assert.NotEqual(joined, split);
    }

    [Fact]
    public void ConsecutiveChallengesDifferAndBindTheEarlierLabels()
    {
        var transcript = new Transcript<Fr>(Protocol);
        Fr[] challenges = [.. Enumerable.Range(0, 5).Select(_ => transcript.Challenge(Alpha))];
        Assert.Distinct(challenges);

        // The first value stands before the label enters; the second is under the tag of the first.
        var other = new Transcript<Fr>(Protocol);
        Assert.Equal(challenges[0], other.Challenge(Beta));
        Assert.NotEqual(challenges[1], other.Challenge(Alpha));
    }

    /// <summary>The sponge of the specification, written out by hand.</summary>
    [Fact]
    public void FollowsTheSpecificationStepByStep()
    {
        Fr[] state = new Fr[4];
        state[3] += Tag('A', "protocol", 1);
        state[0] += FieldDigest.FromKeccak(Encoding.UTF8.GetBytes(Protocol));
        Poseidon2<Fr>.Permute(state);
        state[3] += Tag('A', "left", 4);
        for (var i = 0; i < 3; i++) state[i] += Values[i];
        Poseidon2<Fr>.Permute(state);
        state[0] += Values[3];
        Poseidon2<Fr>.Permute(state);
        Fr alpha = state[0];
        state[3] += Tag('C', "alpha", 1);
        Poseidon2<Fr>.Permute(state);
        Fr beta = state[0];
        state[3] += Tag('C', "beta", 1);

        var transcript = new Transcript<Fr>(Protocol);
        transcript.Absorb(Left, Values.AsSpan(0, 4));
        Assert.Equal(alpha, transcript.Challenge(Alpha));
        Assert.Equal(beta, transcript.Challenge(Beta));
        Assert.Equal(new TranscriptState<Fr>(state[0], state[1], state[2], state[3], false), transcript.State);
    }

    [Fact]
    public void SameOnEveryScalarType()
    {
        var native = new Transcript<Fr>(Protocol);
        var big = new Transcript<BigScalar>(Protocol);
        native.Absorb(Left, Values);
        big.Absorb(Left, [.. Values.Select(value => new BigScalar(value.ToBigInteger()))]);
        native.AbsorbDigest(Right, [1, 2, 3]);
        big.AbsorbDigest(Right, [1, 2, 3]);
        for (var i = 0; i < 3; i++) Assert.Equal(native.Challenge(Alpha).ToBigInteger(), big.Challenge(Alpha).Value);
    }

    [Fact]
    public void AllocatesNothing()
    {
        var transcript = new Transcript<Fr>(Protocol);
        var points = new byte[640];
        Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++) Step();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Step()
        {
            transcript.Absorb(Left, Values);
            transcript.Absorb(Right, Values[0]);
            transcript.AbsorbDigest(Right, points);
            transcript.Challenge(Alpha);
            transcript.Challenge(Beta);
        }
    }

    private static Fr First(Action<Transcript<Fr>> messages, string protocol = Protocol)
    {
        var transcript = new Transcript<Fr>(protocol);
        messages(transcript);
        return transcript.Challenge(Alpha);
    }

    private static Fr Tag(char kind, string label, int count)
    {
        var digest = Keccak256.Hash(Encoding.UTF8.GetBytes(kind + label));
        BigInteger hash = new(digest.AsSpan(0, 15), isUnsigned: true, isBigEndian: true);
        return Fr.FromBigInteger((hash << 32) + count);
    }
}
