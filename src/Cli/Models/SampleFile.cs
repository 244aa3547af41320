using Zkml.Circuits.Graph;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Onnx.Files;
using Zkml.Onnx.Quantization;

namespace Zkml.Cli.Models;

/// <summary>Samples of input files, as codes.</summary>
internal static class SampleFile
{
    /// <summary>Reads sample <paramref name="index"/> and quantizes it with the input's scale and range.</summary>
    public static long[] Codes(string path, int index, GraphValue input) => Codes([path], index, 1, input)[0];

    /// <summary>
    /// Reads <paramref name="count"/> samples from <paramref name="index"/> on, those of all files counting as one list,
    /// and quantizes them.
    /// </summary>
    public static long[][] Codes(IReadOnlyList<string> paths, int index, int count, GraphValue input)
    {
        var samples = new SampleList(paths, input.Type.Shape);
        samples.Require(index, count);
        return [.. Enumerable.Range(index, count).Select(k => QuantizedModel.Encode(input, samples[k]).Data)];
    }

    /// <summary>The number of samples from <paramref name="index"/> to the end.</summary>
    public static int CountFrom(IReadOnlyList<string> paths, int index, GraphValue input)
    {
        var samples = new SampleList(paths, input.Type.Shape);
        samples.Require(index, 1);
        return samples.Count - index;
    }

    /// <summary>All samples of a file.</summary>
    public static InputBatch Load(string path, int[] shape)
    {
        InputPath.Require(path, "input");
        return FailureMessage.Naming(path, () => InputFile.Load(path, shape));
    }
}
