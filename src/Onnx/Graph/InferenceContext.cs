using Zkml.Tensors;

namespace Zkml.Onnx.Graph;

/// <summary>A node during shape inference; values are available for constant inputs only.</summary>
internal sealed class InferenceContext(FloatNode node, int opset, TensorType?[] inputTypes, Tensor?[] constants)
    : NodeContext(node, opset, inputTypes)
{
    /// <summary>A node of a built graph.</summary>
    public static InferenceContext Of(FloatGraph graph, FloatNode node) => new(
        node, graph.Opset,
        [.. node.Inputs.Select(name => graph.Types.GetValueOrDefault(name))],
        [.. node.Inputs.Select(name => graph.Constants.GetValueOrDefault(name))]);

    public bool IsConstant(int index) => Constant(index) is not null;

    /// <summary>The value of a constant input, or null when it is omitted or computed.</summary>
    public Tensor? Constant(int index) => HasInput(index) ? constants[index] : null;

    /// <summary>An input that has to be a constant list of integers (rank 0 or 1).</summary>
    public long[] ConstantLongs(int index)
    {
        var type = Type(index);
        if (constants[index] is not LongTensor tensor)
        {
            throw type.Kind == ElementKind.Integer
                ? Fail($"input '{Node.Inputs[index]}' has to be a constant; export the model with fixed shapes")
                : Fail($"input '{Node.Inputs[index]}' holds floats where integers are expected; the model is malformed");
        }
        return tensor.Rank <= 1 ? tensor.Data : throw Fail($"input '{Node.Inputs[index]}' should be a list, not of shape {TensorShape.Describe(tensor.Shape)}");
    }

    /// <summary>Checks that an input is a constant holding floats.</summary>
    public void RequireFloatConstant(int index, string role)
    {
        FloatShape(index);
        if (constants[index] is null)
        {
            throw Fail($"the {role} '{Node.Inputs[index]}' has to be a constant of the model; it is computed from the model input");
        }
    }

    /// <summary>Checks the number of inputs.</summary>
    public void RequireInputs(int atLeast, int atMost)
    {
        if (InputCount < atLeast || InputCount > atMost)
        {
            throw Fail($"has {InputCount} inputs; expected {(atLeast == atMost ? $"{atLeast}" : $"{atLeast} to {atMost}")}");
        }
    }
}
