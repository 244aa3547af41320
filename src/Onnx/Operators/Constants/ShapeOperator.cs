using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Constants;

/// <summary>The input shape as integers; constant because all shapes are static.</summary>
internal sealed class ShapeOperator : OnnxOperator, IExactFolding
{
    public static ShapeOperator Instance { get; } = new();

    public override string Name => "Shape";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(13, "bfloat16"), new(15, "start and end")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Int("start"), AttributeRule.Int("end")];

    public override string Note => "folded";

    public bool NeedsOnlyShapes => true;

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        return [TensorType.Integer(Slice(context).Length)];
    }

    public Tensor[] Fold(FoldingContext context) =>
        [LongTensor.Vector(Array.ConvertAll(Slice(context), dimension => (long)dimension))];

    private static int[] Slice(NodeContext context)
    {
        var shape = context.Shape(0);
        var start = Clamp(context.Attributes.Int("start", 0), shape.Length);
        var end = Clamp(context.Attributes.Int("end", shape.Length), shape.Length);
        return start < end ? shape[start..end] : [];
    }

    private static int Clamp(long position, int rank) =>
        (int)Math.Clamp(position < 0 ? position + rank : position, 0, rank);
}
