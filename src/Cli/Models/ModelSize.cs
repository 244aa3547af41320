using Zkml.Cli.Failures;
using Zkml.Onnx.Graph;
using Zkml.Tensors;
using Zkml.Verifier;

namespace Zkml.Cli.Models;

/// <summary>Refuses models that no verifier would accept before anything is computed for them.</summary>
internal static class ModelSize
{
    /// <summary>Measured: 2^26 numbers through one activation took 3 GB to compile.</summary>
    private const double BytesPerNumber = 48;

    /// <summary>Throws <see cref="BadInputException"/> when inputs and outputs together are more than a key may have.</summary>
    public static void Require(string path, FloatGraph graph)
    {
        var values = graph.Inputs.Concat(graph.Outputs);
        var numbers = values.Sum(value => (long)TensorShape.Product(value.Shape, 0, value.Shape.Length));
        if (numbers <= VerifyingKey.MaxPublicEntries) return;
        throw new BadInputException(
            $"'{path}': the inputs and outputs have {numbers:N0} numbers, and a statement holds at most {VerifyingKey.MaxPublicEntries:N0}. Compiling this model would take about {numbers * BytesPerNumber / 1e9:F1} GB. Export it with a smaller input.");
    }
}
