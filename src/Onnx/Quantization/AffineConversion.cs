using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// factor · x + addend with constants: acc = m·x + b with m = round(factor·s_x/σ) and b = round(addend/σ); an
/// AddOperator when both are scalars, otherwise a ScaleOperator.
/// </summary>
internal static class AffineConversion
{
    public static void Emit(QuantizationContext context, FusedLayer layer, QuantizedValue x, FloatTensor factor, FloatTensor addend)
    {
        var name = layer.Node.Name;
        var shape = context.Type(x).Shape;
        if (!shape.AsSpan().SequenceEqual(context.Uses.Shape(layer.Node.Output)))
        {
            throw new QuantizationException($"node '{name}' ({layer.Node.OpType}): the constant enlarges the value {TensorShape.Describe(shape)}; expand the value in the model instead");
        }
        var codes = context.LargestCode(x);
        var largest = factor.Data.Max(f => Math.Abs((double)f)) * x.Format.Scale;
        var reach = largest * codes + addend.Data.Max(a => Math.Abs((double)a));
        var scale = AccumulatorScale.Choose(name, context.Target(layer), new AccumulatorDemand(largest, reach, codes / 2), context.Options);
        var multipliers = ConstantWeights.Round(factor.Data, x.Format.Scale / scale.Sigma, name);
        var biases = ConstantWeights.Round(addend.Data, 1 / scale.Sigma, name);
        SingleOutputOperator node = factor.Length == 1 && addend.Length == 1
            ? new AddOperator(name, [x.Name], layer.Output, multipliers, biases[0], scale.Requantization)
            : new ScaleOperator(
                name, [x.Name], layer.Output, new IntegerTensor(factor.Shape, multipliers), new IntegerTensor(addend.Shape, biases), scale.Requantization);
        context.Emit(node, scale.Format);
    }
}
