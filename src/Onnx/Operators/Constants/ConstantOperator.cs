using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Constants;

/// <summary>A constant given by one of the attributes value, value_float(s) and value_int(s).</summary>
internal sealed class ConstantOperator : OnnxOperator, IExactFolding
{
    public static ConstantOperator Instance { get; } = new();

    public override string Name => "Constant";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "value"), new(12, "value_float(s), value_int(s)"), new(13, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
    [
        new("value", AttributeKind.Tensor), AttributeRule.Float("value_float"), new("value_floats", AttributeKind.Floats),
        AttributeRule.Int("value_int"), AttributeRule.Ints("value_ints"),
        new("value_string", AttributeKind.Other), new("value_strings", AttributeKind.Other), new("sparse_value", AttributeKind.Other),
    ];

    public override string Note => "folded";

    internal override TensorType[] Infer(InferenceContext context) => [Value(context).Type];

    public Tensor[] Fold(FoldingContext context) => [Value(context)];

    private static Tensor Value(NodeContext context)
    {
        var attributes = context.Attributes;
        if (attributes.Tensor("value") is { } tensor) return tensor;
        if (attributes.Floats("value_floats") is { } floats) return new FloatTensor(floats, [floats.Length]);
        if (attributes.Ints("value_ints") is { } ints) return LongTensor.Vector(ints);
        if (attributes.Has("value_float")) return FloatTensor.Scalar(attributes.Float("value_float", 0));
        if (attributes.Has("value_int")) return new LongTensor([attributes.Int("value_int", 0)], []);
        throw context.Fail("has no dense numeric value (strings and sparse tensors are not supported)");
    }
}
