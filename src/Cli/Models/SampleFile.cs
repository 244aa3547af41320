using Zkml.Circuits.Graph;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Onnx.Files;
using Zkml.Onnx.Quantization;

namespace Zkml.Cli.Models;

/// <summary>One sample of an input file, as codes.</summary>
internal static class SampleFile
{
    /// <summary>Reads sample <paramref name="index"/> and quantizes it with the input's scale and range.</summary>
    public static long[] Codes(string path, int index, GraphValue input)
    {
        var samples = Load(path, input.Type.Shape);
        if (index < 0 || index >= samples.Count)
        {
            throw new BadInputException($"'{path}' has {samples.Count} samples: --index {index} is outside 0 to {samples.Count - 1}.");
        }
        return QuantizedModel.Encode(input, samples.Sample(index)).Data;
    }

    /// <summary>All samples of a file.</summary>
    public static InputBatch Load(string path, int[] shape)
    {
        InputPath.Require(path, "input");
        return FailureMessage.Naming(path, () => InputFile.Load(path, shape));
    }
}
