using System.Buffers.Binary;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Setup;

/// <summary>Points as little-endian Montgomery limbs, the form of .ptau files and of our own.</summary>
internal static class RawPoints
{
    public const int G1Length = 64;
    public const int G2Length = 128;

    /// <summary>Reads x‖y; false if a coordinate is not below q.</summary>
    public static bool TryReadG1(ReadOnlySpan<byte> bytes, out G1Affine point)
    {
        var valid = TryReadFq(bytes, out Fq x) & TryReadFq(bytes[32..], out Fq y);
        point = new(x, y);
        return valid;
    }

    /// <summary>Reads x.c0‖x.c1‖y.c0‖y.c1; false if a coordinate is not below q.</summary>
    public static bool TryReadG2(ReadOnlySpan<byte> bytes, out G2Affine point)
    {
        var valid = TryReadFq(bytes, out Fq x0) & TryReadFq(bytes[32..], out Fq x1)
            & TryReadFq(bytes[64..], out Fq y0) & TryReadFq(bytes[96..], out Fq y1);
        point = new(new(x0, x1), new(y0, y1));
        return valid;
    }

    /// <summary>Writes x‖y.</summary>
    public static void WriteG1(in G1Affine point, Span<byte> bytes)
    {
        WriteFq(point.X, bytes);
        WriteFq(point.Y, bytes[32..]);
    }

    private static bool TryReadFq(ReadOnlySpan<byte> bytes, out Fq value) => Fq.TryFromMontgomery(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
        out value);

    private static void WriteFq(in Fq value, Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value.L0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], value.L1);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], value.L2);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], value.L3);
    }
}
