using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// Conversion between element types. All float types are float32 here, so a cast between them does nothing; casts from
/// or to integers can be evaluated on constants only (floats are truncated toward zero, non-zero casts to bool as 1).
/// </summary>
internal sealed class CastEvaluation : IFloatOperator
{
    private const long Bool = 9;

    public string OpType => "Cast";


    public Tensor[] Execute(EvaluationContext context)
    {
        var source = context.Value(0);
        var toBool = context.Attributes.RequiredInt("to") == Bool;
        return (source, Target(context)) switch
        {
            (FloatTensor, ElementKind.Float) => [source],
            (FloatTensor floats, _) => [new LongTensor(Array.ConvertAll(floats.Data, x => toBool ? (x != 0 ? 1L : 0L) : (long)x), source.Shape)],
            (LongTensor longs, ElementKind.Float) => [new FloatTensor(Array.ConvertAll(longs.Data, x => (float)x), source.Shape)],
            (LongTensor longs, _) when toBool => [new LongTensor(Array.ConvertAll(longs.Data, x => x != 0 ? 1L : 0L), source.Shape)],
            _ => [source],
        };
    }

    private static ElementKind Target(NodeContext context) => context.Attributes.RequiredInt("to") switch
    {
        // Numbers of TensorProto.DataType: float32, float16, double, bfloat16; then the integers and bool.
        1 or 10 or 11 or 16 => ElementKind.Float,
        >= 2 and <= 7 or Bool or 12 => ElementKind.Integer,
        var other => throw context.Fail($"casts to the unsupported data type {other}"),
    };
}
