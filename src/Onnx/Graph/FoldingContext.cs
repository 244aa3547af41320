namespace Zkml.Onnx.Graph;

/// <summary>A node during folding, with the values of all its inputs and the inferred output types.</summary>
internal sealed class FoldingContext(
    FloatNode node, int opset, TensorType?[] inputTypes, Tensor?[] values, TensorType[] outputTypes)
    : NodeContext(node, opset, inputTypes)
{
    /// <summary>Shape of the first output.</summary>
    public int[] OutputShape => outputTypes[0].Shape;

    public TensorType OutputType => outputTypes[0];

    /// <summary>Types of all outputs.</summary>
    public IReadOnlyList<TensorType> OutputTypes => outputTypes;

    /// <summary>Value of a present input.</summary>
    public Tensor Value(int index) => values[index] ?? throw Fail($"input {index} is missing; the model is malformed");

    /// <summary>Value of a present float input.</summary>
    public FloatTensor Float(int index) =>
        Value(index) as FloatTensor ?? throw Fail($"input '{Node.Inputs[index]}' holds integers where floats are expected");

    /// <summary>Value of a present integer input.</summary>
    public LongTensor Long(int index) =>
        Value(index) as LongTensor ?? throw Fail($"input '{Node.Inputs[index]}' holds floats where integers are expected");

    /// <summary>Value of a float input, or null when it is omitted.</summary>
    public FloatTensor? OptionalFloat(int index) => HasInput(index) ? Float(index) : null;
}
