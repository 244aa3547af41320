using System.Buffers.Binary;
using System.Numerics;

namespace Zkml.Algebra.Setup;

/// <summary>
/// The container of snarkjs: "ptau", version, section count, then sections of type, 64-bit length and content, all
/// little-endian. Nothing is allocated from a length the file merely claims.
/// </summary>
internal sealed class PtauSections
{
    private const int MaxSections = 64;

    private readonly Stream stream;
    private readonly Dictionary<uint, (long Start, long Length)> sections = [];

    public PtauSections(Stream stream)
    {
        this.stream = stream;
        Span<byte> header = stackalloc byte[12];
        ReadAt(0, header);
        if (!header[..4].SequenceEqual("ptau"u8))
        {
            throw new InvalidDataException("Not a .ptau file: it does not start with 'ptau'. Give a snarkjs powers-of-tau file.");
        }
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        if (version != 1) throw new InvalidDataException($"Version {version} of .ptau files is not known; version 1 is.");
        var count = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (count > MaxSections) throw new InvalidDataException($"The .ptau file claims {count} sections; the file is corrupt.");
        ReadTable((int)count);
    }

    /// <summary>Reads the header section: the power N of the file, after checking the field.</summary>
    public int ReadPower()
    {
        Span<byte> header = stackalloc byte[44];
        ReadSection(1, 0, header);
        var width = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (width != 32 || new BigInteger(header.Slice(4, 32), isUnsigned: true) != Fq.Modulus)
        {
            throw new InvalidDataException("The .ptau file is not over BN254; give a file of the BN254 ceremony.");
        }
        var power = BinaryPrimitives.ReadUInt32LittleEndian(header[36..]);
        if (power is < 1 or > Srs.MaxLogSize)
        {
            throw new InvalidDataException($"The .ptau file claims power {power}; 1 to {Srs.MaxLogSize} are possible.");
        }
        return (int)power;
    }

    /// <summary>The length of a section.</summary>
    public long Length(uint type) => Find(type).Length;

    /// <summary>Fills the destination from an offset within a section.</summary>
    public void ReadSection(uint type, long offset, Span<byte> destination)
    {
        (var start, var length) = Find(type);
        if (offset + destination.Length > length)
        {
            throw new InvalidDataException($"Section {type} of the .ptau file is too short; download the file again.");
        }
        ReadAt(start + offset, destination);
    }

    private void ReadTable(int count)
    {
        Span<byte> entry = stackalloc byte[12];
        long position = 12;
        for (var i = 0; i < count; i++)
        {
            ReadAt(position, entry);
            var type = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(entry[4..]);
            position += entry.Length;
            if (length > (ulong)(stream.Length - position))
            {
                throw new InvalidDataException(
                    $"Section {type} of the .ptau file reaches past its end: the file is truncated; download it again.");
            }

            if (!sections.TryAdd(type, (position, (long)length)))
            {
                throw new InvalidDataException($"The .ptau file has two sections {type}; it is corrupt.");
            }
            position += (long)length;
        }
    }

    private (long Start, long Length) Find(uint type) => sections.TryGetValue(type, out var section)
        ? section
        : throw new InvalidDataException($"The .ptau file has no section {type}; it is corrupt or of another kind.");

    private void ReadAt(long position, Span<byte> destination)
    {
        if (position + destination.Length > stream.Length)
        {
            throw new InvalidDataException("The .ptau file is truncated; download it again.");
        }
        stream.Position = position;
        stream.ReadExactly(destination);
    }
}
