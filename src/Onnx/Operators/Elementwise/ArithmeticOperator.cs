using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>
/// Base of the broadcasting arithmetic operators on two floats or two integers. Each is a single correctly rounded
/// operation on floats, and exact on integers, so that constants fold here.
/// </summary>
internal abstract class ArithmeticOperator : OnnxOperator, IExactFolding
{
    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "broadcasts as NumPy does"), new(13, "bfloat16"), new(14, "8- and 16-bit integers")];

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(2, 2);
        var (left, right) = (context.Type(0), context.Type(1));
        if (left.Element != right.Element) throw context.Fail($"mixes {left.Element} and {right.Element}; the model is malformed");
        return [new TensorType(left.Element, Broadcasting.Shape(context, left.Shape, right.Shape))];
    }

    public Tensor[] Fold(FoldingContext context)
    {
        var shape = context.OutputShape;
        var left = Broadcasting.Indices(context.Shape(0), shape);
        var right = Broadcasting.Indices(context.Shape(1), shape);
        if (context.OutputType.Kind == ElementKind.Float)
        {
            return [new FloatTensor(Map(context.Float(0).Data, context.Float(1).Data, left, right, shape, Apply), shape)];
        }
        var element = context.OutputType.Element;
        var data = Map(context.Long(0).Data, context.Long(1).Data, left, right, shape, (x, y) => element.Wrap(Apply(context, x, y)));
        return [new LongTensor(data, shape, element)];
    }

    protected abstract float Apply(float x, float y);

    /// <summary>Integer counterpart modulo 2^64; may refuse the operands through the context.</summary>
    protected abstract long Apply(NodeContext context, long x, long y);

    private static T[] Map<T>(T[] a, T[] b, int[]? left, int[]? right, int[] shape, Func<T, T, T> apply)
    {
        var result = new T[TensorShape.Product(shape, 0, shape.Length)];
        for (var i = 0; i < result.Length; i++) result[i] = apply(a[left is null ? i : left[i]], b[right is null ? i : right[i]]);
        return result;
    }
}
