using Zkml.Circuits.Graph;
using Zkml.Circuits.Serialization;

namespace Zkml.Circuits.Operators;

/// <summary>
/// The operators of the integer graph, by folder. A new operator is its own file, with its format in it, and one line here.
/// </summary>
internal static class OperatorCatalogue
{
    public static OperatorFormat[] All { get; } =
    [
        LinearOperator.Format,
        MatMulOperator.Format,
        EmbeddingOperator.Format,
        ProjectionOperator.Format,
        ConvOperator.Format,
        MaxPoolOperator.Format,
        AveragePoolOperator.Format,
        ScaleOperator.Format,
        AddOperator.Format,
        MultiplyOperator.Format,
        ConcatOperator.Format,
        PadOperator.Format,
        ReshapeOperator.Format,
        TransposeOperator.Format,
        SplitOperator.Format,
        ConstantOperator.Format,
        SoftmaxOperator.Format,
        NormalizationOperator.Format,
    ];

    private static readonly Dictionary<Type, OperatorFormat> ByType = All.ToDictionary(f => f.Type);
    private static readonly Dictionary<byte, OperatorFormat> ByTag = All.ToDictionary(f => f.Tag);

    /// <summary>The format of an operator.</summary>
    /// <exception cref="ArgumentException">The type is not in the catalogue.</exception>
    public static OperatorFormat Of(IntegerOperator op) =>
        ByType.TryGetValue(op.GetType(), out var format) ? format : throw new ArgumentException($"No encoding for the operator {op.Kind}.");

    /// <summary>The format with a tag, or null.</summary>
    public static OperatorFormat? WithTag(byte tag) => ByTag.GetValueOrDefault(tag);
}
