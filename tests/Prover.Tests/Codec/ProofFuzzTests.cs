using Zkml.Verifier;

namespace Zkml.Prover.Tests.Codec;

/// <summary>Random damage to proof files: always a rejection, never an exception, never much memory.</summary>
public class ProofFuzzTests
{
    private const long MemoryPerFile = 4 << 20;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void DamagedFilesWithARightChecksumAreRejected(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < TestTier.Rounds(100); n++)
        {
            var bytes = ProofBytes.Sealed(Damage(ProofBytes.Honest, random));
            AssertRejectedCheaply(bytes, $"seed {seed}, file {n}");
        }
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void RandomBytesBehindAGoodHeaderAreRejected()
    {
        var random = new Random(5);
        for (var n = 0; n < TestTier.Rounds(60); n++)
        {
            var bytes = ProofBytes.Honest;
            random.NextBytes(bytes.AsSpan(75));
            AssertRejectedCheaply(ProofBytes.Sealed(bytes), $"file {n}");
        }
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void BitsFlippedInScalarsAreRejected()
    {
        var random = new Random(6);
        var first = ProofBytes.BodyStart + ProofBytes.PointsLength;
        for (var n = 0; n < TestTier.Rounds(80); n++)
        {
            var bytes = ProofBytes.Honest;
            var at = random.Next(first, ProofBytes.BodyStart + ProofBytes.BodyLength);
            bytes[at] ^= (byte)(1 << random.Next(8));
            AssertRejectedCheaply(ProofBytes.Sealed(bytes), $"byte {at}");
        }
    }

    private static void AssertRejectedCheaply(byte[] bytes, string what)
    {
        if (bytes.AsSpan().SequenceEqual(ProofBytes.Honest)) return;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rejection = ProofBytes.Check(bytes);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(rejection is not null, $"ACCEPTED: {what}");
        Assert.True(allocated < MemoryPerFile, $"{what}: {allocated} bytes");
    }

    private static byte[] Damage(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0x80; break;
                case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 70), bytes.Count - at)); break;
                case 4: bytes.InsertRange(at, new byte[random.Next(1, 70)]); break;
                default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(64, bytes.Count - at))); break;
            }
        }
        return [.. bytes];
    }
}
