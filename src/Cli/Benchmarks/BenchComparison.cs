using System.Globalization;
using System.Text.Json.Nodes;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Benchmarks;

/// <summary>The figures of a full benchmark beside those of an earlier one.</summary>
internal static class BenchComparison
{
    /// <summary>Changes beyond this share of the earlier figure are marked: less repeats badly on a shared machine.</summary>
    public const double Notable = 0.10;

    // Smaller is better for all of them. Medians are left out: the best run repeats.
    private static readonly (string Key, string Unit)[] ModelFigures =
    [
        ("compileMs", "ms"), ("warmProveBestMs", "ms"), ("verifyBestMs", "ms"),
        ("coldProveMs", "ms"), ("coldProveProcessMs", "ms"), ("coldVerifyMs", "ms"), ("coldVerifyProcessMs", "ms"),
        ("proofBytes", "B"), ("keyBytes", "B"), ("peakMemoryBytes", "B"),
    ];

    /// <summary>One figure of one tier.</summary>
    public sealed record Figure(string Name, string Unit, double Value);

    /// <summary>All figures of one tier by name, in the order of the file.</summary>
    public static List<Figure> FiguresOf(JsonNode? tier)
    {
        var figures = new List<Figure>();
        foreach (var model in tier?["models"]?.AsArray() ?? [])
        {
            foreach (var (key, unit) in ModelFigures)
            {
                if (model?[key] is { } value) figures.Add(new Figure($"{model["model"]} {key}", unit, Number(value)));
            }
        }
        foreach (var kernel in tier?["kernels"]?.AsArray() ?? [])
        {
            figures.Add(new Figure($"{kernel!["kernel"]}", $"{kernel["unit"]}", Number(kernel["best"]!)));
        }
        return figures;
    }

    /// <summary>Prints one table for each tier of <paramref name="current"/>.</summary>
    public static void Print(Reporter reporter, JsonObject current, (string Name, JsonObject Json)? previous)
    {
        if (previous is null) reporter.Line($"no earlier result of this kind of machine ({Machine.Kind(current["machine"])}) to compare with");
        foreach (var tier in current["tiers"]!.AsArray())
        {
            var name = $"{tier!["tier"]}";
            var before = FiguresOf(previous?.Json["tiers"]!.AsArray().FirstOrDefault(t => $"{t!["tier"]}" == name)).ToDictionary(f => f.Name);
            var title = previous is null ? $"{name} kernels" : $"{name} kernels against {previous.Value.Name} (commit {previous.Value.Json["commit"]})";
            var table = FigureTable.Of(title, "figure", "before", "now", "change", "");
            foreach (var figure in FiguresOf(tier))
            {
                var old = before.GetValueOrDefault(figure.Name)?.Value;
                table.Row(figure.Name, old is { } b ? Text(b, figure.Unit) : "–", Text(figure.Value, figure.Unit), Change(old, figure.Value), Mark(old, figure.Value));
            }
            reporter.Table(table);
        }
    }

    /// <summary>"+12.3 %"; a dash without an earlier figure.</summary>
    public static string Change(double? before, double now) =>
        before is > 0 ? FormattableString.Invariant($"{100 * ((now / before.Value) - 1):+0.0;-0.0;0.0} %") : "–";

    /// <summary>"worse" or "better" beyond <see cref="Notable"/>.</summary>
    public static string Mark(double? before, double now) => before switch
    {
        not > 0 => "",
        _ when now > before * (1 + Notable) => "worse",
        _ when now < before * (1 - Notable) => "better",
        _ => "",
    };

    // Nodes that were read hold any number, those that were made just their own type.
    private static double Number(JsonNode value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    private static string Text(double value, string unit) => unit switch
    {
        "ms" => Figures.Milliseconds(value),
        "B" => Figures.Bytes((long)value),
        _ => $"{Figures.Real(value)} {unit}",
    };
}
