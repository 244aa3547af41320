using System.Buffers.Binary;
using System.Text;

namespace Zkml.Onnx.Files;

/// <summary>
/// The directory at the end of a zip archive. Read here rather than by a library, so that a hostile archive costs no more
/// than its size: the number of members, each size and their sum are checked before anything is unfolded.
/// </summary>
internal static class ZipDirectory
{
    /// <summary>No model has as many inputs.</summary>
    public const int MaxMembers = 1024;

    private const int EndRecord = 22, LongestComment = 65_535, Entry = 46;

    private static ReadOnlySpan<byte> EndSignature => "PK\u0005\u0006"u8;

    private static ReadOnlySpan<byte> EntrySignature => "PK\u0001\u0002"u8;

    /// <summary>The members in the order of the directory; throws <see cref="InputFormatException"/> on a malformed or too large archive.</summary>
    public static List<ZipMember> Read(ReadOnlySpan<byte> archive)
    {
        var end = FindEnd(archive);
        var record = archive[end..];
        int count = U16(record, 10), disk = U16(record, 4);
        long start = U32(record, 16);
        if (disk != 0 || U16(record, 8) != count) throw new InputFormatException("the archive is one of several parts; expected a whole one");
        if (count > MaxMembers) throw new InputFormatException($"the archive has {count} members; expected at most {MaxMembers}");
        if (start > end) throw new InputFormatException("the archive's directory lies outside of it; it is truncated or damaged");
        var members = new List<ZipMember>(count);
        var rest = archive[(int)start..end];
        for (var k = 0; k < count; k++) members.Add(ReadEntry(ref rest));
        var total = members.Sum(m => m.Size);
        if (total > FileBytes.MaxBytes) throw new InputFormatException($"the archive unfolds to {total} bytes; the most that is supported is {FileBytes.MaxBytes}");
        return members;
    }

    private static int FindEnd(ReadOnlySpan<byte> archive)
    {
        var first = Math.Max(0, archive.Length - EndRecord - LongestComment);
        for (var at = archive.Length - EndRecord; at >= first; at--)
        {
            if (archive[at..].StartsWith(EndSignature) && at + EndRecord + U16(archive[at..], 20) == archive.Length) return at;
        }
        throw new InputFormatException("the archive has no directory at its end; it is truncated or damaged");
    }

    private static ZipMember ReadEntry(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < Entry || !rest.StartsWith(EntrySignature)) throw new InputFormatException("the archive's directory is truncated or damaged");
        int name = U16(rest, 28), length = Entry + name + U16(rest, 30) + U16(rest, 32);
        if (rest.Length < length) throw new InputFormatException("the archive's directory is truncated or damaged");
        var text = Encoding.UTF8.GetString(rest.Slice(Entry, name));
        if ((U16(rest, 8) & 1) != 0) throw new InputFormatException($"'{text}' is encrypted; expected a plain archive");
        var member = new ZipMember(text, U16(rest, 10), U32(rest, 16), U32(rest, 20), U32(rest, 24), U32(rest, 42));
        // Sizes of 2^32 − 1 stand for larger ones elsewhere, which are beyond the limit, too.
        if (member.Size > FileBytes.MaxBytes) throw new InputFormatException($"'{text}' unfolds to {member.Size} bytes or more; the most that is supported is {FileBytes.MaxBytes}");
        rest = rest[length..];
        return member;
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
