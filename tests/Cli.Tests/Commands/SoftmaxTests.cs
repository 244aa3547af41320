using System.Text.Json.Nodes;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class SoftmaxTests
{
    [Fact]
    public void DroppedSoftmaxIsNotedAndEvaluated()
    {
        using var folder = new TempFolder();
        var (onnx, inputs) = Write(folder);
        var compiled = Tool.Done("compile", onnx, "--out", folder["out"], "--calibration", inputs, "--weights", "public");
        Assert.Contains("Softmax was dropped", compiled.Error);
        var record = JsonNode.Parse(File.ReadAllText(folder["out/compile.json"]))!;
        Assert.Equal("y", record["logitOutputs"]![0]!.GetValue<string>());
        string[] evaluate = ["evaluate", folder["out"], "--inputs", inputs, "--reference", Reference(folder), "--json"];
        Assert.True(Tool.Done(evaluate).Json["maxAbsError"]!.GetValue<double>() < 0.02);
        File.Delete(folder["out/compile.json"]);
        var alone = Tool.Done(evaluate);
        Assert.Contains("note: no compile.json", alone.Error);
        Assert.True(alone.Json["maxAbsError"]!.GetValue<double>() > 0.02);
    }

    [Fact]
    public void AuditFindsOutWhetherSoftmaxWasKept()
    {
        using var folder = new TempFolder();
        var (onnx, inputs) = Write(folder);
        foreach (var kept in (string[][])[[], ["--softmax"]])
        {
            Tool.Done(["compile", onnx, "--out", folder["out"], "--calibration", inputs, "--weights", "public", .. kept]);
            Tool.Done("audit", onnx, "--quantization", folder["out/quantization.json"], "--key", folder["out/model.vk"]);
        }
    }

    /// <summary>softmax(x + w) and four inputs.</summary>
    private static (string Onnx, string Inputs) Write(TempFolder folder) =>
        (folder.Write("model.onnx", OnnxBytes.Model("Add+Softmax", [0.5f, -0.25f])),
        folder.Write("inputs.npy", Npy.Floats([1, 2, 0, 0, -2, 1, 1.5f, -1], 4, 2)));

    private static string Reference(TempFolder folder)
    {
        float[] differences = [-1 + 0.75f, 0.75f, -3 + 0.75f, 2.5f + 0.75f];
        float[] rows = [.. differences.Select(d => 1 / (1 + MathF.Exp(-d))).SelectMany(p => new[] { p, 1 - p })];
        return folder.Write("reference.npy", Npy.Floats(rows, 4, 2));
    }
}
