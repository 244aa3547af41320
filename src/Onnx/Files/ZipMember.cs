using System.Buffers.Binary;
using System.IO.Compression;

namespace Zkml.Onnx.Files;

/// <summary>One file of an archive, as the archive's directory describes it; nothing here is believed before it is checked.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Method">0 stored, 8 deflated.</param>
/// <param name="Crc">CRC-32 of the content.</param>
/// <param name="Packed">Bytes in the archive.</param>
/// <param name="Size">Bytes of the content.</param>
/// <param name="Offset">Where its local header starts.</param>
internal readonly record struct ZipMember(string Name, int Method, uint Crc, long Packed, long Size, long Offset)
{
    private const int LocalHeader = 30, Stored = 0, Deflated = 8;

    /// <summary>258 bytes for a code of two bits: deflate does not unfold further.</summary>
    private const int LargestRatio = 1032;

    private static ReadOnlySpan<byte> LocalSignature => "PK\u0003\u0004"u8;

    /// <summary>The content, of exactly the size that the directory says; throws <see cref="InputFormatException"/>.</summary>
    public byte[] Read(ReadOnlyMemory<byte> archive)
    {
        var packed = PackedBytes(archive);
        var content = Method switch
        {
            Stored when Packed == Size => packed.ToArray(),
            Deflated => Inflate(packed),
            _ => throw new InputFormatException($"'{Name}' is compressed by method {Method}; expected 0 (stored) or 8 (deflated), as numpy.savez writes"),
        };
        return Crc32.Of(content) == Crc ? content : throw new InputFormatException($"'{Name}' is damaged: its CRC-32 differs");
    }

    private ReadOnlyMemory<byte> PackedBytes(ReadOnlyMemory<byte> archive)
    {
        if (Offset <= archive.Length - LocalHeader)
        {
            var header = archive.Span.Slice((int)Offset, LocalHeader);
            var start = Offset + LocalHeader + BinaryPrimitives.ReadUInt16LittleEndian(header[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
            if (header.StartsWith(LocalSignature) && start + Packed <= archive.Length) return archive.Slice((int)start, (int)Packed);
        }
        throw new InputFormatException($"'{Name}' lies outside the archive, which is truncated or damaged");
    }

    /// <summary>Never holds more than the size that the directory says, which was checked against the limit.</summary>
    private byte[] Inflate(ReadOnlyMemory<byte> packed)
    {
        if (Size > LargestRatio * (Packed + 1)) throw new InputFormatException($"'{Name}' does not unfold to the {Size} bytes that the archive's directory says");
        var content = new byte[Size];
        try
        {
            using var source = new MemoryStream(packed.ToArray(), writable: false);
            using var deflate = new DeflateStream(source, CompressionMode.Decompress);
            var length = deflate.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length == content.Length && deflate.ReadByte() < 0) return content;
        }
        catch (InvalidDataException e)
        {
            throw new InputFormatException($"'{Name}' is damaged: {e.Message}", e);
        }
        throw new InputFormatException($"'{Name}' does not unfold to the {Size} bytes that the archive's directory says");
    }
}

/// <summary>The checksum of archives (ISO 3309, reflected polynomial 0xEDB88320).</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(k => Step((uint)k))];

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes) crc = (crc >> 8) ^ Table[(byte)(crc ^ b)];
        return ~crc;
    }

    private static uint Step(uint value)
    {
        for (var bit = 0; bit < 8; bit++) value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        return value;
    }
}
