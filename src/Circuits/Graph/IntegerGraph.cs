namespace Zkml.Circuits.Graph;

/// <summary>
/// A quantized model: integer operators in topological order. Real number = code · scale; scales are informative and
/// bind nothing but the conversion of inputs and outputs.
/// </summary>
public sealed class IntegerGraph
{
    public required IReadOnlyList<GraphValue> Inputs { get; init; }

    public required IReadOnlyList<IntegerOperator> Operators { get; init; }

    public required IReadOnlyList<GraphValue> Outputs { get; init; }
}

/// <summary>A graph input or output: name, type, and the scale that dequantizes it (real = code · Scale).</summary>
public sealed record GraphValue(string Name, IntegerType Type, double Scale);
