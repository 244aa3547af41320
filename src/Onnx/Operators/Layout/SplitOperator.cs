using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>
/// Cuts one dimension into consecutive parts, an output each. Their sizes are given, as an attribute before opset 13 and as
/// a constant input since; without them the parts are equal, and since opset 18 the last may be smaller.
/// </summary>
internal sealed class SplitOperator : OnnxOperator, IExactFolding, IPassThrough, ISingleOperator, IIntegerOperator
{
    private const int SizesAreAnInput = 13, PartsAreCounted = 18;

    public static SplitOperator Instance { get; } = new();

    public override string Name => "Split";

    public override IReadOnlyList<OperatorVersion> Versions =>
        [new(7, "split is an attribute"), new(11, "negative axes"), new(SizesAreAnInput, "split is an input"), new(PartsAreCounted, "num_outputs, the last part may be smaller")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
        [AttributeRule.Int("axis"), AttributeRule.Ints("split"), AttributeRule.Int("num_outputs")];

    public override string Note => "Split; sizes constant, no part of computed data empty";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, context.Opset < SizesAreAnInput ? 1 : 2);
        RequireSpelling(context);
        // ONNX lets optional outputs be left out, and those of Split are not optional: ONNX Runtime 1.31.1 ends the process.
        if (context.Node.Outputs.Contains("")) throw context.Fail("an output has no name; the model is malformed");
        var input = context.Type(0);
        var axis = context.Axis(context.Attributes.Int("axis", 0), input.Shape.Length);
        var sizes = Sizes(context, input.Shape[axis]);
        if (!context.IsConstant(0) && sizes.Contains(0))
        {
            throw context.Fail($"part {Array.IndexOf(sizes, 0)} is empty; leave it out of the model");
        }
        return Array.ConvertAll(sizes, size => input with { Shape = [.. input.Shape[..axis], size, .. input.Shape[(axis + 1)..]] });
    }

    public Tensor[] Fold(FoldingContext context)
    {
        var x = context.Value(0);
        var axis = context.Axis(context.Attributes.Int("axis", 0), x.Rank);
        var strides = TensorShape.Strides(x.Shape);
        var parts = new Tensor[context.OutputTypes.Count];
        var start = 0;
        for (var k = 0; k < parts.Length; k++)
        {
            var shape = context.OutputTypes[k].Shape;
            parts[k] = x.Select(TensorShape.Offsets(shape, strides, start * strides[axis]), shape);
            start += shape[axis];
        }
        return parts;
    }

    /// <summary>A single part is the whole.</summary>
    public bool PassesThrough(FloatGraph graph, FloatNode node) => node.Outputs.Count == 1;

    public FloatNode Plain(FloatNode node) => IdentityOperator.InPlaceOf(node);

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Moving;

    /// <summary>Parts have the codes and the scale of the whole.</summary>
    public void Convert(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        var axis = (int)node.Attributes.Int("axis", 0);
        if (axis < 0) axis += context.Type(x).Shape.Length;
        int[] sizes = [.. node.Outputs.Select(part => context.Uses.Shape(part)[axis])];
        context.Emit(new Integer.SplitOperator(node.Name, [x.Name], node.Outputs, axis, sizes), x.Format);
    }

    public void ConvertIntegers(QuantizationContext context, FloatNode node) => Convert(context, node);

    /// <summary>Refuses what the operator set of the model does not have, or has twice.</summary>
    private static void RequireSpelling(InferenceContext context)
    {
        if (context.Attributes.Has("split") && context.Opset >= SizesAreAnInput)
        {
            throw context.Fail($"attribute 'split' is an input since operator set {SizesAreAnInput}; the model is malformed");
        }
        if (!context.Attributes.Has("num_outputs"))
        {
            if (context.Opset < PartsAreCounted || context.HasInput(1)) return;
            throw context.Fail($"has neither sizes nor num_outputs, one of which is required since operator set {PartsAreCounted}; the model is malformed");
        }
        if (context.Opset < PartsAreCounted) throw context.Fail($"attribute 'num_outputs' is read since operator set {PartsAreCounted}; the model uses {context.Opset}");
        if (context.HasInput(1)) throw context.Fail("has both sizes and num_outputs; the model is malformed");
        var count = context.Attributes.RequiredInt("num_outputs");
        if (count != context.Node.Outputs.Count) throw context.Fail($"num_outputs is {count}, but it has {context.Node.Outputs.Count} outputs; the model is malformed");
    }

    private static int[] Sizes(InferenceContext context, int extent)
    {
        var given = context.HasInput(1) ? context.ConstantLongs(1) : context.Attributes.Ints("split");
        var parts = context.Node.Outputs.Count;
        if (given is null) return Equal(context, extent, parts);
        if (given.Length != parts) throw context.Fail($"has {given.Length} sizes for {parts} outputs; the model is malformed");
        // Each one is checked first, so that the sum cannot overflow.
        if (!Array.TrueForAll(given, size => size >= 0 && size <= extent) || given.Sum() != extent)
        {
            throw context.Fail($"the sizes [{string.Join(", ", given)}] do not add up to {extent}; the model is malformed");
        }
        return Array.ConvertAll(given, size => (int)size);
    }

    private static int[] Equal(InferenceContext context, int extent, int parts)
    {
        var size = (extent + parts - 1) / parts;
        var last = extent - (long)size * (parts - 1);
        if (context.Opset < PartsAreCounted && last != size) throw context.Fail($"{extent} elements cannot be cut into {parts} equal parts; the model is malformed");
        if (last < 1) throw context.Fail($"{extent} elements cannot be cut into {parts} parts of {size}, the last one smaller; the model is malformed");
        var sizes = new int[parts];
        Array.Fill(sizes, size);
        sizes[^1] = (int)last;
        return sizes;
    }
}
