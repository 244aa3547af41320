using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Calibration;

/// <summary>
/// What calibration decides, and the content of <c>quantization.json</c>: the code width and the range of every value of
/// the simplified graph. Together with the ONNX file and the options it determines the circuit, on every machine.
/// </summary>
/// <param name="Bits">Width of activation codes: 8 or 16.</param>
/// <param name="Inputs">Range of every graph input.</param>
/// <param name="Values">Range of every computed value.</param>
public sealed record QuantizationParameters(
    int Bits, IReadOnlyDictionary<string, RealRange> Inputs, IReadOnlyDictionary<string, RealRange> Values)
{
    /// <summary>The version of the file format.</summary>
    public const int Version = 1;

    /// <summary>SHA-256 of folded.bin in hexadecimal; null where all constants are folded exactly.</summary>
    public string? FoldedHash { get; init; }

    /// <summary>The range of an input or computed value; throws <see cref="QuantizationFormatException"/> naming a missing one.</summary>
    public RealRange Range(string name)
    {
        if (Values.TryGetValue(name, out var range) || Inputs.TryGetValue(name, out range)) return range;
        throw new QuantizationFormatException($"the quantization parameters have no range for value '{name}'; calibrate this model again");
    }

    /// <summary>
    /// Checks that these are the parameters of this simplified graph: a valid range for exactly its inputs and computed
    /// values. Throws <see cref="QuantizationFormatException"/> naming the first value that is missing, unknown or invalid.
    /// </summary>
    public void RequireMatches(FloatGraph graph)
    {
        if (Bits is not (8 or 16))
        {
            throw new QuantizationFormatException($"the quantization parameters are for {Bits} bits; supported are 8 and 16");
        }
        RequireNames("input", Inputs, graph.Inputs.Select(input => input.Name));
        RequireNames("value", Values, graph.Nodes.SelectMany(node => node.NamedOutputs()));
    }

    private static void RequireNames(string what, IReadOnlyDictionary<string, RealRange> ranges, IEnumerable<string> names)
    {
        var expected = names.ToHashSet();
        foreach (var name in expected.Order(StringComparer.Ordinal))
        {
            if (!ranges.ContainsKey(name))
            {
                throw new QuantizationFormatException($"the quantization parameters have no range for {what} '{name}'; calibrate this model again");
            }
        }
        foreach (var (name, range) in ranges.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!expected.Contains(name))
            {
                throw new QuantizationFormatException($"the quantization parameters have a range for {what} '{name}', which the model does not have; they belong to another model");
            }
            RequireValid(what, name, range);
        }
    }

    /// <summary>Throws unless the bounds are finite numbers in order.</summary>
    internal static void RequireValid(string what, string name, RealRange range)
    {
        if (!double.IsFinite(range.Min) || !double.IsFinite(range.Max))
        {
            throw new QuantizationFormatException($"the range of {what} '{name}' is not finite");
        }
        if (range.Min > range.Max)
        {
            throw new QuantizationFormatException($"the range of {what} '{name}' is empty: min {range.Min:R} is above max {range.Max:R}");
        }
    }
}
