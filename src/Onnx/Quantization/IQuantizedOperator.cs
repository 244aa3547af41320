using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>
/// An operator that a simplified graph may hold. Its role decides which of the interfaces beside this one it has to
/// implement; a node whose operator lacks the one that its role calls for is refused by name.
/// </summary>
internal interface IQuantizedOperator
{
    NodeRole Role(GraphUses uses, FloatNode node);
}

/// <summary>Role <see cref="NodeRole.Accumulating"/>.</summary>
internal interface IAccumulatingOperator : IQuantizedOperator
{
    /// <summary>Emits the integer operator of a layer that begins with a node of this operator.</summary>
    void Convert(QuantizationContext context, FusedLayer layer);

    /// <summary>True when the accumulators can take in the addition of a constant behind the node.</summary>
    bool TakesAddend(GraphUses uses, FloatNode node, FloatNode addition, FloatTensor addend) => false;
}

/// <summary>An operator that can add a constant to one computed value.</summary>
internal interface IConstantAddition
{
    /// <summary>The constant, or null when both operands are computed.</summary>
    FloatTensor? Addend(GraphUses uses, FloatNode node);
}

/// <summary>Role <see cref="NodeRole.Activation"/>: one of the two interfaces below.</summary>
internal interface IActivationOperator : IQuantizedOperator;

/// <summary>An activation that bounds its argument; clamps in a row are one clamp.</summary>
internal interface IClampOperator : IActivationOperator
{
    /// <summary>The bounds; an infinite one is none.</summary>
    (double Lower, double Upper) Bounds(GraphUses uses, FloatNode node);
}

/// <summary>An activation that becomes a table.</summary>
internal interface IFunctionOperator : IActivationOperator
{
    /// <summary>True when a larger argument never gives a smaller result, so that the function commutes with maxima.</summary>
    bool IsNondecreasing { get; }

    /// <summary>Scale of the argument, table and output codes of a layer that ends in this function.</summary>
    OutputTarget Target(QuantizationContext context, FusedLayer layer);

    /// <summary>
    /// The same for a node on its own that can read codes of the given format as they are, or null when its argument has
    /// to be requantized first.
    /// </summary>
    OutputTarget? DirectTarget(QuantizationContext context, FloatNode node, CodeFormat argument) => null;
}

/// <summary>Every role but Accumulating, Activation and Integer.</summary>
internal interface ISingleOperator : IQuantizedOperator
{
    /// <summary>Emits what the node becomes, and gives its outputs their integer values.</summary>
    void Convert(QuantizationContext context, FloatNode node);
}

/// <summary>Role <see cref="NodeRole.Integer"/>: an operator that computes with integers exactly.</summary>
internal interface IIntegerOperator
{
    /// <summary>
    /// Emits what the node becomes when an input or output of it holds integers. Codes of integers have scale 1.
    /// </summary>
    void ConvertIntegers(QuantizationContext context, FloatNode node);
}

/// <summary>An operator that wants the argument that a layer computes for it alone in a format of its own.</summary>
internal interface IArgumentFormat
{
    CodeFormat ArgumentFormat(QuantizationContext context, string value);
}

/// <summary>An operator whose inputs should cover the range of its output, which spares a requantization.</summary>
internal interface IRangeWidening
{
    /// <summary>The inputs to widen, as far as nothing else reads them.</summary>
    IEnumerable<string> Widened(GraphUses uses, FloatNode node);
}
