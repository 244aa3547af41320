using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>A constant given by one of the attributes value, value_float(s) and value_int(s).</summary>
internal sealed class ConstantEvaluation : IFloatOperator
{
    public string OpType => "Constant";


    public Tensor[] Execute(EvaluationContext context) => [Value(context)];

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
