using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

/// <summary>A model with an operator of several outputs: one is read, one is an output of the model, one is neither.</summary>
public sealed class SplitTests
{
    [Fact]
    public void PartsAreProvenAndVerified()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["model.onnx"], OnnxBytes.Parts());
        var input = folder.Write("x.json", "[-0.5, 0.25, 0.75, 1, -1, 0.5]");
        Tool.Done("compile", folder["model.onnx"], "--out", folder["model"], "--calibration", input, "--bits", "16");
        var proven = Tool.Done("prove", folder["model"], "--input", input, "--out", folder["proof"], "--json").Json["output"]!;
        Assert.Equal([0], Values(proven, "y"));
        foreach (var (expected, found) in new[] { 1, -1, 0.5 }.Zip(Values(proven, "last"))) Assert.InRange(found, expected - 1e-4, expected + 1e-4);
        string[] verify = ["verify", folder["proof"], "--key", Path.Combine(folder["model"], "model.vk")];
        Tool.Done([.. verify, "--input", input]);
        Tool.Rejected([.. verify, "--output", $"last={folder.Write("last.json", "[1, -1, 0.25]")}"], "another output 'last'");
        Tool.Rejected([.. verify, "--output", $"y={folder.Write("y.json", "[0.25]")}"], "another output 'y'");
    }

    private static double[] Values(System.Text.Json.Nodes.JsonNode outputs, string name) =>
        [.. outputs[name]!["values"]!.AsArray().Select(v => v!.GetValue<double>())];
}
