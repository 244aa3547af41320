namespace Zkml.Circuits.Graph;

/// <summary>
/// A quantized model: integer operators in topological order. Scales and kinds of inputs and outputs are informative and
/// bind nothing but their conversion.
/// </summary>
public sealed class IntegerGraph
{
    public required IReadOnlyList<GraphValue> Inputs { get; init; }

    public required IReadOnlyList<IntegerOperator> Operators { get; init; }

    public required IReadOnlyList<GraphValue> Outputs { get; init; }
}

/// <summary>
/// A graph input or output: name, type, and how it is read (real = code · Scale; the scale of <see cref="ValueKind.Integer"/>
/// is 1).
/// </summary>
public sealed record GraphValue(string Name, IntegerType Type, double Scale, ValueKind Kind = ValueKind.Real)
{
    /// <summary>A value whose codes are the numbers themselves.</summary>
    public static GraphValue OfIntegers(string name, IntegerType type) => new(name, type, 1, ValueKind.Integer);
}
