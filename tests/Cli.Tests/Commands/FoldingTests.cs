using System.Security.Cryptography;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Cli.Tests.Harness;
using Zkml.Onnx.Folding;
using Zkml.Onnx.Graph;

namespace Zkml.Cli.Tests.Commands;

/// <summary>Constants that are computed once and kept in folded.bin: the same bytes everywhere, and an auditor who does not believe them.</summary>
public sealed class FoldingTests
{
    private static readonly string[] Files = ["model.zkml", "model.vk", "quantization.json", "folded.bin", "compile.json"];

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    [InlineData("ZKML_KERNELS", "assembled")]
    [InlineData("ZKML_KERNELS", "vector")]
    [InlineData("ZKML_KERNELS", "portable")]
    public void CompilationFromTheKeptConstantsIsTheSameEverywhere(string variable, string value)
    {
        if (value is "vector" or "assembled" && !KernelSupport.CanVectorize) return;
        using var first = Compile();
        using var again = new TempFolder();
        PortabilityTests.Run(variable, value, "compile", first["m.onnx"], "--quantization", first["quantization.json"], "--out", again.Path, "--seed", Compiled.Seed);
        foreach (var name in Files) Assert.Equal(File.ReadAllBytes(first[name]), File.ReadAllBytes(again[name]));
    }

    [Fact]
    public void TheKeptConstantsAndNotNewOnesDecide()
    {
        using var folder = Compile();
        var before = File.ReadAllBytes(folder["model.zkml"]);
        Replace(folder, 1.5f);
        Tool.Done("compile", folder["m.onnx"], "--quantization", folder["quantization.json"], "--out", folder.Path, "--seed", Compiled.Seed);
        Assert.NotEqual(before, File.ReadAllBytes(folder["model.zkml"]));
    }

    [Fact]
    public void AnAuditComputesThemAgain()
    {
        using var folder = Compile();
        string[] audit = ["audit", folder["m.onnx"], "--quantization", folder["quantization.json"], "--key", folder["model.vk"], "--seed", Compiled.Seed];
        Assert.Contains("MATCH", Tool.Done(audit).Output);
        Replace(folder, 1.001f);
        Tool.Done("compile", folder["m.onnx"], "--quantization", folder["quantization.json"], "--out", folder.Path, "--seed", Compiled.Seed);
        Tool.Rejected(audit, "'e'", "folded.bin", "is not what", "Exp");
        Replace(folder, 1 / 1.001f);
        Tool.Done("compile", folder["m.onnx"], "--quantization", folder["quantization.json"], "--out", folder.Path, "--seed", Compiled.Seed);
        Assert.Contains("MATCH", Tool.Done(audit).Output);
    }

    [Fact]
    public void AFileThatIsNotTheRecordedOneIsRefused()
    {
        using var folder = Compile();
        string[] compile = ["compile", folder["m.onnx"], "--quantization", folder["quantization.json"], "--out", folder["out"], "--seed", Compiled.Seed];
        var bytes = File.ReadAllBytes(folder["folded.bin"]);
        bytes[20] ^= 1;
        File.WriteAllBytes(folder["folded.bin"], bytes);
        Tool.Refused(compile, "folded.bin", "is not the file that the quantization file records");
        File.Delete(folder["folded.bin"]);
        Tool.Refused(compile, "folded.bin", "cannot be read");
    }

    [Fact]
    public void ConstantsOfAnotherModelAreRefused()
    {
        using var folder = Compile();
        File.WriteAllBytes(folder["longer.onnx"], OnnxBytes.FoldedExponential(0.1f, 0.2f, 0.3f));
        File.WriteAllBytes(folder["plain.onnx"], OnnxBytes.Model("Mul", [1, 2]));
        Tool.Refused(["compile", folder["longer.onnx"], "--quantization", folder["quantization.json"], "--out", folder["out"]], "longer.onnx", "'scale'");
        Tool.Refused(["compile", folder["plain.onnx"], "--quantization", folder["quantization.json"], "--out", folder["out"]], "'e'", "another model");
        var unfolded = File.ReadAllText(folder["quantization.json"]);
        File.WriteAllText(folder["quantization.json"], System.Text.RegularExpressions.Regex.Replace(unfolded, ",\\s*\"folded\": \"[0-9a-f]+\"", ""));
        Tool.Refused(["compile", folder["m.onnx"], "--quantization", folder["quantization.json"], "--out", folder["out"]], "'e'", "not in folded.bin", "calibrate");
    }

    [Fact]
    public void AModelWithoutSuchConstantsHasNoFile()
    {
        Assert.False(File.Exists(Compiled.Cancer.File("folded.bin")));
        Assert.DoesNotContain("folded", File.ReadAllText(Compiled.Cancer.Quantization));
    }

    /// <summary>A model with a folded exponential, compiled on random inputs.</summary>
    private static TempFolder Compile()
    {
        var folder = new TempFolder();
        File.WriteAllBytes(folder["m.onnx"], OnnxBytes.FoldedExponential(-0.7f, 0.3f));
        Tool.Done("compile", folder["m.onnx"], "--out", folder.Path, "--seed", Compiled.Seed);
        return folder;
    }

    /// <summary>Multiplies a kept constant, as a publisher may who also writes the quantization.json.</summary>
    private static void Replace(TempFolder folder, float factor)
    {
        var old = FoldedFile.Parse(File.ReadAllBytes(folder["folded.bin"]));
        var changed = new FoldedTensors();
        foreach (var (name, tensor) in old.All) changed.Add(name, new FloatTensor(Array.ConvertAll(((FloatTensor)tensor).Data, x => x * factor), tensor.Shape));
        var bytes = FoldedFile.ToBytes(changed);
        var json = File.ReadAllText(folder["quantization.json"]).Replace(FoldedFile.Hash(File.ReadAllBytes(folder["folded.bin"])), FoldedFile.Hash(bytes), StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(bytes)), json);
        File.WriteAllText(folder["quantization.json"], json);
        File.WriteAllBytes(folder["folded.bin"], bytes);
    }
}
