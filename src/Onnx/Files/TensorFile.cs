namespace Zkml.Onnx.Files;

/// <summary>
/// The tensors of one file, by name: .npy (one tensor, without a name), .npz, or JSON (<see cref="JsonTensors"/>). The content
/// decides which.
/// </summary>
public sealed class TensorFile
{
    private TensorFile(string path, bool mayBeFlat, IReadOnlyList<IReadOnlyDictionary<string, NumberArray>> parts) =>
        (Path, MayBeFlat, Parts) = (path, mayBeFlat, parts);

    public string Path { get; }

    /// <summary>Whether the numbers of a sample may be one list, whatever its shape: so in JSON.</summary>
    public bool MayBeFlat { get; }

    /// <summary>Tensors by name; of several parts, each holds samples that follow those of the part before.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, NumberArray>> Parts { get; }

    /// <summary>Reads those tensors of a file that are wanted. An array without a name is the only wanted one.</summary>
    /// <exception cref="InputFormatException">The file cannot be read, or is not such a file; the message names it.</exception>
    public static TensorFile Read(string path, TensorNames names) => FileBytes.Naming(path, () => Parse(path, FileBytes.Read(path), names));

    /// <summary>As <see cref="Read"/>, for the content of a file.</summary>
    public static TensorFile Parse(string path, ReadOnlyMemory<byte> bytes, TensorNames names)
    {
        if (NpyFile.IsOne(bytes.Span)) return new TensorFile(path, false, [new Dictionary<string, NumberArray> { [names.Only] = NpyFile.ReadArray(bytes) }]);
        return NpzFile.IsOne(bytes.Span)
            ? new TensorFile(path, false, [Unfold(NpzFile.Open(bytes), names)])
            : new TensorFile(path, true, JsonTensors.Parse(bytes, names));
    }

    private static Dictionary<string, NumberArray> Unfold(NpzFile archive, TensorNames names)
    {
        if (names.Wanted.Count == 1 && archive.Names.Count == 1 && archive.Find(NpzFile.FirstUnnamed) is { } only)
        {
            return new Dictionary<string, NumberArray> { [names.Wanted[0]] = only };
        }
        if (!names.IsClaim) names.RequireKnown(archive.Names);
        var found = new Dictionary<string, NumberArray>();
        foreach (var name in names.Wanted)
        {
            if (archive.Find(name) is { } array) found.Add(name, array);
        }
        return found.Count > 0
            ? found
            : throw new InputFormatException($"expected an archive with {TensorNames.List(names.Wanted)}; found {TensorNames.List(archive.Names)}");
    }
}
