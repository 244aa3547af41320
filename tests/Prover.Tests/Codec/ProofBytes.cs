using System.Numerics;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Hashing;
using Zkml.Prover.Tests.Circuits;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests.Codec;

/// <summary>An honest proof file of the smallest circuit, and ways to damage it that leave the checksum right.</summary>
internal static class ProofBytes
{
    private const int Checksum = 8;

    private static readonly Lazy<(ProvingKey Key, byte[] Bytes)> LazyHonest = new(Make);

    public static CoreKey Key => LazyHonest.Value.Key.Verification;

    public static byte[] Honest => (byte[])LazyHonest.Value.Bytes.Clone();

    public static int BodyLength => (int)ProofBody.Size(Key.Plan);

    public static int BodyStart => LazyHonest.Value.Bytes.Length - Checksum - BodyLength;

    public static int PointsLength => G1Affine.ByteLength * (Key.Plan.Witness.Chunks + Zkml.Verifier.Plan.ProofShape.OpeningPointCount);

    /// <summary>Decodes and verifies; null when accepted.</summary>
    public static Rejection? Check(byte[] bytes)
    {
        var envelope = ProofCodec.TryDecode(bytes, Key, out var rejection);
        Assert.Equal(envelope is null, rejection is not null);
        return envelope is null ? rejection : CoreVerifier.Verify(Key, envelope.Statement, envelope.Proof);
    }

    /// <summary>The bytes with their checksum made right again.</summary>
    public static byte[] Sealed(byte[] bytes)
    {
        if (bytes.Length < Checksum) return bytes;
        Keccak256.Hash(bytes.AsSpan(0, bytes.Length - Checksum)).AsSpan(0, Checksum).CopyTo(bytes.AsSpan(bytes.Length - Checksum));
        return bytes;
    }

    /// <summary>Adds a number to 32 big-endian bytes, without reduction.</summary>
    public static byte[] Plus(byte[] bytes, int offset, BigInteger number)
    {
        var value = new BigInteger(bytes.AsSpan(offset, 32), isUnsigned: true, isBigEndian: true) + number;
        var encoded = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.AsSpan(offset, 32).Clear();
        encoded.CopyTo(bytes, offset + 32 - encoded.Length);
        return bytes;
    }

    private static (ProvingKey, byte[]) Make()
    {
        var circuit = DenseRelu.Build();
        var trace = DenseRelu.Trace(circuit, [3, 15, 0, 7, 9]);
        var key = TestKeys.Make(circuit, trace, 6);
        var result = CoreProver.Prove(key, trace, Fr.FromInt64(7));
        return (key, ProofCodec.Encode(new ProofEnvelope(key.Verification.Digest, result.Statement, result.Proof)));
    }
}
