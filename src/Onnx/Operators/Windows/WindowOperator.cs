using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Windows;

/// <summary>
/// Base of the operators that slide a window over [N, C, spatial…]. Normal form: kernel, strides, pads and, where the
/// operator set has them, dilations are given as attributes; auto_pad is gone.
/// </summary>
internal abstract class WindowOperator : OnnxOperator, INormalForm
{
    /// <summary>The attributes of every window.</summary>
    protected static IReadOnlyList<AttributeRule> WindowAttributes { get; } =
    [
        AttributeRule.String("auto_pad"), AttributeRule.Ints("kernel_shape"), AttributeRule.Ints("strides"),
        AttributeRule.Ints("pads"), AttributeRule.Ints("dilations"),
    ];

    internal override bool CombinesElements => true;

    /// <summary>The first operator set in which the operator has dilations.</summary>
    protected virtual int DilatedSince => 7;

    /// <summary>Sizes of the window, one per spatial axis.</summary>
    protected abstract long[] Kernel(InferenceContext context);

    /// <summary>The window of a node whose input 0 has shape [N, C, spatial…].</summary>
    public WindowGeometry Geometry(InferenceContext context)
    {
        var kernel = Kernel(context);
        return WindowGeometry.Read(context, context.FloatShape(0), kernel);
    }

    /// <summary>The window of a node of a built graph.</summary>
    public WindowGeometry Geometry(FloatGraph graph, FloatNode node) => Geometry(InferenceContext.Of(graph, node));

    public virtual void Normalize(GraphEditor editor, FloatNode node) => editor.Nodes.Add(WithExplicitWindow(editor.Source, node));

    protected FloatNode WithExplicitWindow(FloatGraph graph, FloatNode node)
    {
        var axes = Geometry(graph, node).Axes;
        var values = node.Attributes.Values.Where(pair => pair.Key != "auto_pad").ToDictionary();
        values["kernel_shape"] = Array.ConvertAll(axes, axis => (long)axis.Kernel);
        values["strides"] = Array.ConvertAll(axes, axis => (long)axis.Stride);
        values["pads"] = axes.Select(axis => (long)axis.PadBegin).Concat(axes.Select(axis => (long)axis.PadEnd)).ToArray();
        if (graph.Opset >= DilatedSince) values["dilations"] = Array.ConvertAll(axes, axis => (long)axis.Dilation);
        return node with { Outputs = [node.Output], Attributes = new NodeAttributes(node.Name, values) };
    }
}
