using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Setup;

namespace Zkml.Algebra.Tests.Setup;

public sealed class PtauReaderTests
{
    [Fact]
    public void SyntheticFilesAreRead()
    {
        Srs srs = Read(new PtauFileBuilder(4).Build());
        Assert.Equal(Srs.Development(4).G1Powers.ToArray(), srs.G1Powers.ToArray());
        Assert.Equal(Srs.Development(4).Id, srs.Id);
        Assert.False(srs.IsDevelopment);
        Assert.Equal(2, Read(new PtauFileBuilder(4).Build(), 2).LogSize);
        Assert.Throws<InvalidDataException>(() => Read(new PtauFileBuilder(4).Build(), 5));
        Assert.Throws<InvalidDataException>(() => Read(new PtauFileBuilder(4).Build(), 0));
    }

    [Fact]
    public void InconsistentPointsAreRejected()
    {
        foreach (var index in new[] { 0, 1, 15 })
        {
            var builder = new PtauFileBuilder(4);
            builder.Powers[index] = -builder.Powers[index];
            Assert.Throws<InvalidDataException>(() => Read(builder.Build()));
            builder.Powers[index] = G1Affine.Identity;
            Assert.Throws<InvalidDataException>(() => Read(builder.Build()));
            builder.Powers[index] = new(Fq.One, Fq.One);
            Assert.Throws<InvalidDataException>(() => Read(builder.Build()));
        }
    }

    [Fact]
    public void WrongHeadersAndG2PointsAreRejected()
    {
        PtauFileBuilder[] hostile =
        [
            new(3) { Prime = Fr.Modulus },
            new(3) { Power = 4 },
            new(3) { Power = 200 },
            new(3) { Power = 0 },
            new(3) { Tau = G2Affine.Identity },
            new(3) { Tau = G2Affine.Generator },
            new(3) { Tau = new(Fq2.One, Fq2.One) },
            new(3) { One = G2Affine.Identity },
        ];
        Assert.All(hostile, builder => Assert.Throws<InvalidDataException>(() => Read(builder.Build())));
    }

    [Fact]
    public void TruncatedAndFlippedBytesNeverThrowAnythingElse()
    {
        var bytes = new PtauFileBuilder(2).Build();
        for (var length = 0; length < bytes.Length; length += 5) Assert.Throws<InvalidDataException>(() => Read(bytes[..length]));
        for (var i = 0; i < 200; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x80;
            if (i is >= 64 and < 68) continue; // the ceremony's power is informative only
            Assert.Throws<InvalidDataException>(() => Read(damaged));
        }
    }

    [CeremonyFileTheory]
    [InlineData(9)]
    [InlineData(11)]
    public void CeremonyFilesAreReadWherePresent(int power)
    {
        var path = CeremonyFileTheoryAttribute.Find(power)!;
        Srs srs = PtauReader.Read(path);
        Assert.Equal(power, srs.LogSize);
        Assert.Equal(1 << power, srs.G1Powers.Length);
        Assert.NotEqual(Srs.Development(1).G2Tau, srs.G2Tau);
        Assert.Equal(3, PtauReader.Read(path, 3).LogSize);
        var stream = new MemoryStream();
        SrsFile.Write(srs, stream);
        Assert.Equal(srs.Id, SrsFile.Read(Rewind(stream), checkCurve: true).Id);
    }

    private static Srs Read(byte[] bytes, int? logSize = null) => PtauReader.Read(new MemoryStream(bytes), logSize);

    private static MemoryStream Rewind(MemoryStream stream)
    {
        stream.Position = 0;
        return stream;
    }
}
