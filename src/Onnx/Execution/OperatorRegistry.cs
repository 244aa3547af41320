using Zkml.Onnx.Execution.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Execution;

/// <summary>All supported operators by their ONNX name.</summary>
internal static class OperatorRegistry
{
    private static readonly Dictionary<string, IFloatOperator> Operators = new IFloatOperator[]
    {
        new AddEvaluation(), new AveragePoolEvaluation(), new BatchNormalizationEvaluation(), new CastEvaluation(),
        new ClipEvaluation(), new ConcatEvaluation(), new ConstantEvaluation(), new ConvEvaluation(), new DivEvaluation(),
        new DropoutEvaluation(), new FlattenEvaluation(), new GatherEvaluation(), new GemmEvaluation(),
        new GlobalAveragePoolEvaluation(), new IdentityEvaluation(), new LeakyReluEvaluation(), new MatMulEvaluation(),
        new MaxPoolEvaluation(), new MulEvaluation(), new PadEvaluation(), new ReluEvaluation(), new ReshapeEvaluation(),
        new ShapeEvaluation(), new SigmoidEvaluation(), new SoftmaxEvaluation(), new SqueezeEvaluation(), new SubEvaluation(),
        new TanhEvaluation(), new TransposeEvaluation(), new UnsqueezeEvaluation(),
    }.ToDictionary(implementation => implementation.OpType);

    /// <summary>Names of the supported operators, sorted.</summary>
    public static IReadOnlyList<string> SupportedOperators { get; } = [.. Operators.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The operator of a node; throws <see cref="GraphException"/> listing what is supported when there is none.</summary>
    internal static IFloatOperator Find(FloatNode node) =>
        Operators.TryGetValue(node.OpType, out var implementation)
            ? implementation
            : throw node.Fail($"this operator is not supported; supported operators: {string.Join(", ", SupportedOperators)}");
}
