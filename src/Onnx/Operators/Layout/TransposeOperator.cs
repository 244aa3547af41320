using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Layout;

/// <summary>Permutes the dimensions: output dimension i is input dimension perm[i] (reversed order by default).</summary>
internal sealed class TransposeOperator : OnnxOperator, IExactFolding, ISingleOperator, IIntegerOperator
{
    public static TransposeOperator Instance { get; } = new();

    public override string Name => "Transpose";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(13, "bfloat16")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } = [AttributeRule.Ints("perm")];

    public override string Note => "Transpose: a renaming of axes, no constraints";

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        var input = context.Type(0);
        var permutation = Permutation(context.Node, input.Shape.Length);
        return [input with { Shape = Array.ConvertAll(permutation, axis => input.Shape[axis]) }];
    }

    public Tensor[] Fold(FoldingContext context)
    {
        var strides = TensorShape.Strides(context.Shape(0));
        var permuted = Array.ConvertAll(Permutation(context.Node, strides.Length), axis => strides[axis]);
        return [context.Value(0).Select(TensorShape.Offsets(context.OutputShape, permuted), context.OutputShape)];
    }

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Moving;

    public void Convert(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        var permutation = Permutation(node, context.Type(x).Shape.Length);
        context.Emit(new Integer.TransposeOperator(node.Name, [x.Name], node.Output, permutation), x.Format);
    }

    public void ConvertIntegers(QuantizationContext context, FloatNode node) => Convert(context, node);

    private static int[] Permutation(FloatNode node, int rank)
    {
        var requested = node.Attributes.Ints("perm");
        if (requested is null) return [.. Enumerable.Range(0, rank).Reverse()];
        var permutation = Array.ConvertAll(requested, axis => axis < 0 ? axis + rank : axis);
        if (permutation.Length != rank || permutation.Distinct().Count() != rank || permutation.Any(axis => axis < 0 || axis >= rank))
        {
            throw node.Fail($"perm [{string.Join(", ", requested)}] is not a permutation of the {rank} dimensions of the input");
        }
        return Array.ConvertAll(permutation, axis => (int)axis);
    }
}
