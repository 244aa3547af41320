using System.Text;
using Zkml.Algebra.Hashing;

namespace Zkml.Wire;

/// <summary>
/// The frame of this project's files: magic, version, content, checksum (docs/file-formats.md). The checksum is the first eight bytes
/// of keccak256 of everything before it: it finds accidents, nothing rests on it.
/// </summary>
/// <param name="magic">Eight ASCII characters.</param>
/// <param name="version">The only one that is read.</param>
/// <param name="what">The kind of file, for messages.</param>
public sealed class FileFrame(string magic, byte version, string what)
{
    /// <summary>Bytes after the content.</summary>
    public const int ChecksumLength = 8;

    private readonly byte[] magic = Encoding.ASCII.GetBytes(magic);

    /// <summary>How a file of this kind begins, then its version.</summary>
    public string Magic => Encoding.ASCII.GetString(magic);

    public byte Version => version;

    /// <summary>Whether a file begins like one of this kind.</summary>
    public bool Matches(ReadOnlySpan<byte> file) => file.StartsWith(magic);

    /// <summary>A writer of the content, behind magic and version.</summary>
    public ByteWriter Begin()
    {
        var writer = new ByteWriter();
        writer.Bytes(magic);
        writer.Byte(version);
        return writer;
    }

    /// <summary>The file: what was written since <see cref="Begin"/>, and the checksum.</summary>
    public static byte[] Seal(ByteWriter writer)
    {
        writer.Bytes(Checksum(writer.Written));
        return writer.ToArray();
    }

    /// <summary>A reader of the content, which has failed already when the bytes are no such file or its checksum is wrong.</summary>
    public ByteReader Open(ReadOnlySpan<byte> file)
    {
        if (Check(file) is { } error) return new ByteReader([], 0, error);
        return new ByteReader(file[..^ChecksumLength], magic.Length + 1, null);
    }

    /// <summary>Whether the checksum at the end of a file is right.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> file) =>
        file.Length >= ChecksumLength && Checksum(file[..^ChecksumLength]).SequenceEqual(file[^ChecksumLength..]);

    private WireError? Check(ReadOnlySpan<byte> file)
    {
        if (!Matches(file)) return new WireError("", 0, $"not a Zkml {what}");
        var content = magic.Length + 1;
        if (file.Length < content + ChecksumLength) return new WireError("", file.Length, "truncated");
        if (file[magic.Length] != version)
        {
            return new WireError("", magic.Length, $"{what} of version {file[magic.Length]}, this program reads version {version}");
        }
        return IsIntact(file) ? null : new WireError("", 0, "checksum mismatch: the file is truncated or was changed");
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> bytes) => Keccak256.Hash(bytes).AsSpan(0, ChecksumLength);
}
