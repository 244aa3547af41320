using Zkml.Onnx.Graph;
namespace Zkml.Onnx.Operators.Layout;

/// <summary>The axes of Squeeze and Unsqueeze: an attribute before opset 13, a constant input since.</summary>
internal static class AxesArgument
{
    /// <summary>
    /// The axes in ascending order, each in [0, rank) and distinct; null when they are omitted.
    /// The message of the import exception names the node.
    /// </summary>
    public static int[]? Read(InferenceContext context, int rank)
    {
        var requested = context.HasInput(1) ? context.ConstantLongs(1) : context.Attributes.Ints("axes");
        if (requested is null) return null;
        var axes = Array.ConvertAll(requested, axis => context.Axis(axis, rank));
        Array.Sort(axes);
        for (var i = 1; i < axes.Length; i++)
        {
            if (axes[i] == axes[i - 1]) throw context.Fail($"axis {axes[i]} is listed twice");
        }
        return axes;
    }
}
