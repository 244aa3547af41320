using System.IO.Compression;

namespace Zkml.Onnx.Tests.Files;

/// <summary>Writes zip archives, as numpy.savez does and as it does not.</summary>
internal static class Archives
{
    /// <summary>An archive of these members; by the system's library, so that the reader meets another writer than itself.</summary>
    public static byte[] Of(CompressionLevel level, params (string Name, byte[] Content)[] members)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    /// <summary>A stored archive.</summary>
    public static byte[] Of(params (string Name, byte[] Content)[] members) => Of(CompressionLevel.NoCompression, members);

    /// <summary>Where the directory's entry of a member starts.</summary>
    public static int Entry(byte[] archive, int member = 0)
    {
        var at = -1;
        for (var k = 0; k <= member; k++) at += 1 + archive.AsSpan(at + 1).IndexOf("PK\u0001\u0002"u8);
        return at;
    }

    /// <summary>Where the record at the end starts.</summary>
    public static int End(byte[] archive) => archive.AsSpan().LastIndexOf("PK\u0005\u0006"u8);

    /// <summary>The archive with bytes replaced.</summary>
    public static byte[] With(byte[] archive, int at, params byte[] bytes)
    {
        var changed = (byte[])archive.Clone();
        bytes.CopyTo(changed, at);
        return changed;
    }
}
