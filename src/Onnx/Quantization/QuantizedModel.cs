using Zkml.Circuits.Graph;
using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Quantization;

/// <summary>What the quantizer made of one layer.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Kind">Kind of the integer operator.</param>
/// <param name="Shape">Shape of its output, the first one of several.</param>
/// <param name="Shift">Requantization shift s, or null when the accumulators are the output.</param>
/// <param name="CoefficientBits">Signed width of the largest weight or multiplier.</param>
/// <param name="ArgumentMin">Smallest t (or accumulator) that any input in range can reach.</param>
/// <param name="ArgumentMax">Largest t (or accumulator).</param>
/// <param name="Scale">Scale of the output codes.</param>
public sealed record LayerReport(
    string Name, string Kind, int[] Shape, int? Shift, int CoefficientBits, long ArgumentMin, long ArgumentMax, double Scale)
{
    /// <summary>Signed width of t: a wider one than the activation's table is split by the compiler.</summary>
    public int ArgumentBits => SignedWidth.Of(ArgumentMin, ArgumentMax);
}

/// <summary>A quantized model: the integer graph, how to convert its inputs and outputs, and what to tell the user.</summary>
public sealed class QuantizedModel
{
    /// <summary>The operators; scales of inputs and outputs are in its <see cref="IntegerGraph.Inputs"/> and Outputs.</summary>
    public required IntegerGraph Graph { get; init; }

    /// <summary>Width of activation codes.</summary>
    public required int Bits { get; init; }

    /// <summary>Outputs whose final Softmax was dropped, so that they are logits.</summary>
    public required IReadOnlySet<string> LogitOutputs { get; init; }

    /// <summary>What the user should know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>One entry per integer operator.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }

    /// <summary>Inputs that no operator reads and no output is: they change nothing, and are part of every statement all the same.</summary>
    public IEnumerable<string> UnusedInputs =>
        Graph.Inputs.Select(i => i.Name).Except(Graph.Operators.SelectMany(o => o.Inputs)).Except(Graph.Outputs.Select(o => o.Name));

    /// <summary>Codes of a real input: clamp(floor(x / scale + 1/2), min, max).</summary>
    public static IntegerTensor Encode(GraphValue input, FloatTensor value)
    {
        var format = new CodeFormat(input.Scale, input.Type.Min, input.Type.Max);
        return new IntegerTensor(input.Type.Shape, Array.ConvertAll(value.Data, x => format.Encode(x)));
    }

    /// <summary>Real numbers of an output: code · scale.</summary>
    public static FloatTensor Decode(GraphValue output, IntegerTensor codes) =>
        new(Array.ConvertAll(codes.Data, code => (float)(code * output.Scale)), codes.Shape);
}
