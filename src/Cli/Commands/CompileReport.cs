using System.Text.Json.Nodes;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Onnx.Folding;
using Zkml.Onnx.Quantization;
using Zkml.Prover.Compilation;

namespace Zkml.Cli.Commands;

/// <summary>What <c>zkml compile</c> says when it is done.</summary>
internal sealed class CompileReport(
    Reporter reporter, QuantizedSource quantized, CompiledModel compiled, EvaluationReport? accuracy, double seconds)
{
    public int Finish(string folder)
    {
        foreach (var note in Notes) reporter.Note(note);
        if (compiled.Key.Certificate is null && compiled.Key.ParameterCommitments.Length > 0)
        {
            reporter.Note("without a model certificate, verifiers cannot tell whether the committed weights are in their ranges.");
        }
        if (compiled.Model.Options.ForChain)
        {
            reporter.Note(compiled.Key.Certificate is null
                ? "compiled for a chain, without a certificate: it would give away the small columns (biases, scales) of the weights. Public weights lose nothing by --certificate."
                : "the certificate gives away the small columns (biases, scales) of the weights to whoever has the key.");
        }
        reporter.Facts(null, Facts(folder));
        return reporter.Finish(ToJson());
    }

    private IEnumerable<(string Name, string Value)> Facts(string folder)
    {
        var report = compiled.Model.Lowered.Report;
        yield return ("model hash", compiled.ModelHash);
        yield return ("parameters", Figures.Count(report.Parameters));
        yield return ("multiply-adds", Figures.Count(report.MultiplyAccumulates));
        yield return ("lookups", Figures.Count(report.Lookups));
        yield return ("constraints", Figures.Count(report.Constraints));
        yield return ("packing waste", $"{report.PackingWaste:F2} ×");
        yield return ("weights", Privacy);
        if (accuracy is not null)
        {
            foreach (var fact in AccuracyFigures.Facts(accuracy, "same decision as float")) yield return fact;
        }
        yield return ("time", Figures.Milliseconds(1000 * seconds));
        yield return ("written to", Path.Combine(folder, $"{{{StoredModel.Name}, {KeyFile.Name}, quantization.json, {(quantized.Folded.IsEmpty ? "" : $"{FoldedTensors.FileName}, ")}{CompileRecord.Name}}}"));
    }

    private IEnumerable<string> Notes =>
    [
        .. quantized.Model.Notes,
        .. quantized.Model.UnusedInputs.Select(name => $"input '{name}' changes nothing: no operator reads it. It is part of what is proven all the same, and must be given"),
    ];

    private string Privacy => compiled.Model.Options.BlindingSeed is null ? "public" : "private (commitments are blinded)";

    private JsonObject ToJson()
    {
        var report = compiled.Model.Lowered.Report;
        var json = new JsonObject
        {
            ["modelHash"] = compiled.ModelHash,
            ["parameters"] = report.Parameters,
            ["multiplyAccumulates"] = report.MultiplyAccumulates,
            ["lookups"] = report.Lookups,
            ["constraints"] = report.Constraints,
            ["packingWaste"] = Figures.Json(report.PackingWaste),
            ["seconds"] = Figures.Json(seconds),
            ["bits"] = quantized.Model.Bits,
            ["chunkBits"] = compiled.Key.ChunkBits,
            ["certificate"] = compiled.Key.Certificate is not null,
            ["notes"] = Figures.Json(Notes),
        };
        if (accuracy is not null) AccuracyFigures.AddTo(json, accuracy);
        return json;
    }
}
