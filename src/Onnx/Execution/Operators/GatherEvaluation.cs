using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Operators.Windows;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>
/// Selects slices of the data along one axis by integer indices (negative ones count from the end). Only constant data
/// is supported, which is what shape computations need.
/// </summary>
internal sealed class GatherEvaluation : IFloatOperator
{
    public string OpType => "Gather";


    public Tensor[] Execute(EvaluationContext context)
    {
        var shape = context.Shape(0);
        var axis = context.Axis(context.Attributes.Int("axis", 0), shape.Length);
        var outer = TensorShape.Product(shape, 0, axis);
        var inner = TensorShape.Product(shape, axis + 1, shape.Length);
        var indices = context.Long(1).Data;
        var sources = new int[outer * indices.Length * inner];
        var next = 0;
        for (var block = 0; block < outer; block++)
        {
            foreach (var index in indices)
            {
                var start = (block * shape[axis] + Resolve(context, index, shape[axis])) * inner;
                for (var i = 0; i < inner; i++) sources[next++] = start + i;
            }
        }
        return [context.Value(0).Select(sources, context.OutputShape)];
    }

    private static int Resolve(EvaluationContext context, long index, int size)
    {
        if (index < -size || index >= size) throw context.Fail($"index {index} is out of range for an axis of size {size}");
        return (int)(index < 0 ? index + size : index);
    }
}
