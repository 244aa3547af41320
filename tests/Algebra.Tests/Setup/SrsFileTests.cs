using System.Security.Cryptography;
using Zkml.Algebra.Setup;

namespace Zkml.Algebra.Tests.Setup;

public sealed class SrsFileTests
{
    private static readonly Srs Original = Srs.Development(4);
    private static readonly byte[] Bytes = Serialize(Original);

    [Fact]
    public void FilesRoundTrip()
    {
        var path = Path.Combine(Path.GetTempPath(), $"zkml-{Guid.NewGuid():N}.srs");
        try
        {
            SrsFile.Save(Original, path);
            SrsFile.Save(Original, path);
            Srs loaded = SrsFile.Load(path, checkCurve: true);
            Assert.Equal(Original.Id, loaded.Id);
            Assert.Equal(Original.G1Powers.ToArray(), loaded.G1Powers.ToArray());
            Assert.True(loaded.IsDevelopment);
            Assert.Single(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path) + "*"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void EveryTruncationIsReported()
    {
        for (var length = 0; length < Bytes.Length; length += length < 300 ? 1 : 37)
        {
            Assert.Throws<InvalidDataException>(() => Read(Bytes[..length]));
        }
        Assert.Throws<InvalidDataException>(() => Read([.. Bytes, 0]));
    }

    [Fact]
    public void EveryFlippedByteIsReported()
    {
        for (var i = 0; i < Bytes.Length; i++)
        {
            byte[] damaged = [.. Bytes];
            damaged[i] ^= (byte)(1 << (i % 8));
            Assert.Throws<InvalidDataException>(() => Read(damaged));
        }
    }

    [Fact]
    public void DamageUnderAValidChecksumIsReported()
    {
        // Header fields, tau, H and the first powers: structure is checked even where the checksum was recomputed.
        foreach (var at in new[] { 0, 8, 12, 17, 20, 24, 24 + 127, 24 + 128, 24 + 191, 216, 216 + 63 })
        {
            Assert.Throws<InvalidDataException>(() => Read(Reseal(at)));
        }
        var secondPower = 216 + 64;
        Assert.Throws<InvalidDataException>(() => Read(Reseal(secondPower), checkCurve: true));
    }

    [Fact]
    public void ClaimedSizesAreNotAllocated()
    {
        byte[] hostile = [.. Bytes];
        hostile[12] = 28;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Read(hostile));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte[] Reseal(int damagedAt)
    {
        byte[] bytes = [.. Bytes];
        bytes[damagedAt] ^= 0x20;
        SHA256.HashData(bytes.AsSpan(0, bytes.Length - 32), bytes.AsSpan(bytes.Length - 32));
        return bytes;
    }

    private static Srs Read(byte[] bytes, bool checkCurve = false) => SrsFile.Read(new MemoryStream(bytes), checkCurve);

    private static byte[] Serialize(Srs srs)
    {
        var stream = new MemoryStream();
        SrsFile.Write(srs, stream);
        return stream.ToArray();
    }
}
