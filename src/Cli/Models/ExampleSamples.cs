using System.Text;
using System.Text.Json.Nodes;
using Zkml.Circuits.Graph;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Models;

/// <summary>The samples that lie beside a network, as codes of all its inputs.</summary>
internal static class ExampleSamples
{
    /// <summary>All samples; one of zeros where there are none.</summary>
    public static long[][][] Codes(this ExampleModel example, IntegerGraph graph)
    {
        if (example.Inputs is null) return [[.. graph.Inputs.Select(Zeros)]];
        var samples = TensorOptions.Samples([example.Inputs], graph.Inputs, graph.Outputs);
        return TensorOptions.Codes(samples, 0, samples.Count, graph.Inputs);
    }

    /// <summary>One sample.</summary>
    public static long[][] Codes(this ExampleModel example, IntegerGraph graph, int sample) =>
        TensorOptions.Codes(TensorOptions.Samples([example.Inputs!], graph.Inputs, graph.Outputs), sample, 1, graph.Inputs)[0];

    /// <summary>A file with a sample of zeros, or of what is nearest to zero.</summary>
    public static byte[] ZeroFile(IntegerGraph graph)
    {
        var json = new JsonObject();
        foreach (var input in graph.Inputs) json[input.Name] = Figures.Json(Zeros(input));
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static long[] Zeros(GraphValue input)
    {
        var zeros = new long[input.Type.Shape.Aggregate(1, (n, d) => n * d)];
        Array.Fill(zeros, Math.Clamp(0, input.Type.Min, input.Type.Max));
        return zeros;
    }
}
