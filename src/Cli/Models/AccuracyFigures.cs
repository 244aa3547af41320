using System.Text.Json.Nodes;
using Zkml.Cli.Terminal;
using Zkml.Onnx.Quantization;

namespace Zkml.Cli.Models;

/// <summary>An accuracy measurement for people and for machines: of the only output, or of each and over all.</summary>
internal static class AccuracyFigures
{
    /// <summary>Figures of each output, named where there are several.</summary>
    /// <param name="report">The measurement.</param>
    /// <param name="decision">What the share of equal decisions is called.</param>
    public static IEnumerable<(string Name, string Value)> Facts(EvaluationReport report, string decision)
    {
        if (report.Outputs.Count > 1)
        {
            yield return (decision, $"{Figures.Percent(report.Agreement)} of {report.Samples} samples, in every output");
            yield return ("largest error", $"{Figures.Percent(report.RelativeMaxError)} of an output's range");
        }
        foreach (var (name, output) in report.Outputs)
        {
            var prefix = report.Outputs.Count == 1 ? "" : $"'{name}', ";
            yield return ($"{prefix}{decision}", $"{Figures.Percent(output.Top1Agreement)} of {output.Samples} samples");
            yield return ($"{prefix}largest error", $"{Figures.Real(output.MaxAbsError)} ({Figures.Percent(output.RelativeMaxError)} of the output range {Figures.Real(output.OutputRange)})");
            yield return ($"{prefix}mean error", Figures.Real(output.MeanAbsError));
            if (output.Accuracy is { } own) yield return ($"{prefix}accuracy", $"{Figures.Percent(own)} (reference {Figures.Percent(output.ReferenceAccuracy ?? 0)})");
        }
    }

    /// <summary>Adds the figures of the only output, or those over all with <c>outputs</c> by name.</summary>
    public static void AddTo(JsonObject json, EvaluationReport report)
    {
        json["samples"] = report.Samples;
        if (report.Outputs.Count == 1)
        {
            foreach (var (key, value) in ToJson(report.Outputs[0].Value).ToList()) json[key] = value?.DeepClone();
            return;
        }
        json["top1Agreement"] = Figures.Json(report.Agreement);
        json["relativeMaxError"] = Figures.Json(report.RelativeMaxError);
        var outputs = new JsonObject();
        foreach (var (name, output) in report.Outputs) outputs[name] = ToJson(output);
        json["outputs"] = outputs;
    }

    private static JsonObject ToJson(AccuracyReport output) => new()
    {
        ["top1Agreement"] = Figures.Json(output.Top1Agreement),
        ["accuracy"] = output.Accuracy is { } accuracy ? Figures.Json(accuracy) : null,
        ["referenceAccuracy"] = output.ReferenceAccuracy is { } reference ? Figures.Json(reference) : null,
        ["maxAbsError"] = Figures.Json(output.MaxAbsError),
        ["meanAbsError"] = Figures.Json(output.MeanAbsError),
        ["outputRange"] = Figures.Json(output.OutputRange),
        ["relativeMaxError"] = Figures.Json(output.RelativeMaxError),
    };
}
