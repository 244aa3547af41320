using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>
/// Selects slices of the data along one axis by integer indices (negative ones count from the end). Only constant data
/// is supported, which is what shape computations need.
/// </summary>
internal sealed class GatherOperator : OnnxOperator, IExactFolding
{
    public static GatherOperator Instance { get; } = new();

    public override string Name => "Gather";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(11, "negative indices"), new(13, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Int("axis")];

    public override string Note => "of constants only, folded";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(2, 2);
        if (!context.IsConstant(0))
        {
            throw context.Fail("selects from values that depend on the model input; Gather is supported on constants only");
        }
        if (!context.IsConstant(1))
        {
            // A table selected by ids needs one-hot rows that are shown to belong to the ids; no integer operator does that yet.
            throw context.Fail($"selects by the indices '{context.Node.Inputs[1]}', which depend on the model input; Gather is supported on constants only, so give one-hot rows and multiply by the table");
        }
        var data = context.Type(0);
        var indices = context.Type(1);
        if (indices.Kind != ElementKind.Integer) throw context.Fail("the indices have to be integers; the model is malformed");
        var axis = context.Axis(context.Attributes.Int("axis", 0), data.Shape.Length);
        return [data with { Shape = [.. data.Shape[..axis], .. indices.Shape, .. data.Shape[(axis + 1)..]] }];
    }

    public Tensor[] Fold(FoldingContext context)
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

    private static int Resolve(FoldingContext context, long index, int size)
    {
        if (index < -size || index >= size) throw context.Fail($"index {index} is out of range for an axis of size {size}");
        return (int)(index < 0 ? index + size : index);
    }
}
