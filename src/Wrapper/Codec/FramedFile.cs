using Zkml.Algebra.Hashing;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Wrapper.Codec;

/// <summary>The frame of this project's files: magic, version, content, checksum (docs/file-formats.md §1).</summary>
internal static class FramedFile
{
    private const int ChecksumLength = 8;

    public static ByteWriter Begin(string magic, byte version)
    {
        var writer = new ByteWriter();
        writer.Ascii(magic);
        writer.Bytes([version]);
        return writer;
    }

    public static byte[] Finish(ByteWriter writer)
    {
        writer.Bytes(Keccak256.Hash(writer.ToArray()).AsSpan(0, ChecksumLength));
        return writer.ToArray();
    }

    /// <summary>The content between version and checksum; false with the reason when the bytes are not such a file.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> bytes, string magic, byte version, string what, out ReadOnlySpan<byte> content, out Rejection? rejection)
    {
        content = default;
        rejection = null;
        var reader = new ByteReader(bytes);
        if (!reader.TryAscii(magic))
        {
            rejection = new Rejection(Step.Encoding, $"not a Zkml {what}");
        }
        else if (!reader.TryBytes(1, out var found))
        {
            rejection = new Rejection(Step.Encoding, "truncated");
        }
        else if (found[0] != version)
        {
            rejection = new Rejection(Step.Encoding, $"{what} version", -1, $"{version}", $"{found[0]}");
        }
        else if (reader.Remaining < ChecksumLength
            || !Keccak256.Hash(bytes[..^ChecksumLength]).AsSpan(0, ChecksumLength).SequenceEqual(bytes[^ChecksumLength..]))
        {
            rejection = new Rejection(Step.Encoding, "checksum mismatch: the file is truncated or was changed");
        }
        else
        {
            content = bytes[reader.Position..^ChecksumLength];
        }

        return rejection is null;
    }
}
