namespace Zkml.Onnx.Graph;

/// <summary>
/// An operator without a unit. Its nodes are removed when nobody reads them and evaluated when all they read is constant;
/// any other is refused.
/// </summary>
internal sealed class UnknownOperator(string domain, string name, IReadOnlyList<string> supported) : OnnxOperator
{
    public override string Name => name;

    public override string Domain => domain;

    public override IReadOnlyList<OperatorVersion> Versions => [new(0, "not read")];

    public override string Note => "refused";

    internal override TensorType[] Infer(InferenceContext context) => throw Refuse(context.Node);

    /// <summary>The exception that names a node whose inputs depend on the model input.</summary>
    internal GraphException Refuse(FloatNode node) => domain.Length > 0
        ? node.Fail($"belongs to the operator domain '{domain}'; only the standard ONNX domain is supported")
        : node.Fail($"this operator is not supported; supported operators: {string.Join(", ", supported)}");
}
