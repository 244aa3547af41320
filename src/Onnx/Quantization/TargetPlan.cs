namespace Zkml.Onnx.Quantization;

/// <summary>Chooses scales, code ranges and activation of a layer's output.</summary>
internal static class TargetPlan
{
    public static OutputTarget Choose(QuantizationContext context, FusedLayer layer)
    {
        if (layer.Function is { } function) return function.Operator.Target(context, layer);
        if (!layer.HasActivation && context.Fusion.LeadsOnlyToOutputs(layer.Output)) return OutputTarget.Exact;
        if (context.Uses.OnlyConsumer(layer.Output)?.Operator is IArgumentFormat reader && layer.Output == layer.Calibrated)
        {
            return OutputTarget.Clamp(reader.ArgumentFormat(context, layer.Calibrated), layer.Lower, layer.Upper, false);
        }
        return OutputTarget.Clamp(context.UnclampedFormat(layer), layer.Lower, layer.Upper, true);
    }
}
