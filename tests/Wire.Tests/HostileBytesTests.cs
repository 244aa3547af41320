using Zkml.Algebra.Curves;

namespace Zkml.Wire.Tests;

/// <summary>Bytes that nobody wrote: an error with its place, no exception, no memory for what is not there.</summary>
public class HostileBytesTests
{
    private const int Trials = 20_000;

    private delegate void Read(ref ByteReader reader);

    [Theory]
    [InlineData("8000", "not canonical")]
    [InlineData("ff8080808000", "not canonical")]
    [InlineData("ffffffffffffffffff02", "above 64 bits")]
    [InlineData("80808080808080808080", "above 64 bits")]
    [InlineData("80", "truncated")]
    [InlineData("", "truncated")]
    public void NumbersHaveOneEncoding(string hex, string reason)
    {
        Refused(hex, reason, (ref ByteReader r) => Assert.Equal(0UL, r.Unsigned()));
        Refused(hex, reason, (ref ByteReader r) => Assert.Equal(0L, r.Signed()));
        Refused(hex, reason, (ref ByteReader r) => Assert.Equal(0, r.Count(1)));
    }

    [Fact]
    public void BoundsAreKept()
    {
        Refused("05", "at most 4", (ref ByteReader r) => Assert.Equal(0, r.Number(4)));
        Refused("00", "1 to 4", (ref ByteReader r) => Assert.Equal(1, r.Number(1, 4)));
        Refused("ffffffffffffffffff01", "at most 2147483647", (ref ByteReader r) => Assert.Equal(0, r.Number(int.MaxValue)));
        Refused("8080808010", "32-bit", (ref ByteReader r) => Assert.Equal(0, r.SignedInt()));
        Refused("02", "truth value", (ref ByteReader r) => Assert.False(r.Flag()));
        Refused("03616263", "at most 2", (ref ByteReader r) => Assert.Equal("", r.Text(2)));
        Refused("02c328", "UTF-8", (ref ByteReader r) => Assert.Equal("", r.Text()));
        Refused("04616263", "truncated", (ref ByteReader r) => Assert.Equal("", r.Text()));
        Refused("0000", "1 bytes after the end", (ref ByteReader r) =>
        {
            r.Byte();
            r.End();
        });
    }

    [Fact]
    public void ElementsAreCanonical()
    {
        Refused(new string('f', 64), "scalar", (ref ByteReader r) => Assert.Equal(Fr.Zero, r.Scalar()));
        Refused(new string('f', 128), "point", (ref ByteReader r) => Assert.Equal(default, r.G1()));
        Refused(new string('0', 127) + "1", "point", (ref ByteReader r) => Assert.Equal(default, r.G1()));
        Refused(new string('0', 255) + "1", "point", (ref ByteReader r) => Assert.Equal(default, r.G2()));
        Refused(new string('0', 62), "truncated", (ref ByteReader r) => r.Scalar());
    }

    [Theory]
    [InlineData("ffffffff07")]
    [InlineData("ffffffffffffffffff01")]
    [InlineData("05")]
    public void CountsAreHeldAgainstTheBytesBeforeAnythingIsAllocated(string count)
    {
        var bytes = Convert.FromHexString(count + "0101010101010101");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 100; n++)
        {
            var reader = new ByteReader(bytes);
            Assert.Empty(reader.List(2, (ref ByteReader r) => r.Byte() + r.Byte()));
            Assert.Equal(0, reader.Error!.Position);
            reader = new ByteReader(bytes);
            Assert.Empty(reader.Items(1 << 30, 1, (ref ByteReader r) => r.Byte()));
            Assert.True(reader.Failed);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void TheFirstErrorStaysAndNothingIsReadAfterIt()
    {
        var reader = new ByteReader([7, 2, 1, 1, 1]) { Part = "first" };
        Assert.Equal(7, reader.Byte());
        Assert.False(reader.Flag());
        reader.Part = "second";
        Assert.Equal((0, 0), (reader.Byte(), reader.Remaining));
        Assert.Empty(reader.List(1, (ref ByteReader r) => r.Byte()));
        reader.Fail("later");
        reader.End();
        Assert.Equal(new WireError("first", 1, "2 is no truth value"), reader.Error);
        Assert.Equal("first: 2 is no truth value (at byte 1)", $"{reader.Error}");
    }

    [Fact]
    public void RandomReadsOfRandomBytesNeverThrow()
    {
        Read[] reads =
        [
            (ref ByteReader r) => r.Byte(), (ref ByteReader r) => r.Flag(), (ref ByteReader r) => r.Unsigned(), (ref ByteReader r) => r.Signed(),
            (ref ByteReader r) => r.SignedInt(), (ref ByteReader r) => r.Number(9), (ref ByteReader r) => r.Number(3, 200),
            (ref ByteReader r) => r.Count(3), (ref ByteReader r) => r.Block(), (ref ByteReader r) => r.Text(40), (ref ByteReader r) => r.Take(5),
            (ref ByteReader r) => r.DoubleBigEndian(), (ref ByteReader r) => r.DoubleLittleEndian(), (ref ByteReader r) => r.Scalar(),
            (ref ByteReader r) => r.G1(), (ref ByteReader r) => r.G2(), (ref ByteReader r) => r.End(), (ref ByteReader r) => r.Take(-1),
            (ref ByteReader r) => r.List(2, (ref ByteReader i) => i.Text()),
        ];
        var random = new Random(9);
        var failed = 0;
        for (var n = 0; n < Trials; n++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            var reader = new ByteReader(bytes);
            for (var k = 0; k < 2; k++)
            {
                var left = reader.Remaining;
                reads[random.Next(reads.Length)](ref reader);
                Assert.InRange(reader.Remaining, 0, left);
            }
            if (reader.Failed) failed++;
        }
        Assert.InRange(failed, Trials / 4, Trials * 9 / 10);
    }

    private static void Refused(string hex, string reason, Read read)
    {
        var reader = new ByteReader(Convert.FromHexString(hex));
        read(ref reader);
        Assert.Contains(reason, reader.Error?.Reason, StringComparison.Ordinal);
        Assert.Equal(0, reader.Remaining);
    }
}
