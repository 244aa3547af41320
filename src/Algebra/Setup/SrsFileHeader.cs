using System.Buffers.Binary;

namespace Zkml.Algebra.Setup;

/// <summary>
/// The header of an SRS file: the magic "ZKMLSRS\n", then little-endian 32-bit version 1, log size, flags (bit 0:
/// development) and a zero.
/// </summary>
internal readonly record struct SrsFileHeader(int LogSize, bool IsDevelopment)
{
    public const int Length = 24;

    private const uint Version = 1;

    public static ReadOnlySpan<byte> Magic => "ZKMLSRS\n"u8;

    public void Write(Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], (uint)LogSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], IsDevelopment ? 1U : 0U);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], 0);
    }

    public static SrsFileHeader Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes[..8].SequenceEqual(Magic))
        {
            throw new InvalidDataException("Not an SRS file: import a .ptau file or create a development SRS.");
        }
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (version != Version)
        {
            throw new InvalidDataException($"Version {version} of SRS files is not known to this program; create it again.");
        }
        var logSize = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        var reserved = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]);
        if (logSize is < 1 or > Srs.MaxLogSize || flags > 1 || reserved != 0)
        {
            throw new InvalidDataException("The header of the SRS file is damaged; import or create it again.");
        }
        return new((int)logSize, flags == 1);
    }
}
