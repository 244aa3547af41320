namespace Zkml.Onnx.Files;

/// <summary>Which tensors a file may hold.</summary>
/// <param name="Side">"input" or "output", for messages.</param>
/// <param name="Wanted">The names that are looked for.</param>
/// <param name="Others">Names that may stand beside them and are passed over, such as the outputs where inputs are read.</param>
/// <param name="IsClaim">
/// Whether the file may be a result as <c>zkml run --json</c> prints it, with members of its own beside the tensors.
/// </param>
public sealed record TensorNames(string Side, IReadOnlyList<string> Wanted, IReadOnlyList<string> Others, bool IsClaim = false)
{
    /// <summary>The tensor that an array without a name is.</summary>
    /// <exception cref="InputFormatException">The model has several.</exception>
    internal string Only => Wanted.Count == 1
        ? Wanted[0]
        : throw new InputFormatException($"the file does not name its tensors, and the model has {Wanted.Count} {Side}s: {List(Wanted)}. Say which one it is, as NAME=FILE");

    /// <summary>Names in quotes.</summary>
    internal static string List(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    /// <summary>Throws unless each name of a file is that of a tensor of the model.</summary>
    internal void RequireKnown(IEnumerable<string> found)
    {
        var unknown = found.Where(n => !Wanted.Contains(n) && !Others.Contains(n)).ToList();
        if (unknown.Count > 0) throw new InputFormatException($"the file has {List(unknown)}, which the model does not have; its {Side}s are {List(Wanted)}");
    }
}
