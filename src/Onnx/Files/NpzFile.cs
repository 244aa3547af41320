namespace Zkml.Onnx.Files;

/// <summary>
/// NumPy .npz archives: one .npy file for each tensor, stored (numpy.savez) or deflated (numpy.savez_compressed). Nothing is
/// written to disk. Every problem is reported as <see cref="InputFormatException"/>.
/// </summary>
public sealed class NpzFile
{
    /// <summary>What NumPy calls the first array that it is not given a name for.</summary>
    public const string FirstUnnamed = "arr_0";

    private const string Extension = ".npy";

    private readonly ReadOnlyMemory<byte> archive;
    private readonly Dictionary<string, ZipMember> members;

    private NpzFile(ReadOnlyMemory<byte> archive, Dictionary<string, ZipMember> members) => (this.archive, this.members) = (archive, members);

    /// <summary>The tensors' names, in the order of the archive.</summary>
    public IReadOnlyCollection<string> Names => members.Keys;

    /// <summary>Whether a content is meant as an archive, by its first bytes.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..];

    /// <summary>Reads the directory and checks it: names, sizes, their sum.</summary>
    public static NpzFile Open(ReadOnlyMemory<byte> archive)
    {
        var members = new Dictionary<string, ZipMember>();
        foreach (var member in ZipDirectory.Read(archive.Span))
        {
            var name = TensorName(member.Name);
            if (!members.TryAdd(name, member)) throw new InputFormatException($"the archive has '{member.Name}' twice");
        }
        if (members.Count == 0) throw new InputFormatException("the archive is empty; expected a .npy file for each tensor");
        return new NpzFile(archive, members);
    }

    /// <summary>Unfolds one tensor; null when there is none of this name.</summary>
    public NumberArray? Find(string name)
    {
        if (!members.TryGetValue(name, out var member)) return null;
        try
        {
            return NpyFile.ReadArray(member.Read(archive));
        }
        catch (InputFormatException e) when (!e.Message.Contains(member.Name, StringComparison.Ordinal))
        {
            throw new InputFormatException($"'{member.Name}': {e.Message}", e);
        }
    }

    /// <summary>Names that lead out of a folder are a sign of an attack on somebody; they are no names of tensors.</summary>
    private static string TensorName(string member)
    {
        var isPath = member.StartsWith('/') || member.Contains('\\') || member.Split('/').Contains("..") || member.Any(char.IsControl);
        if (isPath) throw new InputFormatException($"the archive has a member named '{member}', a path; expected names of tensors with {Extension}");
        return member.Length > Extension.Length && member.EndsWith(Extension, StringComparison.Ordinal)
            ? member[..^Extension.Length]
            : throw new InputFormatException($"the archive has a member named '{member}'; expected names of tensors with {Extension}, as numpy.savez writes");
    }
}
