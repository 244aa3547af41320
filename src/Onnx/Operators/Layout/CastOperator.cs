using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>
/// Conversion between element types. All float types are float32 here, so a cast between them does nothing. Integers
/// become reals at scale 1, or integers of another type that holds them; computed reals do not become integers.
/// </summary>
internal sealed class CastOperator : OnnxOperator, IExactFolding, IPassThrough, INormalForm, IIntegerOperator
{
    public static CastOperator Instance { get; } = new();

    public override string Name => "Cast";

    public override IReadOnlyList<OperatorVersion> Versions =>
        [new(7, "read"), new(13, "bfloat16"), new(19, "8-bit floats, which are not read"), new(24, "round_mode, for them")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
        [AttributeRule.Int("to").Required, AttributeRule.Int("saturate"), AttributeRule.String("round_mode")];

    public override string Note => "between floats: removed; of integers: the same codes at scale 1; of constants: folded";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        var to = context.Attributes.RequiredInt("to");
        if (!ElementTypes.IsSupported(to)) throw context.Fail($"casts to the unsupported data type {to}");
        var element = (ElementType)to;
        return [new TensorType(element.IsFloat() ? ElementType.Float : element, context.Shape(0))];
    }

    /// <summary>Floats are truncated toward zero; non-zero numbers become true.</summary>
    public Tensor[] Fold(FoldingContext context)
    {
        var (source, target) = (context.Value(0), context.OutputType.Element);
        return (source, target) switch
        {
            (FloatTensor, ElementType.Float) => [source],
            (FloatTensor floats, ElementType.Bool) => [new LongTensor(Array.ConvertAll(floats.Data, x => x != 0 ? 1L : 0L), source.Shape, target)],
            (FloatTensor floats, _) => [new LongTensor(Array.ConvertAll(floats.Data, x => Truncated(context, x)), source.Shape, target)],
            (LongTensor longs, ElementType.Float) => [new FloatTensor(Array.ConvertAll(longs.Data, x => (float)x), source.Shape)],
            (LongTensor longs, _) => [new LongTensor(Array.ConvertAll(longs.Data, x => target.Wrap(x)), source.Shape, target)],
            _ => throw context.Fail($"cannot cast {source.Type}"),
        };
    }

    public bool PassesThrough(FloatGraph graph, FloatNode node) =>
        graph.Types[node.Inputs[0]].Kind == ElementKind.Float && graph.Types[node.Output].Kind == ElementKind.Float;

    public FloatNode Plain(FloatNode node) => IdentityOperator.InPlaceOf(node);

    /// <summary>Every float type is float32.</summary>
    public void Normalize(GraphEditor editor, FloatNode node)
    {
        var to = (long)editor.Source.Types[node.Output].Element;
        editor.Nodes.Add(FloatNode.Create(node.Name, Instance, [node.Inputs[0]], [node.Output], ("to", to)));
    }

    public void ConvertIntegers(QuantizationContext context, FloatNode node)
    {
        var (from, to) = (context.Uses.Element(node.Inputs[0]), context.Uses.Element(node.Output));
        if (from.IsFloat())
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): computed reals cannot become integers ({to}); only constants and integer inputs can");
        }
        var x = context.Value(node, 0);
        if (!to.IsFloat()) IntegerFormat.RequireFits(node, to, context.Type(x).Min, context.Type(x).Max);
        context.Alias(node.Output, x);
    }

    /// <summary>Beyond the target's limits ONNX leaves the result open, and machines differ.</summary>
    private static long Truncated(FoldingContext context, float x)
    {
        var (min, max) = context.OutputType.Element.Limits();
        var truncated = Math.Truncate((double)x);
        return truncated >= min && truncated < (double)max + 1 && truncated < 9.2233720368547758E18
            ? (long)truncated
            : throw context.Fail($"casts {x} to {context.OutputType.Element}, which cannot hold it");
    }
}
