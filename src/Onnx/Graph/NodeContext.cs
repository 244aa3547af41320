namespace Zkml.Onnx.Graph;

/// <summary>What shape inference and folding of a node have in common: the node and the types of its inputs.</summary>
internal abstract class NodeContext(FloatNode node, int opset, TensorType?[] inputTypes)
{
    public FloatNode Node { get; } = node;

    public NodeAttributes Attributes => Node.Attributes;

    public int Opset { get; } = opset;

    public int InputCount => Node.Inputs.Count;

    public bool HasInput(int index) => Node.HasInput(index);

    /// <summary>Type of an input that has to be present.</summary>
    public TensorType Type(int index)
    {
        if (!HasInput(index)) throw Fail($"input {index} is missing; the model is malformed");
        return inputTypes[index]!;
    }

    /// <summary>Shape of an input that has to be present, of either kind.</summary>
    public int[] Shape(int index) => Type(index).Shape;

    /// <summary>Shape of an input that has to be present and hold floats.</summary>
    public int[] FloatShape(int index)
    {
        var type = Type(index);
        return type.Kind == ElementKind.Float
            ? type.Shape
            : throw Fail($"input '{Node.Inputs[index]}' holds integers ({type.Element}) where floats are expected");
    }

    /// <summary>Maps an axis in [−rank, rank) to [0, rank).</summary>
    public int Axis(long axis, int rank)
    {
        if (axis < -rank || axis >= rank) throw Fail($"axis {axis} is out of range for a tensor of rank {rank}");
        return (int)(axis < 0 ? axis + rank : axis);
    }

    /// <summary>An exception to throw whose message names the node.</summary>
    public GraphException Fail(string problem) => Node.Fail(problem);
}
