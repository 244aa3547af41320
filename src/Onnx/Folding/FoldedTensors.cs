using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Folding;

/// <summary>
/// The constants of a model that were not folded exactly but computed once and kept, by the name of the value. Together
/// with the ONNX file they give the same committed model on every machine.
/// </summary>
public sealed class FoldedTensors
{
    /// <summary>The file beside quantization.json that holds them.</summary>
    public const string FileName = "folded.bin";

    private readonly SortedDictionary<string, Tensor> tensors = new(StringComparer.Ordinal);

    /// <summary>All tensors, in ordinal order of their names.</summary>
    public IReadOnlyDictionary<string, Tensor> All => tensors;

    /// <summary>True when everything was folded exactly: there is nothing to keep.</summary>
    public bool IsEmpty => tensors.Count == 0;

    /// <summary>Adds a tensor; throws <see cref="ArgumentException"/> when the name is taken.</summary>
    public void Add(string name, Tensor tensor) => tensors.Add(name, tensor);

    /// <summary>The tensor of a value, or null.</summary>
    public Tensor? Find(string name) => tensors.GetValueOrDefault(name);
}
