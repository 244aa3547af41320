using Zkml.Circuits.Graph;
using Zkml.Cli.Failures;
using Zkml.Onnx.Files;
using Zkml.Onnx.Quantization;

namespace Zkml.Cli.Models;

/// <summary>The files of <c>--input</c> and <c>--output</c>, <c>FILE</c> or <c>NAME=FILE</c>, for a model's tensors.</summary>
internal static class TensorOptions
{
    /// <summary>The samples of all inputs, or, where that will do, of some.</summary>
    public static SampleSet Samples(IReadOnlyList<string> texts, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphValue> outputs, bool isPartial = false) =>
        SampleSet.Load(Sources(texts, inputs), [.. inputs.Select(i => new InputDeclaration(i.Name, i.Type.Shape))], [.. outputs.Select(o => o.Name)], isPartial);

    /// <summary>What is claimed about outputs.</summary>
    public static OutputClaims Claims(IReadOnlyList<string> texts, IReadOnlyList<GraphValue> outputs) => OutputClaims.Load(Sources(texts, outputs), outputs);

    /// <summary>Reference numbers of outputs.</summary>
    public static IReadOnlyDictionary<string, double[]> References(IReadOnlyList<string> texts, IReadOnlyList<GraphValue> outputs) =>
        ReferenceOutputs.Load(Sources(texts, outputs), [.. outputs.Select(o => o.Name)]);

    /// <summary>Samples from <paramref name="index"/> on as codes of all inputs.</summary>
    public static long[][][] Codes(SampleSet samples, int index, int count, IReadOnlyList<GraphValue> inputs)
    {
        samples.Require(index, count);
        return [.. Enumerable.Range(index, count).Select(k => SampleCodes.Of(samples, k, inputs))];
    }

    /// <summary>The file that is meant for one tensor, where an option takes one.</summary>
    public static (string Path, GraphValue Tensor) One(string text, IReadOnlyList<GraphValue> tensors, string option)
    {
        var source = TensorSource.Parse(text, tensors.Select(t => t.Name));
        if (source.Tensor is null && tensors.Count > 1)
        {
            throw new BadInputException($"{option} {text}: the model has {tensors.Count} outputs; say which it is about, as {option} NAME=FILE with one of {string.Join(", ", tensors.Select(t => t.Name))}.");
        }
        return (source.Path, source.Tensor is null ? tensors[0] : tensors.First(t => t.Name == source.Tensor));
    }

    private static TensorSource[] Sources(IReadOnlyList<string> texts, IReadOnlyList<GraphValue> tensors) =>
        [.. texts.Select(text => TensorSource.Parse(text, tensors.Select(t => t.Name)))];
}
