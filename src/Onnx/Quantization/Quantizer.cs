using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// Turns a simplified float graph into integer operators (docs/quantization.md). The result depends on the graph, the
/// parameters and the options only, and is the same on every machine.
/// </summary>
public static class Quantizer
{
    /// <summary>
    /// Quantizes a graph that <see cref="Passes.GraphSimplifier"/> has simplified. Throws
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
        foreach (var input in simplified.Inputs) context.AddInput(input.Name, InputFormat(context, input), input.Shape);
        foreach (var node in simplified.Nodes) Convert(context, node);
        return Finish(context);
    }

    /// <summary>Codes of a float cover its calibrated range; those of an integer are its values.</summary>
    private static CodeFormat InputFormat(QuantizationContext context, ValueInfo input) => input.Kind == ElementKind.Float
        ? CodeFormat.Cover(context.Ranges[input.Name], context.Options.Bits)
        : IntegerFormat.OfInput(input, context.Ranges);

    private static void Convert(QuantizationContext context, FloatNode node)
    {
        if (node.NamedOutputs().All(output => context.Find(output) is not null)) return;
        if (context.Fusion.IsAbsorbed(node))
        {
            // The layer before did the work. Its output may stand for a later value of the chain than this node's input.
            if (context.Find(node.Inputs[0]) is { } done) context.Alias(node.Output, done);
            return;
        }
        if (context.Fusion.DroppedSoftmax.Contains(node.Output))
        {
            context.Alias(node.Output, context.Value(node, 0));
            return;
        }
        ConvertByRole(context, node);
    }

    private static void ConvertByRole(QuantizationContext context, FloatNode node)
    {
        var role = NodeRoles.Of(context.Uses, node);
        switch (node.Operator)
        {
            case IAccumulatingOperator unit when role == NodeRole.Accumulating:
                unit.Convert(context, context.Fusion.LayerOf(node)!);
                break;
            case IActivationOperator when role == NodeRole.Activation:
                ActivationConversion.Convert(context, context.Fusion.LayerOf(node)!);
                break;
            case IIntegerOperator unit when role == NodeRole.Integer:
                unit.ConvertIntegers(context, node);
                break;
            case ISingleOperator unit when role is not (NodeRole.Accumulating or NodeRole.Activation or NodeRole.Integer):
                unit.Convert(context, node);
                break;
            default:
                throw role == NodeRole.Integer
                    ? new QuantizationException($"node '{node.Name}' ({node.OpType}): integers that depend on the model input are not supported by this operator")
                    : NodeRoles.CannotBeQuantized(node);
        }
    }

    private static QuantizedModel Finish(QuantizationContext context)
    {
        var graph = context.Uses.Graph;
        var outputs = new List<GraphValue>();
        foreach (var output in graph.Outputs)
        {
            var value = context.Find(output.Name)
                ?? throw new QuantizationException($"graph output '{output.Name}' is a constant; it needs no proof, remove it from the model");
            if (value.Name != output.Name)
            {
                value = context.Emit(new ReshapeOperator($"{output.Name}/output", [value.Name], output.Name, output.Shape), value.Format);
            }
            outputs.Add(Public(output, context.Type(value), value.Format.Scale));
        }
        var dropped = OutputsBehind(context, context.Fusion.DroppedSoftmax);
        foreach (var name in dropped.Order(StringComparer.Ordinal))
        {
            context.Notes.Add($"output '{name}': the final Softmax was dropped, logits are returned; pass --softmax to keep it");
        }
        var inputs = graph.Inputs.Select(input => (Info: input, Value: context.Find(input.Name)!))
            .Select(input => Public(input.Info, context.Type(input.Value), input.Value.Format.Scale));
        return new QuantizedModel
        {
            Graph = new IntegerGraph { Inputs = [.. inputs], Operators = context.Operators, Outputs = outputs },
            Bits = context.Options.Bits,
            LogitOutputs = dropped,
            Notes = context.Notes,
            Layers = context.Layers,
        };
    }

    private static GraphValue Public(ValueInfo info, IntegerType type, double scale) => info.Kind == ElementKind.Integer
        ? GraphValue.OfIntegers(info.Name, type)
        : new GraphValue(info.Name, type, scale);

    /// <summary>The graph outputs that values lead to.</summary>
    private static HashSet<string> OutputsBehind(QuantizationContext context, IEnumerable<string> values)
    {
        var outputs = new HashSet<string>();
        foreach (var value in values)
        {
            if (context.Uses.IsOutput(value)) outputs.Add(value);
            outputs.UnionWith(OutputsBehind(context, context.Uses.Consumers(value).SelectMany(node => node.NamedOutputs())));
        }
        return outputs;
    }
}
