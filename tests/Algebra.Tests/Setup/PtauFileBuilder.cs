using System.Buffers.Binary;
using System.Numerics;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Setup;

namespace Zkml.Algebra.Tests.Setup;

/// <summary>Writes .ptau bytes from a development string, with every part open to damage.</summary>
internal sealed class PtauFileBuilder
{
    public PtauFileBuilder(int power)
    {
        Power = (uint)power;
        Srs source = Srs.Development(power + 1);
        Powers = source.G1Powers[..^1].ToArray();
        Tau = source.G2Tau;
    }

    public uint Power { get; set; }

    public BigInteger Prime { get; set; } = Fq.Modulus;

    public G1Affine[] Powers { get; }

    public G2Affine One { get; set; } = G2Affine.Generator;

    public G2Affine Tau { get; set; }

    public byte[] Build()
    {
        var stream = new MemoryStream();
        stream.Write("ptau"u8);
        WriteUInt32(stream, 1);
        WriteUInt32(stream, 3);
        WriteSection(stream, 1, Header());
        WriteSection(stream, 2, [.. Powers.SelectMany(p => Raw(p.X, p.Y))]);
        WriteSection(stream, 3, [.. Raw(One.X.C0, One.X.C1, One.Y.C0, One.Y.C1), .. Raw(Tau.X.C0, Tau.X.C1, Tau.Y.C0, Tau.Y.C1)]);
        return stream.ToArray();
    }

    private byte[] Header()
    {
        var stream = new MemoryStream();
        WriteUInt32(stream, 32);
        stream.Write(Prime.ToByteArray(isUnsigned: true));
        WriteUInt32(stream, Power);
        WriteUInt32(stream, 28);
        return stream.ToArray();
    }

    private static byte[] Raw(params Fq[] coordinates)
    {
        var bytes = new byte[32 * coordinates.Length];
        for (var i = 0; i < coordinates.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32 * i), coordinates[i].L0);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((32 * i) + 8), coordinates[i].L1);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((32 * i) + 16), coordinates[i].L2);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((32 * i) + 24), coordinates[i].L3);
        }

        return bytes;
    }

    private static void WriteSection(Stream stream, uint type, byte[] content)
    {
        WriteUInt32(stream, type);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, content.Length);
        stream.Write(length);
        stream.Write(content);
    }

    private static void WriteUInt32(Stream stream, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
