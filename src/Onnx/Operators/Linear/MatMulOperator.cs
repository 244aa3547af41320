using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators.Elementwise;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Linear;

/// <summary>
/// NumPy matrix product: […, M, K] × […, K, N] with broadcast leading dimensions; a rank-1 operand is a row on the left
/// or a column on the right and its dimension is dropped from the result. Normal form: a matrix by a constant matrix is
/// a Gemm.
/// </summary>
internal sealed class MatMulOperator : OnnxOperator, INormalForm, IAccumulatingOperator
{
    public static MatMulOperator Instance { get; } = new();

    public override string Name => "MatMul";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "read"), new(9, "integers, which are not read"), new(13, "bfloat16")];

    public override string Note => "Linear with constant weights, else MatMul (batched)";

    internal override bool CombinesElements => true;

    internal override TensorType[] Infer(InferenceContext context)
    {
        context.RequireInputs(2, 2);
        var a = context.FloatShape(0);
        var b = context.FloatShape(1);
        if (a.Length == 0 || b.Length == 0) throw context.Fail("the factors cannot be scalars");
        int[] left = a.Length == 1 ? [1, a[0]] : a, right = b.Length == 1 ? [b[0], 1] : b;
        if (left[^1] != right[^2])
        {
            throw context.Fail($"shapes {TensorShape.Describe(a)} and {TensorShape.Describe(b)} cannot be multiplied (inner sizes {left[^1]} and {right[^2]})");
        }
        var shape = new List<int>(Broadcasting.Shape(context, left[..^2], right[..^2]));
        if (a.Length > 1) shape.Add(left[^2]);
        if (b.Length > 1) shape.Add(right[^1]);
        return [TensorType.Float([.. shape])];
    }

    public void Normalize(GraphEditor editor, FloatNode node)
    {
        if (editor.Constant(node.Inputs[1]) is { Rank: 2 } factor && editor.Shape(node.Inputs[0]).Length == 2)
        {
            var weights = GemmNormalization.Weights(factor, false, 1);
            GemmNormalization.Append(editor, node, node.Output, node.Inputs[0], weights, new float[factor.Shape[1]]);
            return;
        }
        editor.Nodes.Add(node);
    }

    public NodeRole Role(GraphUses uses, FloatNode node) => NodeRole.Accumulating;

    /// <summary>The addition of a bias, one number per column, to the product by a constant.</summary>
    public bool TakesAddend(GraphUses uses, FloatNode node, FloatNode addition, FloatTensor addend)
    {
        if (uses.Constant(node, 1) is null) return false;
        var shape = uses.Shape(addition.Output);
        return addend.Length == 1 || (addend.Length == shape[^1] && addend.Shape[^1] == shape[^1]);
    }

    public void Convert(QuantizationContext context, FusedLayer layer)
    {
        if (context.Uses.Constant(layer.Node, 1) is { } factor) ConvertByConstant(context, layer, factor);
        else ConvertMatrices(context, layer);
    }

    private static void ConvertByConstant(QuantizationContext context, FusedLayer layer, FloatTensor factor)
    {
        var node = layer.Node;
        if (factor.Rank is not (1 or 2))
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): a constant factor of shape {TensorShape.Describe(factor.Shape)} is not supported; it has to be a matrix or a vector");
        }
        var columns = GemmNormalization.Weights(factor.Rank == 1 ? factor.Reshaped([factor.Length, 1]) : factor, false, 1);
        var addend = layer.Addend?.Data ?? [0];
        var biases = addend.Length == columns.Shape[0] ? addend : [.. Enumerable.Repeat(addend[0], columns.Shape[0])];
        if (factor.Rank == 2)
        {
            LinearConversion.Emit(context, layer, context.Value(node, 0), layer.Output, columns, biases);
            return;
        }
        // A vector as right factor: one output, whose dimension is dropped.
        var product = LinearConversion.Emit(
            context, layer, context.Value(node, 0), context.NewName($"{layer.Output}/column"), columns, biases);
        context.Emit(new Integer.ReshapeOperator(node.Name, [product.Name], layer.Output, context.Uses.Shape(layer.Output)), product.Format);
    }

    private static void ConvertMatrices(QuantizationContext context, FusedLayer layer)
    {
        var node = layer.Node;
        var (a, b) = (context.Value(node, 0), context.Value(node, 1));
        var (left, right) = (context.Type(a).Shape, context.Type(b).Shape);
        if (left.Length < 2 || right.Length < 2)
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): the product of computed values {TensorShape.Describe(left)} and {TensorShape.Describe(right)} is not supported; both have to be matrices");
        }
        var (multiplier, scale) = AccumulatorScale.OfProduct(context, layer, a, b, left[^1]);
        context.Emit(new Integer.MatMulOperator(node.Name, [a.Name, b.Name], layer.Output, multiplier, scale.Requantization), scale.Format);
    }
}
