using System.Buffers.Binary;
using System.Text;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Files;

public sealed class NpyFileTests
{
    public static TheoryData<int[]> Shapes => [[], [7], [1, 1], [2, 3, 4]];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void FloatsAndIntegersSurviveARoundTrip(int[] shape)
    {
        var floats = TestData.Random(1, shape);
        var read = Assert.IsType<FloatTensor>(NpyFile.Read(NpyFile.ToBytes(floats)));
        Assert.Equal(shape, read.Shape);
        Assert.Equal(floats.Data, read.Data);
        var longs = new LongTensor(Array.ConvertAll(floats.Data, x => (long)(x * 1e15)), shape);
        Assert.Equal(longs.Data, Assert.IsType<LongTensor>(NpyFile.Read(NpyFile.ToBytes(longs))).Data);
    }

    [Fact]
    public void WrittenDataIsAlignedAsNumpyDoes()
    {
        var bytes = NpyFile.ToBytes(FloatTensor.Zeros(3, 5));
        Assert.Equal(0, (bytes.Length - 60) % 64);
        Assert.Equal((byte)'\n', bytes[^61]);
    }

    [Fact]
    public void WiderAndNarrowerTypesAreConverted()
    {
        Assert.Equal([1.5f], ((FloatTensor)NpyFile.Read(File("<f8", "(1,)", BitConverter.GetBytes(1.5)))).Data);
        Assert.Equal([0.5f], ((FloatTensor)NpyFile.Read(File("<f2", "(1,)", BitConverter.GetBytes((Half)0.5)))).Data);
        Assert.Equal([-7L], Longs("<i4", BitConverter.GetBytes(-7)));
        Assert.Equal([-7L], Longs("|i1", [0xF9]));
        Assert.Equal([249L], Longs("|u1", [0xF9]));
        Assert.Equal([-2L], Longs("<i2", [0xFE, 0xFF]));
        Assert.Equal([65_534L], Longs("<u2", [0xFE, 0xFF]));
        Assert.Equal([4_294_967_295L], Longs("<u4", [0xFF, 0xFF, 0xFF, 0xFF]));
        Assert.Equal([long.MaxValue], Longs("<u8", BitConverter.GetBytes(long.MaxValue)));
        Assert.Equal([1L], Longs("|b1", [1]));
    }

    [Fact]
    public void NumbersThatDoNotFitAreRefused()
    {
        Assert.Contains("18446744073709551615 at index 0", Assert.Throws<InputFormatException>(() => Longs("<u8", BitConverter.GetBytes(ulong.MaxValue))).Message);
        Assert.Contains("found 2 at index 0", Assert.Throws<InputFormatException>(() => Longs("|b1", [2])).Message);
    }

    [Fact]
    public void VersionTwoHeadersAreRead() =>
        Assert.Equal([2], NpyFile.Read(File("<f4", "(2,)", new byte[8], version: 2)).Shape);

    [Theory]
    [InlineData(">f4", "(1,)", 4, false, "found '>f4'")]
    [InlineData("|O", "(1,)", 4, false, "found '|O'")]
    [InlineData("<f4", "(1,)", 4, true, "Fortran order")]
    [InlineData("<f4", "(2,)", 4, false, "expected 8 bytes")]
    [InlineData("<f4", "(1,)", 5, false, "found 5")]
    [InlineData("<f4", "(2147483647, 2147483647, 2147483647, 2147483647, 2147483647, 2147483647, 2147483647)", 4, false, "bytes of data")]
    [InlineData("<f4", "(99999999999,)", 4, false, "found '99999999999'")]
    [InlineData("<f4", "(1, 1, 1, 1, 1, 1, 1, 1, 1)", 4, false, "at most 8 dimensions")]
    [InlineData("<f4", "(0, 2147483647, 2147483647, 2147483647)", 0, false, "non-empty")]
    [InlineData("<f4", "(-1,)", 4, false, "'shape'")]
    public void UnsupportedContentIsDescribed(string type, string shape, int dataBytes, bool fortran, string message)
    {
        var error = Assert.Throws<InputFormatException>(() => NpyFile.Read(File(type, shape, new byte[dataBytes], fortran: fortran)));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void DamagedFilesAreRefused()
    {
        var random = new Random(5);
        var original = NpyFile.ToBytes(FloatTensor.Zeros(2, 3));
        for (var length = 0; length < original.Length; length++)
        {
            Assert.Throws<InputFormatException>(() => NpyFile.Read(original.AsSpan(0, length)));
        }
        for (var round = 0; round < 5000; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = 0; change < 3; change++) bytes[random.Next(80)] = (byte)random.Next(256);
            try
            {
                NpyFile.Read(bytes);
            }
            catch (InputFormatException)
            {
            }
        }
    }

    [Fact]
    public void FileProblemsAreInputErrors()
    {
        Assert.Contains("cannot read", Assert.Throws<InputFormatException>(() => NpyFile.Read("/nonexistent/a.npy")).Message);
        Assert.Contains("cannot write", Assert.Throws<InputFormatException>(() => NpyFile.Write("/nonexistent/a.npy", FloatTensor.Zeros(1))).Message);
    }

    private static long[] Longs(string type, byte[] data) => ((LongTensor)NpyFile.Read(File(type, "(1,)", data))).Data;

    internal static byte[] File(string type, string shape, byte[] data, int version = 1, bool fortran = false)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}\n");
        var length = new byte[version == 1 ? 2 : 4];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)header.Length);
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. header, .. data];
    }
}
