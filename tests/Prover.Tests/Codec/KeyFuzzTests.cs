using Zkml.Algebra.Hashing;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests.Codec;

/// <summary>
/// Damaged verifying keys with a right checksum: refused with a reason, or another way to say the same. A key that still
/// has a certificate is the honest one, since the certificate covers everything else.
/// </summary>
public class KeyFuzzTests
{
    private const int Checksum = 8;
    private const long MemoryPerKey = 64 << 20;

    private static readonly TimeSpan TimePerKey = TimeSpan.FromSeconds(10);

    private static readonly Lazy<byte[]> LazyHonest = new(Make);

    private static byte[] Honest => (byte[])LazyHonest.Value.Clone();

    [Fact]
    public void AnHonestKeyIsPreparedAndEncodesBackToItself()
    {
        var key = KeyCodec.TryDecode(Honest, out var rejection);
        Assert.Null(rejection);
        Assert.NotNull(key!.Prepare(out _));
        Assert.NotNull(key.Certificate);
        Assert.Equal(Honest, KeyCodec.Encode(key));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void DamagedKeysAreRefusedOrMeanTheSame(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < TestTier.Rounds(120); n++) AssertHarmless(Sealed(Damage(Honest, random)), $"seed {seed}, key {n}");
    }

    [Fact]
    public void TruncatedKeysAreRefused()
    {
        for (var length = 0; length < Honest.Length; length += length < 400 ? 1 : 53)
        {
            Assert.Null(KeyCodec.TryDecode(Honest.AsSpan(0, length), out var rejection));
            Assert.NotNull(rejection);
            AssertRefused(Sealed(Honest[..length]), $"length {length}");
        }
    }

    [Fact]
    public void InflatedCountsAreRefusedWithoutMemoryForThem()
    {
        // Every byte of the circuit taken for a length, made 2^28 − 1 or 2^63: whatever it counts is not there.
        foreach (var inflated in new byte[][] { [0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01] })
        {
            for (var at = 9; at < Math.Min(Honest.Length - Checksum, 1200); at += 7)
            {
                byte[] bytes = [.. Honest[..at], .. inflated, .. Honest[(at + 1)..]];
                AssertHarmless(Sealed(bytes), $"count at {at}");
            }
        }
    }

    [Fact]
    public void AWrongChecksumIsRefused()
    {
        var bytes = Honest;
        bytes[50] ^= 1;
        Assert.Null(KeyCodec.TryDecode(bytes, out var rejection));
        Assert.Contains("checksum", rejection!.What, StringComparison.Ordinal);
    }

    private static void AssertRefused(byte[] bytes, string what) => Assert.True(Prepare(bytes, what) is null, $"ACCEPTED: {what}");

    private static void AssertHarmless(byte[] bytes, string what)
    {
        var prepared = Prepare(bytes, what);
        if (prepared is null) return;
        Assert.True(KeyCodec.Encode(prepared.Key).AsSpan().SequenceEqual(bytes), $"{what}: two encodings of one key");
        if (prepared.Key.Certificate is not null) Assert.Equal(Honest, bytes);
    }

    private static PreparedKey? Prepare(byte[] bytes, string what)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        PreparedKey? prepared = null;
        var time = ThreadClock.Measure(() =>
        {
            var key = KeyCodec.TryDecode(bytes, out var rejection);
            Assert.NotEqual(key is null, rejection is null);
            prepared = key?.Prepare(out rejection);
            Assert.NotEqual(prepared is null, rejection is null);
        });
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MemoryPerKey, $"{what}: {allocated} bytes");
        Assert.True(time < TimePerKey, $"{what}: {time}");
        return prepared;
    }

    private static byte[] Make()
    {
        var (key, lowered) = (TestModel.Split.Public, TestModel.Split.Lowered);
        return KeyCodec.Encode(new VerifyingKey
        {
            Circuit = key.Circuit,
            ChunkBits = key.ChunkBits,
            ParameterCommitments = key.ParameterCommitments,
            G2Tau = key.G2Tau,
            Inputs = key.Inputs,
            Outputs = key.Outputs,
            Certificate = ModelCertificate.Prove(lowered, TestModel.Split.Key, CpuBackend.Default),
        });
    }

    private static byte[] Sealed(byte[] bytes)
    {
        if (bytes.Length < Checksum) return bytes;
        Keccak256.Hash(bytes.AsSpan(0, bytes.Length - Checksum)).AsSpan(0, Checksum).CopyTo(bytes.AsSpan(bytes.Length - Checksum));
        return bytes;
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var n = random.Next(1, 3); n > 0; n--)
        {
            // Half of the damage falls on the circuit, which is the first kilobyte.
            var at = random.Next(random.Next(2) == 0 ? Math.Min(1024, bytes.Count) : bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] = (byte)(bytes[at] + (random.Next(2) == 0 ? 1 : -1)); break;
                case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                default: bytes.Insert(at, (byte)random.Next(256)); break;
            }
        }
        return [.. bytes];
    }
}
