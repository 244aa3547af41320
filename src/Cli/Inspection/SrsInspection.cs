using System.Text.Json.Nodes;
using Zkml.Algebra.Setup;
using Zkml.Cli.Failures;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Inspection;

/// <summary>What an SRS file holds.</summary>
internal static class SrsInspection
{
    public static JsonObject Report(string path, Reporter reporter)
    {
        var srs = reporter.Step("reading the SRS", () => FailureMessage.Naming(path, () => SrsFile.Load(path, checkCurve: true)));
        if (srs.IsDevelopment) reporter.Warn("this is the insecure development SRS: its secret is public.");
        reporter.Facts("SRS", [("powers", $"2^{srs.LogSize}"), ("id", srs.Id), ("development", srs.IsDevelopment ? "yes, INSECURE" : "no")]);
        return new JsonObject { ["kind"] = "srs", ["logSize"] = srs.LogSize, ["id"] = srs.Id, ["isDevelopment"] = srs.IsDevelopment };
    }
}
