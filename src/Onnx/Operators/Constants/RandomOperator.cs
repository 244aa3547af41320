using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Constants;

/// <summary>
/// The operators that draw random numbers. They are listed so that they are refused by name: without inputs they would
/// pass for constants.
/// </summary>
internal sealed class RandomOperator : OnnxOperator
{
    private RandomOperator(string name, int since)
    {
        Name = name;
        Versions = [new(since, "refused")];
    }

    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new RandomOperator("Bernoulli", 15),
        new RandomOperator("Multinomial", 7),
        new RandomOperator("RandomNormal", 7),
        new RandomOperator("RandomNormalLike", 7),
        new RandomOperator("RandomUniform", 7),
        new RandomOperator("RandomUniformLike", 7),
    ];

    public override string Name { get; }

    public override IReadOnlyList<OperatorVersion> Versions { get; }

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
        [.. new[] { "dtype", "high", "low", "mean", "sample_size", "scale", "seed", "shape" }.Select(name => new AttributeRule(name, AttributeKind.Other))];

    public override string Note => "refused: draws random numbers";

    internal override TensorType[] Infer(InferenceContext context) =>
        throw context.Fail("draws random numbers, of which there is nothing to prove; export the model without it");
}
