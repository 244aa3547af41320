using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Joins tensors along one axis; all other dimensions agree.</summary>
internal sealed class ConcatOperator : IFloatOperator
{
    public string OpType => "Concat";

    public TensorType[] Infer(InferenceContext context)
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
            if (context.Type(i).Kind != first.Kind || !shape.AsSpan().SequenceEqual(first.Shape))
            {
                throw context.Fail($"input {i} of type {context.Type(i)} does not fit {first} along axis {axis}");
            }
        }
        if (joined > TensorShape.MaxElements) throw context.Fail("the result is larger than supported");
        var result = (int[])first.Shape.Clone();
        result[axis] = (int)joined;
        return [new TensorType(first.Kind, result)];
    }

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
