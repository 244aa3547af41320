using Zkml.Circuits.Graph;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Tensors;
using Integer = Zkml.Circuits.Operators;

namespace Zkml.Onnx.Operators.Elementwise;

/// <summary>
/// Exact arithmetic on computed integers and integer constants: accumulators at scale 1 that are never requantized. ONNX
/// wraps around at the ends of a type; here a node whose proven range leaves its type is refused.
/// </summary>
internal static class IntegerArithmetic
{
    /// <summary>left · x_0 + right · x_1.</summary>
    public static void ConvertSum(QuantizationContext context, FloatNode node, long left, long right)
    {
        if (Constant(context, node, 1) is { } addend)
        {
            EmitAffine(context, node, 0, left, Times(addend, right));
        }
        else if (Constant(context, node, 0) is { } first)
        {
            EmitAffine(context, node, 1, right, Times(first, left));
        }
        else
        {
            string[] inputs = [context.Value(node, 0).Name, context.Value(node, 1).Name];
            Emit(context, node, new Integer.AddOperator(node.Name, inputs, node.Output, [left, right], 0, null));
        }
    }

    /// <summary>x_0 · x_1.</summary>
    public static void ConvertProduct(QuantizationContext context, FloatNode node)
    {
        var constant = Constant(context, node, 1) is null ? 0 : 1;
        if (Constant(context, node, constant) is { } factor)
        {
            var x = Operand(context, node, 1 - constant, factor);
            Emit(context, node, factor.Length == 1
                ? new Integer.AddOperator(node.Name, [x.Name], node.Output, [factor.Data[0]], 0, null)
                : new Integer.ScaleOperator(node.Name, [x.Name], node.Output, new IntegerTensor(factor.Shape, factor.Data), new IntegerTensor([1], [0]), null));
            return;
        }
        string[] inputs = [context.Value(node, 0).Name, context.Value(node, 1).Name];
        Emit(context, node, new Integer.MultiplyOperator(node.Name, inputs, node.Output, 1, null));
    }

    /// <summary>−x_0.</summary>
    public static void ConvertNegation(QuantizationContext context, FloatNode node) => Emit(
        context, node, new Integer.AddOperator(node.Name, [context.Value(node, 0).Name], node.Output, [-1], 0, null));

    private static void EmitAffine(QuantizationContext context, FloatNode node, int input, long factor, LongTensor addend)
    {
        var x = Operand(context, node, input, addend);
        Emit(context, node, addend.Length == 1
            ? new Integer.AddOperator(node.Name, [x.Name], node.Output, [factor], addend.Data[0], null)
            : new Integer.ScaleOperator(node.Name, [x.Name], node.Output, new IntegerTensor([1], [factor]), new IntegerTensor(addend.Shape, addend.Data), null));
    }

    private static void Emit(QuantizationContext context, FloatNode node, SingleOutputOperator integer)
    {
        var value = context.Emit(integer, new CodeFormat(1, 0, 0));
        IntegerFormat.RequireFits(node, context.Uses.Element(node.Output), value.Format.Min, value.Format.Max);
    }

    private static LongTensor? Constant(QuantizationContext context, FloatNode node, int input) =>
        context.Uses.Graph.Constants.GetValueOrDefault(node.Inputs[input]) as LongTensor;

    private static QuantizedValue Operand(QuantizationContext context, FloatNode node, int input, LongTensor constant)
    {
        var x = context.Value(node, input);
        if (!context.Type(x).Shape.AsSpan().SequenceEqual(context.Uses.Shape(node.Output)))
        {
            throw new QuantizationException($"node '{node.Name}' ({node.OpType}): the constant {TensorShape.Describe(constant.Shape)} enlarges the value; expand the value in the model instead");
        }
        return x;
    }

    private static LongTensor Times(LongTensor tensor, long factor) =>
        factor == 1 ? tensor : new LongTensor(Array.ConvertAll(tensor.Data, x => checked(x * factor)), tensor.Shape, tensor.Element);
}
