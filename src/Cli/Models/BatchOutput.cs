using System.Text.Json.Nodes;
using Zkml.Circuits.Graph;
using Zkml.Cli.Terminal;
using Zkml.Verifier.Codec;

namespace Zkml.Cli.Models;

/// <summary>What a model computed on each sample of a proof.</summary>
internal sealed class BatchOutput
{
    private const int ShownSamples = 32, ShownValues = 10;

    private readonly GraphValue tensor;
    private readonly InferenceOutput[] outputs;

    public BatchOutput(GraphValue tensor, ProofEnvelope envelope)
        : this(tensor, envelope.Statement.Outputs[0], envelope.Samples)
    {
    }

    /// <param name="tensor">The output.</param>
    /// <param name="values">The codes of all samples, one sample after the other.</param>
    /// <param name="samples">Their number.</param>
    public BatchOutput(GraphValue tensor, long[] values, int samples)
    {
        this.tensor = tensor;
        var size = values.Length / samples;
        outputs = [.. Enumerable.Range(0, samples).Select(s => new InferenceOutput(tensor, values[(s * size)..((s + 1) * size)]))];
    }

    public int Samples => outputs.Length;

    /// <summary>The numbers of each sample, shortened where there are many.</summary>
    public void Print(Reporter reporter, string title)
    {
        if (Samples == 1)
        {
            outputs[0].Print(reporter, title);
            return;
        }
        reporter.Line($"{title} '{tensor.Name}' of {Samples} samples, real = integer · {Figures.Real(tensor.Scale)}");
        var length = outputs[0].Integers.Length;
        var table = length > 1 ? FigureTable.Of(null, "sample", "largest", "integers") : FigureTable.Of(null, "sample", "value", "integer");
        for (var s = 0; s < Math.Min(Samples, ShownSamples); s++)
        {
            var more = length > ShownValues ? $" … ({length} in all)" : "";
            var second = length > 1 ? $"position {outputs[s].Largest}" : Figures.Real(outputs[s].Values[0]);
            table.Row($"{s}", second, string.Join("  ", outputs[s].Integers.Take(ShownValues)) + more);
        }
        if (Samples > ShownSamples) table.Row("…", $"{Samples - ShownSamples} more (--json lists all)", "");
        reporter.Table(table);
    }

    /// <summary>Adds <c>samples</c>, <c>outputs</c> and, for one sample, <c>output</c>.</summary>
    public void AddTo(JsonObject json)
    {
        json["samples"] = Samples;
        json["outputs"] = new JsonArray([.. outputs.Select(o => (JsonNode)o.ToJson())]);
        if (Samples == 1) json["output"] = outputs[0].ToJson();
    }
}
