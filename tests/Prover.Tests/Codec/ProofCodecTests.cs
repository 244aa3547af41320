using System.Numerics;
using Zkml.Algebra.Curves;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests.Codec;

/// <summary>Proof files that are not the encoding of a proof.</summary>
public class ProofCodecTests
{
    [Fact]
    public void AnHonestFileIsAcceptedAndEncodesBackToItself()
    {
        Assert.Null(ProofBytes.Check(ProofBytes.Honest));
        var envelope = ProofCodec.TryDecode(ProofBytes.Honest, ProofBytes.Key, out _);
        Assert.Equal(ProofBytes.Honest, ProofCodec.Encode(envelope!));
    }

    [Fact]
    public void EveryNonCanonicalScalarIsRejected()
    {
        var first = ProofBytes.BodyStart + ProofBytes.PointsLength;
        for (var at = first; at < ProofBytes.BodyStart + ProofBytes.BodyLength; at += 32) AssertEncoding(at, Fr.Modulus, "not canonical");
        AssertEncoding(10, Fr.Modulus, "header: a scalar that is not canonical");
        AssertEncoding(42, Fr.Modulus, "header: a scalar that is not canonical");
    }

    [Fact]
    public void CoordinatesBeyondTheFieldAndPointsOffTheCurveAreRejected()
    {
        for (var at = ProofBytes.BodyStart; at < ProofBytes.BodyStart + ProofBytes.PointsLength; at += 32)
        {
            AssertEncoding(at, Fq.Modulus, "not on the curve");
            AssertEncoding(at, BigInteger.One, "not on the curve");
        }
    }

    [Fact]
    public void TruncatedAndExtendedFilesAreRejected()
    {
        var honest = ProofBytes.Honest;
        for (var length = 0; length < honest.Length; length += length < 90 ? 1 : 61)
        {
            Assert.Equal(Step.Encoding, ProofBytes.Check(honest[..length])?.Step);
            Assert.NotNull(ProofBytes.Check(ProofBytes.Sealed(honest[..length])));
        }
        Assert.Equal(Step.Encoding, ProofBytes.Check([.. honest, 0])?.Step);
        Assert.StartsWith("proof length", ProofBytes.Check(ProofBytes.Sealed([.. honest, 0]))?.What, StringComparison.Ordinal);
        Assert.StartsWith("proof length", ProofBytes.Check(ProofBytes.Sealed([.. honest, .. new byte[32]]))?.What, StringComparison.Ordinal);
    }

    [Fact]
    public void ExchangedMessagesAreRejected()
    {
        var size = G1Affine.ByteLength;
        var scalars = ProofBytes.BodyStart + ProofBytes.PointsLength;
        (int A, int B, int Length)[] pairs =
        [
            (ProofBytes.BodyStart, ProofBytes.BodyStart + size, size),
            (scalars - size, scalars - (2 * size), size),
            (scalars, scalars + 32, 32),
            (scalars + 64, scalars + 96, 32),
            (ProofBytes.BodyStart + ProofBytes.BodyLength - 64, ProofBytes.BodyStart + ProofBytes.BodyLength - 96, 32),
        ];
        foreach (var (a, b, length) in pairs)
        {
            var bytes = ProofBytes.Honest;
            var (first, second) = (bytes[a..(a + length)], bytes[b..(b + length)]);
            Assert.NotEqual(first, second);
            second.CopyTo(bytes, a);
            first.CopyTo(bytes, b);
            var rejection = ProofBytes.Check(ProofBytes.Sealed(bytes));
            Assert.True(rejection is { Step: not Step.Encoding }, $"{rejection}");
        }
    }

    [Fact]
    public void HeadersOfOtherFilesAreRejected()
    {
        (int At, byte Value, string What)[] cases =
            [(0, (byte)'X', "not a Zkml proof"), (8, 1, "version"), (9, 1, "mode"), (20, 77, "another model"), (74, 0, "number of samples"), (74, 2, "number of samples")];
        foreach (var (at, value, what) in cases)
        {
            var bytes = ProofBytes.Honest;
            bytes[at] = value;
            Assert.Contains(what, ProofBytes.Check(ProofBytes.Sealed(bytes))?.What, StringComparison.Ordinal);
        }
        var changed = ProofBytes.Honest;
        changed[100] ^= 1;
        Assert.Contains("checksum", ProofBytes.Check(changed)?.What, StringComparison.Ordinal);
    }

    [Fact]
    public void PublicValuesHaveOneEncoding()
    {
        // 3 is 06; 86 00 is the same number in two bytes.
        var honest = ProofBytes.Honest;
        Assert.Equal(6, honest[75]);
        byte[] longer = [.. honest[..75], 0x86, 0x00, .. honest[76..]];
        Assert.Contains("public values", ProofBytes.Check(ProofBytes.Sealed(longer))?.What, StringComparison.Ordinal);
        byte[] count = [.. honest[..74], 0x81, 0x00, .. honest[75..]];
        Assert.Contains("number of samples", ProofBytes.Check(ProofBytes.Sealed(count))?.What, StringComparison.Ordinal);
    }

    private static void AssertEncoding(int offset, BigInteger added, string what)
    {
        var bytes = ProofBytes.Sealed(ProofBytes.Plus(ProofBytes.Honest, offset, added));
        Assert.Null(ProofCodec.TryDecode(bytes, ProofBytes.Key, out var rejection));
        Assert.Equal(Step.Encoding, rejection?.Step);
        Assert.Contains(what, rejection?.What, StringComparison.Ordinal);
    }
}
