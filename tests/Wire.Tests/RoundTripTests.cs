using Zkml.Algebra.Curves;

namespace Zkml.Wire.Tests;

/// <summary>What is written is read, and takes the bytes that docs/file-formats.md §1 says.</summary>
public class RoundTripTests
{
    public static TheoryData<ulong, string> Numbers => new()
    {
        { 0, "00" },
        { 127, "7f" },
        { 128, "8001" },
        { 300, "ac02" },
        { ulong.MaxValue, "ffffffffffffffffff01" },
    };

    public static TheoryData<long, string> SignedNumbers => new()
    {
        { 0, "00" },
        { -1, "01" },
        { 1, "02" },
        { 64, "8001" },
        { long.MaxValue, "feffffffffffffffff01" },
        { long.MinValue, "ffffffffffffffffff01" },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void UnsignedNumbersAreMinimalLeb128(ulong value, string hex)
    {
        var writer = new ByteWriter();
        writer.Unsigned(value);
        Assert.Equal(hex, Convert.ToHexStringLower(writer.Written));
        var reader = new ByteReader(writer.Written);
        Assert.Equal(value, reader.Unsigned());
        Finished(ref reader);
    }

    [Theory]
    [MemberData(nameof(SignedNumbers))]
    public void SignedNumbersAreZigzag(long value, string hex)
    {
        var writer = new ByteWriter();
        writer.Signed(value);
        Assert.Equal(hex, Convert.ToHexStringLower(writer.Written));
        var reader = new ByteReader(writer.Written);
        Assert.Equal(value, reader.Signed());
        Finished(ref reader);
    }

    [Fact]
    public void DoublesComeInBothOrders()
    {
        var writer = new ByteWriter();
        writer.DoubleBigEndian(-2);
        writer.DoubleLittleEndian(-2);
        writer.Int64BigEndian(-2);
        Assert.Equal("c000000000000000" + "00000000000000c0" + "fffffffffffffffe", Convert.ToHexStringLower(writer.Written));
        var reader = new ByteReader(writer.Written[..16]);
        Assert.Equal((-2.0, -2.0), (reader.DoubleBigEndian(), reader.DoubleLittleEndian()));
        Finished(ref reader);
    }

    [Fact]
    public void EveryOtherPrimitiveComesBack()
    {
        var point = (G1Affine.Generator * Fr.FromInt64(7)).ToAffine();
        var writer = new ByteWriter();
        writer.Flag(true);
        writer.Flag(false);
        writer.Text("τ and π");
        writer.Block([1, 2, 3]);
        writer.Count(5);
        writer.Bytes(new byte[5]);
        writer.Scalar(-Fr.One);
        writer.Point(point);
        writer.Point(G2Affine.Generator);
        writer.Signed(int.MinValue);
        var reader = new ByteReader(writer.Written);
        Assert.Equal((true, false), (reader.Flag(), reader.Flag()));
        Assert.Equal("τ and π", reader.Text(9));
        Assert.Equal([1, 2, 3], reader.Block().ToArray());
        Assert.Equal(new byte[5], reader.List(1, (ref ByteReader r) => r.Byte()));
        Assert.Equal(-Fr.One, reader.Scalar());
        Assert.Equal(point, reader.G1());
        Assert.Equal(G2Affine.Generator, reader.G2());
        Assert.Equal(int.MinValue, reader.SignedInt());
        Finished(ref reader);
    }

    [Fact]
    public void WhatHasNoEncodingIsNotWritten()
    {
        var writer = new ByteWriter();
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Count(-1));
        Assert.ThrowsAny<ArgumentException>(() => writer.Text("\ud800"));
    }

    private static void Finished(ref ByteReader reader)
    {
        reader.End();
        Assert.Null(reader.Error);
    }
}
