using System.Numerics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;
using Zkml.Algebra.Transcripts;

namespace Zkml.Algebra.Tests.Hashing;

public class TranscriptSeamTests
{
    private static readonly TranscriptLabel Commitment = new("commitment");

    private static readonly TranscriptLabel Claims = new("claims");

    private static readonly TranscriptLabel Alpha = new("alpha");

    private static readonly byte[] Points = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];

    [Fact]
    public void LogListsEveryMessageInOrder()
    {
        var transcript = new Transcript<Fr>("zkml", keepLog: true);
        transcript.AbsorbDigest(Commitment, Points);
        transcript.Absorb(Claims, [Fr.One, Fr.Zero]);
        transcript.Absorb(Claims, []);
        transcript.Challenge(Alpha);
        Assert.Equal(
            [
                new TranscriptEntry(TranscriptKind.Absorb, "protocol", 1),
                new TranscriptEntry(TranscriptKind.Digest, "commitment", 1),
                new TranscriptEntry(TranscriptKind.Absorb, "claims", 2),
                new TranscriptEntry(TranscriptKind.Absorb, "claims", 0),
                new TranscriptEntry(TranscriptKind.Challenge, "alpha", 1),
            ],
            transcript.Log);
    }

    [Fact]
    public void LoggingIsOffByDefaultAndChangesNothing()
    {
        var silent = new Transcript<Fr>("zkml");
        var logged = new Transcript<Fr>("zkml", keepLog: true);
        Assert.Empty(silent.Log);
        Assert.Equal(silent.State, logged.State);
    }

    [Fact]
    public void FrozenChallengeReplacesTheValueButNotTheState()
    {
        var plain = new Transcript<Fr>("zkml");
        var fixedChallenges = new Dictionary<string, Fr> { ["alpha"] = Fr.FromInt64(42) };
        var frozen = new Transcript<Fr>("zkml") { Frozen = fixedChallenges };
        Fr first = plain.Challenge(Alpha);
        Assert.Equal(Fr.FromInt64(42), frozen.Challenge(Alpha));
        Assert.NotEqual(Fr.FromInt64(42), first);
        Assert.Equal(plain.State, frozen.State);
        Assert.Equal(plain.Challenge(Claims), frozen.Challenge(Claims));
    }

    [Fact]
    public void StateTellsTranscriptsApart()
    {
        var left = new Transcript<Fr>("zkml");
        var right = new Transcript<Fr>("zkml");
        Assert.Equal(left.State, right.State);
        left.Challenge(Alpha);
        Assert.NotEqual(left.State, right.State);
        right.Challenge(Alpha);
        Assert.Equal(left.State, right.State);
        right.Absorb(Claims, Fr.Zero);
        Assert.NotEqual(left.State, right.State);
    }

    [Fact]
    public void DigestOfPointsIsOneAbsorbedElement()
    {
        var bytes = new Transcript<Fr>("zkml");
        var scalar = new Transcript<Fr>("zkml");
        var plain = new Transcript<Fr>("zkml");
        bytes.AbsorbDigest(Commitment, Points);
        scalar.AbsorbDigest(Commitment, FieldDigest.FromKeccak(Points));
        plain.Absorb(Commitment, FieldDigest.FromKeccak(Points));
        Assert.Equal(bytes.State, scalar.State);
        Assert.Equal(bytes.State, plain.State);

        var changed = new Transcript<Fr>("zkml");
        changed.AbsorbDigest(Commitment, Points.AsSpan(1));
        Assert.NotEqual(bytes.State, changed.State);
    }

    [Fact]
    public void FieldDigestDropsTheTopByte()
    {
        BigInteger digest = new(Keccak256.Hash(Points), isUnsigned: true, isBigEndian: true);
        BigInteger expected = digest % BigInteger.Pow(2, 248);
        Assert.Equal(expected, FieldDigest.FromKeccak(Points).ToBigInteger());
        Assert.Equal(expected, FieldDigest.FromKeccak<BigScalar>(Points).Value);
        Assert.Equal(FieldDigest.FromKeccak(Points), FieldDigest.FromDigest<Fr>(Keccak256.Hash(Points)));
        Assert.Throws<ArgumentException>(() => FieldDigest.FromDigest<Fr>(new byte[31]));
    }

    [Fact]
    public void RefusesEmptyNames()
    {
        Assert.Throws<ArgumentException>(() => new TranscriptLabel(string.Empty));
        Assert.Throws<ArgumentException>(() => new Transcript<Fr>(string.Empty));
    }
}
