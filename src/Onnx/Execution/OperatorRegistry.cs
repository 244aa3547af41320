using Zkml.Onnx.Execution.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution;

/// <summary>All supported operators by their ONNX name.</summary>
public static class OperatorRegistry
{
    private static readonly Dictionary<string, IFloatOperator> Operators = new IFloatOperator[]
    {
        new AddOperator(), new AveragePoolOperator(), new BatchNormalizationOperator(), new CastOperator(),
        new ClipOperator(), new ConcatOperator(), new ConstantOperator(), new ConvOperator(), new DivOperator(),
        new DropoutOperator(), new FlattenOperator(), new GatherOperator(), new GemmOperator(),
        new GlobalAveragePoolOperator(), new IdentityOperator(), new LeakyReluOperator(), new MatMulOperator(),
        new MaxPoolOperator(), new MulOperator(), new PadOperator(), new ReluOperator(), new ReshapeOperator(),
        new ShapeOperator(), new SigmoidOperator(), new SoftmaxOperator(), new SqueezeOperator(), new SubOperator(),
        new TanhOperator(), new TransposeOperator(), new UnsqueezeOperator(),
    }.ToDictionary(implementation => implementation.OpType);

    /// <summary>Names of the supported operators, sorted.</summary>
    public static IReadOnlyList<string> SupportedOperators { get; } = [.. Operators.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The operator of a node; throws <see cref="Import.OnnxImportException"/> listing what is supported when there is none.</summary>
    internal static IFloatOperator Find(FloatNode node) =>
        Operators.TryGetValue(node.OpType, out var implementation)
            ? implementation
            : throw node.Fail($"this operator is not supported; supported operators: {string.Join(", ", SupportedOperators)}");
}
