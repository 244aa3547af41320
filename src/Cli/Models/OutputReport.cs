using System.Text.Json.Nodes;
using Zkml.Circuits.Graph;
using Zkml.Cli.Terminal;
using Zkml.Onnx.Quantization;
using Zkml.Verifier;

namespace Zkml.Cli.Models;

/// <summary>What a model computed, for people and for machines: every output, by name, of each sample.</summary>
internal sealed class OutputReport(IReadOnlyList<PublicTensor> outputs, int samples)
{
    private const int ShownSamples = 32, ShownInBatch = 10, ShownValues = 16;

    public int Samples => samples;

    /// <summary>Shows the numbers, shortened where there are many.</summary>
    public void Print(Reporter reporter, string title)
    {
        foreach (var output in outputs)
        {
            if (samples == 1) PrintOne(reporter, title, output);
            else PrintBatch(reporter, title, output);
        }
    }

    /// <summary>Adds <c>samples</c>, <c>outputs</c> (one object for each sample) and, for one sample, <c>output</c>.</summary>
    public void AddTo(JsonObject json)
    {
        json["samples"] = samples;
        json["outputs"] = new JsonArray([.. Enumerable.Range(0, samples).Select(s => (JsonNode)ToJson(s))]);
        if (samples == 1) json["output"] = ToJson(0);
    }

    /// <summary>The numbers of one sample: those of the only output, or an object for each of several by its name.</summary>
    public JsonObject ToJson(int sample)
    {
        if (outputs.Count == 1) return ToJson(outputs[0], sample);
        var json = new JsonObject();
        foreach (var output in outputs) json[output.Tensor.Name] = ToJson(output, sample);
        return json;
    }

    /// <summary>Index of the largest of some integers, the first of equals.</summary>
    public static int Largest(long[] integers) => Array.IndexOf(integers, integers.Max());

    private static JsonObject ToJson(PublicTensor output, int sample) => output.Tensor.Kind == ValueKind.Integer
        ? new() { ["values"] = Figures.Json(output.Integers(sample)), ["integers"] = Figures.Json(output.Integers(sample)) }
        : new() { ["values"] = Figures.Json(output.Reals(sample)), ["integers"] = Figures.Json(output.Integers(sample)) };

    private static string Heading(PublicTensor output) => output.Tensor.Kind == ValueKind.Integer
        ? $"'{output.Tensor.Name}', integers"
        : $"'{output.Tensor.Name}', real = integer · {Figures.Real(output.Tensor.Scale)}";

    private static void PrintOne(Reporter reporter, string title, PublicTensor output)
    {
        var integers = output.Integers(0);
        var more = More(integers.Length, ShownValues);
        reporter.Line($"{title} {Heading(output)}");
        if (output.Tensor.Kind == ValueKind.Real) reporter.Line($"  values    {string.Join("  ", output.Reals(0).Take(ShownValues).Select(Figures.Real))}{more}");
        reporter.Line($"  integers  {string.Join("  ", integers.Take(ShownValues))}{more}");
        if (integers.Length > 1) reporter.Line($"  largest   position {Largest(integers)}");
    }

    private static void PrintBatch(Reporter reporter, string title, PublicTensor output)
    {
        var samples = output.Samples;
        reporter.Line($"{title} of {samples} samples {Heading(output)}");
        var isOne = output.Size == 1;
        var table = isOne ? FigureTable.Of(null, "sample", "value", "integer") : FigureTable.Of(null, "sample", "largest", "integers");
        for (var s = 0; s < Math.Min(samples, ShownSamples); s++)
        {
            var integers = output.Integers(s);
            var second = isOne ? Value(output, s) : $"position {Largest(integers)}";
            table.Row($"{s}", second, string.Join("  ", integers.Take(ShownInBatch)) + More(integers.Length, ShownInBatch));
        }
        if (samples > ShownSamples) table.Row("…", $"{samples - ShownSamples} more (--json lists all)", "");
        reporter.Table(table);
    }

    private static string Value(PublicTensor output, int sample) =>
        output.Tensor.Kind == ValueKind.Integer ? $"{output.Integers(sample)[0]}" : Figures.Real(output.Reals(sample)[0]);

    private static string More(int length, int shown) => length > shown ? $" … ({length} in all)" : "";
}
