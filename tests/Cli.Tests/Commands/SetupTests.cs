using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class SetupTests
{
    [Fact]
    public void DevelopmentSrsIsWrittenAndWarnedAbout()
    {
        using var folder = new TempFolder();
        var result = Tool.Done("setup", "--log-size", "6", "--out", folder["srs"], "--insecure-dev", "--json");
        Assert.Equal(6, result.Json["logSize"]!.GetValue<int>());
        Assert.True(result.Json["isDevelopment"]!.GetValue<bool>());
        Assert.Equal(new FileInfo(folder["srs"]).Length, result.Json["bytes"]!.GetValue<long>());
        Assert.Contains("WARNING", result.Error);
        Assert.Contains("INSECURE", result.Json["warnings"]!.ToJsonString());
        Assert.Equal("srs", Tool.Done("inspect", folder["srs"], "--json").Json["kind"]!.GetValue<string>());
    }

    [Fact]
    public void OneSourceIsNeeded()
    {
        using var folder = new TempFolder();
        Tool.Refused(["setup", "--log-size", "6", "--out", folder["srs"]], "--ptau", "--insecure-dev");
        Tool.Refused(["setup", "--log-size", "6", "--out", folder["srs"], "--insecure-dev", "--ptau", "x"], "one source");
        Assert.False(File.Exists(folder["srs"]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("29")]
    public void SizeIsChecked(string size)
    {
        using var folder = new TempFolder();
        Tool.Refused(["setup", "--log-size", size, "--out", folder["srs"], "--insecure-dev"], "1 to 28");
    }

    [Fact]
    public void BadPtauFilesLeaveTheOldSrsIntact()
    {
        using var folder = new TempFolder();
        var srs = folder.Write("srs", "old");
        Tool.Refused(["setup", "--log-size", "6", "--out", srs, "--ptau", folder["none.ptau"]], "none.ptau", "does not exist");
        Tool.Refused(["setup", "--log-size", "6", "--out", srs, "--ptau", folder.Write("bad.ptau", "this is no ptau file at all")], "bad.ptau");
        Assert.Equal("old", File.ReadAllText(srs));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void UnwritableOutputIsRefused()
    {
        using var folder = new TempFolder();
        Tool.Refused(["setup", "--log-size", "6", "--out", folder["no/such/srs"], "--insecure-dev"], "folder does not exist");
        Tool.Refused(["setup", "--log-size", "6", "--out", folder.Path, "--insecure-dev"], "is a folder");
        Tool.Refused(["setup", "--log-size", "6", "--out", Path.Combine(folder.Write("file", "x"), "srs"), "--insecure-dev"], "cannot write");
    }

    [CeremonyFact]
    public void CeremonySrsServesAModel()
    {
        using var folder = new TempFolder();
        var srs = folder["srs"];
        var setup = Tool.Done("setup", "--log-size", "9", "--out", srs, "--ptau", CeremonyFactAttribute.File, "--json");
        Assert.False(setup.Json["isDevelopment"]!.GetValue<bool>());
        Tool.Refused(["setup", "--log-size", "12", "--out", srs, "--ptau", CeremonyFactAttribute.File], "larger");
        var cancer = Compiled.Cancer;
        var compiled = Tool.Done("compile", cancer.Onnx, "--quantization", cancer.Quantization, "--srs", srs, "--out", folder.Path, "--weights", "public");
        Assert.DoesNotContain("WARNING", compiled.Error);
        Tool.Done("prove", folder["model.zkml"], "--input", cancer.Inputs, "--out", folder["proof"]);
        var verified = Tool.Done("verify", folder["proof"], "--key", folder["model.vk"], "--json");
        Assert.Equal("PerpetualPowersOfTau", verified.Json["setup"]!.GetValue<string>());
        Assert.DoesNotContain("FORGE", verified.Error);
        Tool.Refused(["audit", cancer.Onnx, "--quantization", cancer.Quantization, "--key", folder["model.vk"]], "--srs");
        Tool.Done("audit", cancer.Onnx, "--quantization", cancer.Quantization, "--key", folder["model.vk"], "--srs", srs);
        Tool.Rejected(["audit", cancer.Onnx, "--quantization", cancer.Quantization, "--key", cancer.Key, "--srs", srs], "another SRS");
    }
}
