using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Joins tensors along one axis; all other dimensions agree.</summary>
internal sealed class ConcatEvaluation : IFloatOperator
{
    public string OpType => "Concat";


    public Tensor[] Execute(EvaluationContext context)
    {
        var shape = context.OutputShape;
        if (context.OutputType.Kind == ElementKind.Integer)
        {
            return [new LongTensor(Join(context, index => context.Long(index).Data), shape)];
        }
        return [new FloatTensor(Join(context, index => context.Float(index).Data), shape)];
    }

    private static T[] Join<T>(EvaluationContext context, Func<int, T[]> data)
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
