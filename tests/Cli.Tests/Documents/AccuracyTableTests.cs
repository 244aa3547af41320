using System.Globalization;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Documents;

/// <summary>
/// The accuracy of the example models as the README and docs/quantization.md tell it: what `zkml evaluate` says on `examples/` under the
/// committed calibrations of tests/vectors, so that the figures are the same on every machine.
/// </summary>
public class AccuracyTableTests
{
    private static readonly string[] Models = ["mnist_mlp", "mnist_lenet", "cancer_mlp", "fashion_resnet"];

    [Fact]
    public void TheDocumentsTellWhatEvaluateSays()
    {
        var rows = Models.Select(m => (Model: m, Narrow: Evaluate(m, 8), Wide: Evaluate(m, 16))).ToArray();
        GeneratedBlock.Compare("README.md", "accuracy",
        [
            "| model | samples | float accuracy | 8 bits: accuracy | same decision | largest error | 16 bits: accuracy | same decision | largest error |",
            "|---|---|---|---|---|---|---|---|---|",
            .. rows.Select(r => $"| {r.Model} | {r.Narrow.Samples} | {Share(r.Narrow.ReferenceAccuracy)} | {Share(r.Narrow.Accuracy)} | {Share(r.Narrow.Agreement)} "
                + $"| {Error(r.Narrow.Largest)} | {Share(r.Wide.Accuracy)} | {Share(r.Wide.Agreement)} | {Error(r.Wide.Largest)} |"),
        ]);
        GeneratedBlock.Compare("docs/quantization.md", "accuracy",
        [
            "| model | samples | 8 bits: same decision | largest error | mean error | 16 bits: same decision | largest error | mean error |",
            "|---|---|---|---|---|---|---|---|",
            .. rows.Select(r => $"| {r.Model} | {r.Narrow.Samples} | {Share(r.Narrow.Agreement)} | {Error(r.Narrow.Largest)} | {Error(r.Narrow.Mean)} "
                + $"| {Share(r.Wide.Agreement)} | {Error(r.Wide.Largest)} | {Error(r.Wide.Mean)} |"),
        ]);
    }

    private static Report Evaluate(string model, int bits)
    {
        using var folder = new TempFolder();
        var calibration = Path.Combine(Tool.Root(), "tests", "vectors", "house", $"{model}-{bits}.quantization.json");
        Tool.Done("compile", Tool.Example(model, "model.onnx"), "--quantization", calibration, "--no-certificate", "--out", folder.Path);
        var json = Tool.Done(
            "evaluate", folder["model.zkml"], "--inputs", Tool.Example(model, "inputs.npy"), "--reference", Tool.Example(model, "outputs.npy"),
            "--labels", Tool.Example(model, "labels.npy"), "--json").Json;
        double Number(string name) => json[name]!.GetValue<double>();
        var range = Number("outputRange");
        return new Report(
            json["samples"]!.GetValue<int>(), Number("referenceAccuracy"), Number("accuracy"), Number("top1Agreement"),
            Number("maxAbsError") / range, Number("meanAbsError") / range);
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");

    /// <summary>Of the output's range, with two digits.</summary>
    private static string Error(double share) => string.Create(CultureInfo.InvariantCulture, $"{(decimal)double.Parse((100 * share).ToString("E1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)} %");

    private sealed record Report(int Samples, double ReferenceAccuracy, double Accuracy, double Agreement, double Largest, double Mean);
}
