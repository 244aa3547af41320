using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class AuditTests
{
    [Fact]
    public void TheSameNetworkMatches()
    {
        var cancer = Compiled.Cancer;
        string[] audit = ["audit", cancer.Onnx, "--quantization", cancer.Quantization, "--key", cancer.Key];
        var json = Tool.Done([.. audit, "--seed", Compiled.Seed, "--json"]).Json;
        Assert.True(json["accepted"]!.GetValue<bool>());
        Assert.Equal(json["modelHash"]!.GetValue<string>(), json["compiledHash"]!.GetValue<string>());
        Tool.Rejected(audit, "--seed");
        Tool.Rejected([.. audit, "--seed", new string('7', 64)], "another --seed");
    }

    [Fact]
    public void PublicWeightsNeedNoSeed()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        Tool.Done("compile", cancer.Onnx, "--quantization", cancer.Quantization, "--out", folder.Path, "--weights", "public", "--chunk-bits", "8");
        string[] audit = ["audit", cancer.Onnx, "--quantization", folder["quantization.json"], "--key", folder["model.vk"]];
        Assert.Contains("MATCH", Tool.Done(audit).Output);
    }

    [Fact]
    public void OtherRangesOrNetworksDoNotMatch()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        Tool.Done("compile", cancer.Onnx, "--out", folder.Path, "--weights", "public", "--no-certificate");
        Tool.Rejected(["audit", cancer.Onnx, "--quantization", folder["quantization.json"], "--key", cancer.Key, "--seed", Compiled.Seed]);
        var lenet = Compiled.Lenet;
        Tool.Rejected(["audit", lenet.Onnx, "--quantization", lenet.Quantization, "--key", cancer.Key], "circuits differ");
        Tool.Refused(["audit", cancer.Onnx, "--quantization", lenet.Quantization, "--key", cancer.Key], "quantization.json", "no range");
        Tool.Refused(["audit", cancer.Onnx, "--quantization", cancer.Quantization, "--key", cancer.Model], "cannot be used");
    }
}
