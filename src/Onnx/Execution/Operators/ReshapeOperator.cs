using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution.Operators;

/// <summary>Same elements under a constant target shape, where 0 copies a dimension and one −1 is inferred.</summary>
internal sealed class ReshapeOperator : IFloatOperator
{
    public string OpType => "Reshape";

    public TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(2, 2);
        var input = context.Type(0);
        var target = context.ConstantLongs(1);
        var allowZero = context.Attributes.Int("allowzero", 0) != 0;
        var dimensions = (long[])target.Clone();
        var inferred = -1;
        for (var i = 0; i < target.Length; i++)
        {
            if (target[i] == 0 && !allowZero) dimensions[i] = i < input.Shape.Length ? input.Shape[i] : throw Unfit(context, target);
            if (target[i] == -1)
            {
                inferred = inferred < 0 ? i : throw context.Fail($"target shape [{string.Join(", ", target)}] has more than one −1");
                dimensions[i] = 1;
            }
        }
        return [new TensorType(input.Kind, Resolve(context, input.Shape, target, dimensions, inferred))];
    }

    public Tensor[] Execute(EvaluationContext context) => [context.Value(0).Reshaped(context.OutputShape)];

    private static int[] Resolve(InferenceContext context, int[] input, long[] target, long[] dimensions, int inferred)
    {
        var shape = TensorShape.FromLongs(dimensions, $"node '{context.Node.Name}' (Reshape): the target shape");
        var known = TensorShape.Product(shape, 0, shape.Length);
        var count = TensorShape.Product(input, 0, input.Length);
        if (inferred >= 0 && known > 0 && count % known == 0)
        {
            shape[inferred] = count / known;
            known = count;
        }
        return known == count ? shape : throw Unfit(context, target);
    }

    private static Import.OnnxImportException Unfit(InferenceContext context, long[] target) =>
        context.Fail($"cannot reshape {TensorShape.Format(context.Shape(0))} to [{string.Join(", ", target)}]; if the batch size is baked into the model, export it with batch 1");
}
