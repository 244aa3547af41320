namespace Zkml.Onnx.Files;

/// <summary>A file that holds tensors of a model: all that it names, or one.</summary>
/// <param name="Path">Of the file.</param>
/// <param name="Tensor">The tensor that it holds; null when the file says that itself.</param>
public sealed record TensorSource(string Path, string? Tensor = null)
{
    /// <summary>
    /// Understands <c>FILE</c> and <c>NAME=FILE</c>: the longest tensor name that a text starts with, followed by '=', is
    /// meant as one. A file whose own name starts so is written with a folder: <c>./x=1.npy</c>.
    /// </summary>
    public static TensorSource Parse(string text, IEnumerable<string> tensors)
    {
        var name = tensors.Where(t => text.StartsWith($"{t}=", StringComparison.Ordinal)).MaxBy(t => t.Length);
        return name is null ? new TensorSource(text) : new TensorSource(text[(name.Length + 1)..], name);
    }

    /// <summary>Reads the file; throws <see cref="InputFormatException"/>, naming it.</summary>
    public TensorFile Read(TensorNames names)
    {
        if (Tensor is not null) return TensorFile.Read(Path, names with { Wanted = [Tensor], Others = [.. names.Others, .. names.Wanted] });
        // What looks like NAME=FILE and is no file has a name that the model does not have.
        var split = Path.IndexOf('=');
        if (split > 0 && !File.Exists(Path))
        {
            throw new InputFormatException($"'{Path}' does not exist, and the model has no {names.Side} '{Path[..split]}'; its {names.Side}s are {TensorNames.List(names.Wanted)}");
        }
        return TensorFile.Read(Path, names);
    }
}
