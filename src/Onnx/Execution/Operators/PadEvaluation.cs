using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// Surrounds the data with a constant. The pad sizes (all begins, then all ends) and the value are attributes before
/// opset 11 and constant inputs since; only mode "constant" and non-negative pads are supported.
/// </summary>
internal sealed class PadEvaluation : IFloatOperator
{
    public string OpType => "Pad";


    public Tensor[] Execute(EvaluationContext context)
    {
        var input = context.Float(0);
        var output = context.NewOutput();
        var pads = context.HasInput(1) ? context.Long(1).Data : context.Attributes.Ints("pads")!;
        var (begins, _) = Expand(context, pads, context.HasInput(3) ? context.Long(3).Data : null, input.Rank);
        Array.Fill(output.Data, context.OptionalFloat(2)?.Data[0] ?? context.Attributes.Float("value", 0));
        var strides = TensorShape.Strides(output.Shape);
        var offset = 0;
        for (var axis = 0; axis < input.Rank; axis++) offset += begins[axis] * strides[axis];
        var targets = Broadcasting.StridedIndices(input.Shape, strides, offset);
        for (var i = 0; i < targets.Length; i++) output.Data[targets[i]] = input.Data[i];
        return [output];
    }

    /// <summary>Pad sizes for every axis, from sizes for all axes or, when given, for the listed ones.</summary>
    private static (int[] Begins, int[] Ends) Expand(NodeContext context, long[] pads, long[]? axes, int rank)
    {
        var count = axes?.Length ?? rank;
        if (pads.Length != 2 * count) throw context.Fail($"has {pads.Length} pads; expected {2 * count}");
        var begins = new int[rank];
        var ends = new int[rank];
        for (var i = 0; i < count; i++)
        {
            var axis = axes is null ? i : context.Axis(axes[i], rank);
            begins[axis] = Size(context, pads[i]);
            ends[axis] = Size(context, pads[i + count]);
        }
        return (begins, ends);
    }

    private static int Size(NodeContext context, long pad) =>
        pad is >= 0 and <= TensorShape.MaxElements ? (int)pad : throw context.Fail($"pad {pad} is not supported; pads have to be between 0 and {TensorShape.MaxElements}");
}
