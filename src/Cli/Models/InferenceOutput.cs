using System.Text.Json.Nodes;
using Zkml.Circuits.Graph;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Models;

/// <summary>What a model computed: the integers that a proof is about, and the real numbers they stand for.</summary>
internal sealed record InferenceOutput(GraphValue Tensor, long[] Integers)
{
    private const int ShownValues = 16;

    public double[] Values { get; } = Array.ConvertAll(Integers, code => code * Tensor.Scale);

    /// <summary>Index of the largest output, the first of equals.</summary>
    public int Largest => Array.IndexOf(Integers, Integers.Max());

    public JsonObject ToJson() => new() { ["values"] = Figures.Json(Values), ["integers"] = Figures.Json(Integers) };

    /// <summary>Shows the numbers, shortened where there are many.</summary>
    public void Print(Reporter reporter, string title)
    {
        var more = Integers.Length > ShownValues ? $" … ({Integers.Length} in all)" : "";
        reporter.Line($"{title} '{Tensor.Name}', real = integer · {Figures.Real(Tensor.Scale)}");
        reporter.Line($"  values    {string.Join("  ", Values.Take(ShownValues).Select(Figures.Real))}{more}");
        reporter.Line($"  integers  {string.Join("  ", Integers.Take(ShownValues))}{more}");
        if (Integers.Length > 1) reporter.Line($"  largest   position {Largest}");
    }
}
