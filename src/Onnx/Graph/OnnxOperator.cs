namespace Zkml.Onnx.Graph;

/// <summary>
/// One ONNX operator: the only place that knows its name. Derived classes stand under <c>Operators/</c>, one file each,
/// and say what is common to all operators here; what only some have, they say by implementing the interfaces of the
/// layers: <see cref="IExactFolding"/> and <see cref="IInlined"/> here, those of <c>Passes/</c> (normal forms) and those
/// of <c>Quantization/</c> (roles and conversions). Instances hold no state and may be used from several threads.
/// </summary>
public abstract class OnnxOperator
{
    /// <summary>The operator type in ONNX files.</summary>
    public abstract string Name { get; }

    /// <summary>The domain in ONNX files; empty for the standard one.</summary>
    public virtual string Domain => "";

    /// <summary>The versions that are read, oldest first; an older opset than the first is refused.</summary>
    public abstract IReadOnlyList<OperatorVersion> Versions { get; }

    /// <summary>The attributes that are read. A node with another one is refused.</summary>
    public virtual IReadOnlyList<AttributeRule> Attributes => [];

    /// <summary>What becomes of the operator: its line in docs/operators.md.</summary>
    public abstract string Note { get; }

    /// <summary>True when an output element may combine many input elements, so that evaluation can be expensive.</summary>
    internal virtual bool CombinesElements => false;

    /// <summary>
    /// Types of the outputs. Checks everything about the node that can be checked without data, and throws
    /// <see cref="GraphException"/>, naming the node, when it is malformed or uses an unsupported variant.
    /// </summary>
    internal abstract TensorType[] Infer(InferenceContext context);

    /// <summary>Checks opset and attributes, then infers the types of the outputs.</summary>
    internal TensorType[] CheckAndInfer(InferenceContext context)
    {
        if (context.Opset < Versions[0].Since)
        {
            throw context.Fail($"this operator is read since operator set {Versions[0].Since}; the model uses {context.Opset}");
        }
        AttributeRule.Check(context.Node, Attributes);
        return Infer(context);
    }
}

/// <summary>An operator set that changed an operator, and what is read differently since.</summary>
/// <param name="Since">Version of the operator set of the operator's domain.</param>
/// <param name="Change">The change, for docs/operators.md.</param>
public sealed record OperatorVersion(int Since, string Change);
