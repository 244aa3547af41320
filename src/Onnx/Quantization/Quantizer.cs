using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization.Conversion;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// Turns a simplified float graph into integer operators (docs/quantization.md). The result depends on the graph, the
/// parameters and the options only, and is the same on every machine.
/// </summary>
public static class Quantizer
{
    /// <summary>
    /// Quantizes a graph that <see cref="Graph.Simplification.GraphSimplifier"/> has simplified. Throws
    /// <see cref="QuantizationFormatException"/> when the parameters are not those of the graph, and
    /// <see cref="QuantizationException"/>, naming the node, on what cannot be quantized.
    /// </summary>
    public static QuantizedModel Quantize(FloatGraph simplified, QuantizationParameters parameters, QuantizationOptions options)
    {
        options.Validate();
        parameters.RequireMatches(simplified);
        if (parameters.Bits != options.Bits)
        {
            throw new QuantizationException($"the quantization parameters are for {parameters.Bits} bits, the options ask for {options.Bits}; calibrate again");
        }
        var uses = new GraphUses(simplified);
        var fusion = new FusionPlan(uses, options.Softmax);
        var context = new QuantizationContext(uses, fusion, new RangePlan(uses, fusion, parameters), options);
        foreach (var input in simplified.Inputs)
        {
            context.AddInput(input.Name, CodeFormat.Cover(context.Ranges[input.Name], options.Bits), input.Shape);
        }
        foreach (var node in simplified.Nodes) Convert(context, node);
        return Finish(context);
    }

    private static void Convert(QuantizationContext context, FloatNode node)
    {
        if (context.Find(node.Output) is not null) return;
        if (context.Fusion.IsAbsorbed(node))
        {
            // The layer before did the work. Its output may stand for a later value of the chain than this node's input.
            if (context.Find(node.Inputs[0]) is { } done) context.Alias(node.Output, done);
        }
        else if (context.Fusion.LayerOf(node) is { } layer)
        {
            ConvertLayer(context, layer);
        }
        else
        {
            ConvertMovement(context, node);
        }
    }

    private static void ConvertLayer(QuantizationContext context, FusedLayer layer)
    {
        var isConstant = layer.Node.Inputs.Count > 1 && context.Uses.Constant(layer.Node.Inputs[1]) is not null;
        Action<QuantizationContext, FusedLayer> convert = layer.Node.OpType switch
        {
            "Conv" => ConvConversion.Convert,
            "Gemm" => LinearConversion.Convert,
            "MatMul" => isConstant ? LinearConversion.Convert : ProductConversion.ConvertMatrices,
            "Mul" => isConstant ? AffineConversion.ConvertMultiplication : ProductConversion.ConvertElementwise,
            "Add" or "Sub" => SumConversion.Convert,
            "Concat" => SumConversion.ConvertConcat,
            "AveragePool" => PoolConversion.ConvertAverage,
            "GlobalAveragePool" => PoolConversion.ConvertGlobalAverage,
            _ => ActivationConversion.Convert,
        };
        convert(context, layer);
    }

    private static void ConvertMovement(QuantizationContext context, FloatNode node)
    {
        switch (node.OpType)
        {
            case "MaxPool":
                PoolConversion.ConvertMax(context, node);
                break;
            case "Transpose":
                LayoutConversion.ConvertTranspose(context, node);
                break;
            case "Pad":
                LayoutConversion.ConvertPad(context, node);
                break;
            case "Softmax" when !context.Fusion.DroppedSoftmax.Contains(node.Output):
                SoftmaxConversion.Convert(context, node);
                break;
            case "Mul":
                Rescale(context, node);
                break;
            case "Identity" or "Clip" or "Softmax":
                context.Alias(node.Output, context.Value(node, 0));
                break;
            default:
                LayoutConversion.ConvertReshape(context, node);
                break;
        }
    }

    /// <summary>x · c with c &gt; 0 has the codes of x at scale s_x·c: nothing to compute.</summary>
    private static void Rescale(QuantizationContext context, FloatNode node)
    {
        var x = context.Value(node, 0);
        double factor = context.Uses.Constant(node.Inputs[1])!.Data[0];
        context.Alias(node.Output, x with { Format = x.Format with { Scale = x.Format.Scale * factor } });
    }

    private static QuantizedModel Finish(QuantizationContext context)
    {
        var graph = context.Uses.Graph;
        var outputs = new List<Circuits.Graph.GraphValue>();
        foreach (var output in graph.Outputs)
        {
            var value = context.Find(output.Name)
                ?? throw new QuantizationException($"graph output '{output.Name}' is a constant; it needs no proof, remove it from the model");
            if (value.Name != output.Name)
            {
                value = context.Emit(new ReshapeOperator($"{output.Name}/output", [value.Name], output.Name, output.Shape), value.Format);
            }
            outputs.Add(new(output.Name, context.Type(value), value.Format.Scale));
        }
        var dropped = OutputsBehind(context, context.Fusion.DroppedSoftmax);
        foreach (var name in dropped.Order(StringComparer.Ordinal))
        {
            context.Notes.Add($"output '{name}': the final Softmax was dropped, logits are returned; pass --softmax to keep it");
        }
        var inputs = graph.Inputs.Select(input => context.Find(input.Name)!)
            .Select(value => new Circuits.Graph.GraphValue(value.Name, context.Type(value), value.Format.Scale));
        return new QuantizedModel
        {
            Graph = new IntegerGraph { Inputs = [.. inputs], Operators = context.Operators, Outputs = outputs },
            Bits = context.Options.Bits,
            LogitOutputs = dropped,
            Notes = context.Notes,
            Layers = context.Layers,
        };
    }

    /// <summary>The graph outputs that values lead to.</summary>
    private static HashSet<string> OutputsBehind(QuantizationContext context, IEnumerable<string> values)
    {
        var outputs = new HashSet<string>();
        foreach (var value in values)
        {
            if (context.Uses.IsOutput(value)) outputs.Add(value);
            outputs.UnionWith(OutputsBehind(context, context.Uses.Consumers(value).Select(node => node.Output)));
        }
        return outputs;
    }
}
