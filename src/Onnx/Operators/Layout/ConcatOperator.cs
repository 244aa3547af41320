using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Joins tensors along one axis; all other dimensions agree.</summary>
internal sealed class ConcatOperator : OnnxOperator, IExactFolding, IAccumulatingOperator, IRangeWidening, IIntegerOperator
{
    public static ConcatOperator Instance { get; } = new();

    public override string Name => "Concat";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(11, "negative axes"), new(13, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Int("axis").Required];

    public override string Note => "Concat; all parts computed";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, int.MaxValue);
        var first = context.Type(0);
        var axis = context.Axis(context.Attributes.RequiredInt("axis"), first.Shape.Length);
        long joined = 0;
        for (var i = 0; i < context.InputCount; i++)
        {
            var shape = (int[])context.Shape(i).Clone();
            if (shape.Length == first.Shape.Length)
            {
                joined += shape[axis];
                shape[axis] = first.Shape[axis];
            }
            if (context.Type(i).Element != first.Element || !shape.AsSpan().SequenceEqual(first.Shape))
            {
                throw context.Fail($"input {i} of type {context.Type(i)} does not fit {first} along axis {axis}");
            }
        }
        if (joined > TensorShape.MaxElements) throw context.Fail("the result is larger than supported");
        var result = (int[])first.Shape.Clone();
        result[axis] = (int)joined;
        return [first with { Shape = result }];
    }

    public Tensor[] Fold(FoldingContext context)
    {
        var shape = context.OutputShape;
        return context.OutputType.Kind == ElementKind.Integer
            ? [new LongTensor(Join(context, index => context.Long(index).Data), shape, context.OutputType.Element)]
            : [new FloatTensor(Join(context, index => context.Float(index).Data), shape)];
    }

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Accumulating;

    /// <summary>Parts with the range of the whole are copied.</summary>
    public IEnumerable<string> Widened(GraphUses uses, FloatNode node) => node.Inputs;

    /// <summary>Parts at one scale are copied; others are requantized to the scale of the whole.</summary>
    public void Convert(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var parts = Parts(context, node);
        var common = parts[0].Format.Scale;
        if (parts.All(part => part.Format.Scale == common) && !layer.HasActivation)
        {
            Copy(context, node, parts, layer.Output);
            return;
        }
        var reach = parts.Max(part => part.Format.Scale * context.LargestCode(part));
        var demand = new AccumulatorDemand(parts.Max(part => part.Format.Scale), reach, parts.Max(context.LargestCode) / 2);
        var scale = AccumulatorScale.Choose(node.Name, context.Target(layer), demand, context.Options);
        var multipliers = Array.ConvertAll(parts, part => Rounding.Round(part.Format.Scale / scale.Sigma, node.Name));
        var names = Array.ConvertAll(parts, part => part.Name);
        context.Emit(new Integer.ConcatOperator(node.Name, names, layer.Output, Axis(node), multipliers, scale.Requantization), scale.Format);
    }

    public void ConvertIntegers(QuantizationContext context, FloatNode node) => Copy(context, node, Parts(context, node), node.Output);

    private static QuantizedValue[] Parts(QuantizationContext context, FloatNode node) =>
        [.. Enumerable.Range(0, node.Inputs.Count).Select(i => context.Value(node, i))];

    private static void Copy(QuantizationContext context, FloatNode node, QuantizedValue[] parts, string output)
    {
        var ones = Array.ConvertAll(parts, _ => 1L);
        var names = Array.ConvertAll(parts, part => part.Name);
        context.Emit(new Integer.ConcatOperator(node.Name, names, output, Axis(node), ones, null), parts[0].Format);
    }

    private static int Axis(FloatNode node) => (int)node.Attributes.RequiredInt("axis");

    private static T[] Join<T>(FoldingContext context, Func<int, T[]> data)
    {
        var shape = context.OutputShape;
        var axis = context.Axis(context.Attributes.RequiredInt("axis"), shape.Length);
        var outer = TensorShape.Product(shape, 0, axis);
        var row = TensorShape.Product(shape, axis, shape.Length);
        var result = new T[outer * row];
        var offset = 0;
        for (var i = 0; i < context.InputCount; i++)
        {
            var chunk = TensorShape.Product(context.Shape(i), axis, shape.Length);
            for (var block = 0; block < outer; block++) data(i).AsSpan(block * chunk, chunk).CopyTo(result.AsSpan(block * row + offset));
            offset += chunk;
        }
        return result;
    }
}
