using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class CompileTests
{
    private static readonly string[] Files = ["model.zkml", "model.vk", "quantization.json", "compile.json"];

    [Fact]
    public void JsonHasTheFigures()
    {
        var json = Compiled.Cancer.Compilation.Json;
        Assert.Matches("^[0-9a-f]{64}$", json["modelHash"]!.GetValue<string>());
        Assert.Equal(1537, json["parameters"]!.GetValue<int>());
        Assert.Equal(1, json["top1Agreement"]!.GetValue<double>(), 0.02);
        foreach (var key in (string[])["multiplyAccumulates", "lookups", "constraints", "packingWaste", "seconds", "maxAbsError", "meanAbsError"])
        {
            Assert.True(json[key]!.GetValue<double>() > 0, key);
        }
        Assert.Contains("WARNING: the development SRS is INSECURE", Compiled.Cancer.Compilation.Error);
    }

    [Fact]
    public void SameInputsGiveTheSameBytes()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        Tool.Done("compile", cancer.Onnx, "--quantization", cancer.Quantization, "--out", folder.Path, "--seed", Compiled.Seed);
        foreach (var file in Files) Assert.Equal(File.ReadAllBytes(cancer.File(file)), File.ReadAllBytes(folder[file]));
    }

    [Fact]
    public void PrivateWeightsHaveAFreshSeed()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        string[] args = ["compile", cancer.Onnx, "--quantization", cancer.Quantization, "--out", folder.Path, "--no-certificate", "--json"];
        Assert.NotEqual(Tool.Done(args).Json["modelHash"]!.GetValue<string>(), Tool.Done(args).Json["modelHash"]!.GetValue<string>());
    }

    [Fact]
    public void WithoutCalibrationRandomInputsAreWarnedAbout()
    {
        using var folder = new TempFolder();
        var result = Tool.Done("compile", Compiled.Cancer.Onnx, "--out", folder["out"], "--weights", "public", "--bits", "16", "--json");
        Assert.Contains("random inputs", result.Error);
        Assert.Equal(16, result.Json["bits"]!.GetValue<int>());
        Assert.False(result.Json.ContainsKey("top1Agreement"));
        Tool.Refused(["compile", Compiled.Cancer.Onnx, "--out", folder["out"], "--quantization", folder["out/quantization.json"], "--bits", "8"], "16 bits");
    }

    [Fact]
    public void UnusableModelsAreNamed()
    {
        using var folder = new TempFolder();
        Refused(folder, OnnxBytes.Model("Einsum"), "the_node", "Einsum", "supported operators", "Relu");
        Refused(folder, OnnxBytes.Model("Relu", width: -1), "'x'", "width");
        Refused(folder, OnnxBytes.Model("Add", [1, float.NaN]), "'w'", "NaN");
        Refused(folder, OnnxBytes.Model("Add", [1, float.PositiveInfinity]), "'w'");
        Refused(folder, [], "model.onnx");
        Refused(folder, File.ReadAllBytes(Compiled.Cancer.Onnx)[..3000], "model.onnx");
        Refused(folder, "no model"u8.ToArray(), "model.onnx");
    }

    [Fact]
    public void BadOptionsAreRefused()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        string[] compile = ["compile", cancer.Onnx, "--out", folder["out"]];
        Tool.Refused([.. compile, "--seed", "abc"], "--seed", "64 hexadecimal digits");
        Tool.Refused([.. compile, "--seed", Compiled.Seed, "--weights", "public"], "--seed");
        Tool.Refused([.. compile, "--bits", "12"], "8 or 16");
        Tool.Refused([.. compile, "--chunk-bits", "40"], "--chunk-bits");
        Tool.Refused([.. compile, "--calibration", cancer.Inputs, "--quantization", cancer.Quantization], "not both");
        Tool.Refused(["compile", folder["none.onnx"], "--out", folder["out"]], "none.onnx", "does not exist");
        Tool.Refused([.. compile, "--calibration", folder["none.npy"]], "none.npy", "does not exist");
        Tool.Refused([.. compile, "--srs", folder["none.srs"]], "none.srs", "does not exist");
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void BadCompanionFilesAreRefused()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        string[] compile = ["compile", cancer.Onnx, "--out", folder["out"]];
        Tool.Refused([.. compile, "--calibration", folder.Write("bad.npy", "{}")], "bad.npy");
        Tool.Refused([.. compile, "--calibration", folder.Write("shape.npy", Npy.Floats(new float[31], 31))], "shape.npy", "30");
        Tool.Refused([.. compile, "--calibration", folder.Write("nan.npy", Npy.Floats([.. new float[29], float.NaN], 30))], "nan.npy", "NaN");
        Tool.Refused([.. compile, "--quantization", folder.Write("q.json", "{\"version\": 1}")], "q.json");
        Tool.Refused([.. compile, "--quantization", Compiled.Lenet.Quantization], "quantization.json", "no range");
        Tool.Refused([.. compile, "--srs", folder.Write("srs", "no SRS")], "srs");
    }

    [Fact]
    public void TooSmallSrsSaysWhatToDo()
    {
        using var folder = new TempFolder();
        Tool.Done("setup", "--log-size", "4", "--out", folder["srs"], "--insecure-dev");
        var lenet = Compiled.Lenet;
        string[] compile = ["compile", lenet.Onnx, "--quantization", lenet.Quantization, "--out", folder["out"], "--srs", folder["srs"]];
        Tool.Refused(compile, "too small", "zkml setup --log-size");
        Tool.Refused([.. compile, "--chunk-bits", "9"], "larger SRS");
        var bytes = File.ReadAllBytes(folder["srs"]);
        Tool.Refused([.. compile[..^1], folder.Write("cut", bytes[..^40])], "cut", "truncated");
        Tool.Refused([.. compile[..^1], folder.Write("changed", Checksummed.Flip(bytes, 500, repair: false))], "changed");
    }

    [Fact]
    public void FailuresLeaveExistingFilesIntact()
    {
        using var folder = new TempFolder();
        foreach (var file in Files) folder.Write(file, "old");
        Refused(folder, OnnxBytes.Model("Einsum"), "Einsum");
        Tool.Refused(["compile", Compiled.Cancer.Onnx, "--out", folder["model.vk"]], "is a file");
        foreach (var file in Files) Assert.Equal("old", File.ReadAllText(folder[file]));
        Assert.Equal(Files.Length + 1, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    private static void Refused(TempFolder folder, byte[] onnx, params string[] says) =>
        Tool.Refused(["compile", folder.Write("model.onnx", onnx), "--out", folder.Path], says);

    [Fact]
    public void AModelThatNoStatementHoldsIsRefusedAtOnceWithAnEstimate()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["big.onnx"], OnnxBytes.Model("Relu", width: 1 << 26));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Tool.Refused(["compile", folder["big.onnx"], "--out", folder["out"]], "134,217,728", "16,777,216", "GB");
        // A minute and 3 GB when it was compiled; the bound leaves room for a busy machine.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
    }
}
