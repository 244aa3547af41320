using Zkml.Circuits.Graph;
using Zkml.Onnx.Files;

namespace Zkml.Onnx.Quantization;

/// <summary>The samples of files as the integers that a circuit takes.</summary>
public static class SampleCodes
{
    /// <summary>One sample of all inputs, in the order of <paramref name="inputs"/>, for a prover.</summary>
    /// <exception cref="InputFormatException">An integer is outside its input's range: the first such of each input, all at once.</exception>
    public static long[][] Of(SampleSet samples, int sample, IReadOnlyList<GraphValue> inputs)
    {
        var problems = new Problems();
        var codes = inputs.Select(input => problems.Try(() => Of(samples, sample, input)) ?? []).ToArray();
        problems.Throw();
        return codes;
    }

    /// <summary>One sample of one input: reals rounded and clamped to its range, integers as they are.</summary>
    /// <exception cref="InputFormatException">An integer is outside of the range; the message has file, value and position.</exception>
    public static long[] Of(SampleSet samples, int sample, GraphValue input)
    {
        if (input.Kind == ValueKind.Real) return QuantizedModel.Encode(input, samples.Reals(input.Name, sample)).Data;
        var values = samples.Integers(input.Name, sample).Data;
        var outside = TensorCodes.IndexOutside(values, input);
        return outside < 0
            ? values
            : throw new InputFormatException(
                $"{samples.FilesOf(input.Name)}, input '{input.Name}': expected integers from {input.Type.Min} to {input.Type.Max}, which the model was compiled for; found {values[outside]} at index {outside} of sample {sample}");
    }
}
