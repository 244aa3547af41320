using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Base of the broadcasting arithmetic operators on two floats or, in constant expressions, two integers.</summary>
internal abstract class BinaryEvaluation : IFloatOperator
{
    public abstract string OpType { get; }


    public Tensor[] Execute(EvaluationContext context)
    {
        var shape = context.OutputShape;
        var left = Broadcasting.Indices(context.Shape(0), shape);
        var right = Broadcasting.Indices(context.Shape(1), shape);
        if (context.OutputType.Kind == ElementKind.Integer)
        {
            return [new LongTensor(Map(context.Long(0).Data, context.Long(1).Data, left, right, shape, (x, y) => Apply(context, x, y)), shape)];
        }
        return [new FloatTensor(Map(context.Float(0).Data, context.Float(1).Data, left, right, shape, Apply), shape)];
    }

    protected abstract float Apply(float x, float y);

    /// <summary>Integer counterpart, wrapping on overflow; may refuse the operands through the context.</summary>
    protected abstract long Apply(NodeContext context, long x, long y);

    private static T[] Map<T>(T[] a, T[] b, int[]? left, int[]? right, int[] shape, Func<T, T, T> apply)
    {
        var result = new T[TensorShape.Product(shape, 0, shape.Length)];
        for (var i = 0; i < result.Length; i++) result[i] = apply(a[left is null ? i : left[i]], b[right is null ? i : right[i]]);
        return result;
    }
}
