using System.IO.Compression;
using System.Text.Json.Nodes;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

/// <summary>A model with an input of ids, an input of real numbers, an output of integers and one of real numbers.</summary>
public sealed class SeveralTensorsTests
{
    private static readonly SeveralTensors Model = SeveralTensors.Model;

    [Fact]
    public void EveryOutputIsPrintedByName()
    {
        var output = Tool.Done(["run", Model.Folder, .. Model.Inputs, "--index", "1", "--json"]).Json["output"]!;
        Assert.Equal([40_001, 8, 1], Numbers(output["next"]!["integers"]!));
        Assert.Equal([40_001, 8, 1], Numbers(output["next"]!["values"]!));
        var reals = output["y"]!["values"]!.AsArray().Select(v => v!.GetValue<double>()).ToArray();
        foreach (var (expected, found) in new double[] { 39_998, 9, 0 }.Zip(reals)) Assert.InRange(found, expected - 2, expected + 2);
        var text = Tool.Done(["run", Model.Folder, .. Model.Inputs, "--index", "1"]).Output;
        Assert.Contains("output 'next', integers\n  integers  40001  8  1\n", text);
        Assert.Contains("output 'y', real = integer", text);
        Assert.Equal(output.ToJsonString(), Model.Proving.Json["output"]!.ToJsonString());
    }

    [Fact]
    public void EveryKindOfFileGivesTheSame()
    {
        using var folder = new TempFolder();
        var expected = Tool.Done(["run", Model.Folder, .. Model.Inputs, "--index", "2", "--json"]).Output;
        using (var archive = ZipFile.Open(folder["both.npz"], ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(Model.Ids, "ids.npy", CompressionLevel.Optimal);
            archive.CreateEntryFromFile(Model.Reals, "x.npy", CompressionLevel.NoCompression);
        }
        var list = folder.Write("list.json", "[{\"ids\": [0, 0, 0], \"x\": [0, 0, 0]}, {\"ids\": [1, 1, 1], \"x\": [1, 1, 1]}, {\"ids\": [[3, 3, 3]], \"x\": [0.25, -3, -4]}]");
        string[][] others = [[Model.Json], [folder["both.npz"]], [list], [$"x={folder["both.npz"]}", $"ids={Model.Json}"]];
        foreach (var files in others)
        {
            string[] options = [.. files.SelectMany(f => new[] { "--input", f })];
            Assert.Equal(expected, Tool.Done(["run", Model.Folder, .. options, "--index", "2", "--json"]).Output);
        }
    }

    [Fact]
    public void AllTensorsAreComparedOrNamed()
    {
        using var folder = new TempFolder();
        string[] verify = ["verify", Model.Proof, "--key", Model.Key];
        var result = folder.Write("result.json", Model.Proving.Output);
        var accepted = Tool.Done([.. verify, .. Model.Inputs, "--index", "1", "--output", result, "--json"]);
        Assert.Empty(accepted.Json["notCompared"]!.AsArray());
        Assert.Equal(Model.Proving.Json["output"]!.ToJsonString(), accepted.Json["output"]!.ToJsonString());
        var some = Tool.Done([.. verify, "--input", $"x={Model.Reals}", "--index", "1", "--output", $"next={folder.Write("next.json", "[40001, 8, 1]")}"]);
        Assert.Contains("not compared input 'ids', output 'y'", some.Output);
        Assert.Contains("proven output 'next', integers", some.Output);
        Tool.Rejected([.. verify, "--input", $"ids={Model.Ids}"], "another input 'ids'");
        Tool.Rejected([.. verify, "--input", $"x={Model.Reals}", "--index", "2"], "another input 'x'");
        Tool.Rejected([.. verify, "--output", $"next={folder.Write("other.json", "[40001, 8, 2]")}"], "another output 'next'");
        Tool.Rejected([.. verify, "--output", folder.Write("exchanged.json", "{\"y\": [40001, 8, 1]}")], "another output 'y'");
        Tool.Refused([.. verify, "--output", $"next={folder.Write("fraction.json", "[40001, 8.5, 1]")}"], "8.5 at index 1");
        Tool.Refused([.. verify, "--output", folder["next.json"]], "2 outputs", "NAME=FILE");
    }

    [Fact]
    public void BatchesHoldEverySampleOfEveryTensor()
    {
        using var folder = new TempFolder();
        var proven = Tool.Done(["prove", Model.Folder, .. Model.Inputs, "--batch", "all", "--out", folder["proof"], "--json"]).Json;
        Assert.Equal(4, proven["samples"]!.GetValue<int>());
        Assert.Equal([4, 4, 4], Numbers(proven["outputs"]![2]!["next"]!["integers"]!));
        string[] verify = ["verify", folder["proof"], "--key", Model.Key];
        Assert.Empty(Tool.Done([.. verify, .. Model.Inputs, "--batch", "all", "--output", folder.Write("all.json", proven.ToJsonString()), "--json"]).Json["notCompared"]!.AsArray());
        var ids = (long[])SeveralTensors.IdValues.Clone();
        ids[7]++;
        Tool.Rejected([.. verify, "--input", $"ids={folder.Write("ids.npy", Npy.Longs(ids, 4, 3))}"], "another input 'ids' of sample 2");
        Tool.Rejected([.. verify, "--input", $"ids={folder.Write("three.npy", Npy.Longs(ids[..9], 3, 3))}"], "another number of samples");
        Tool.Refused(["prove", Model.Folder, "--out", folder["proof"], .. Model.Inputs, "--input", $"ids={Model.Ids}", "--batch", "2"], "8 samples of 'ids'", "4 of 'x'");
        Tool.Refused(["prove", Model.Folder, "--out", folder["eight"], .. Model.Inputs, .. Model.Inputs], "make a batch", "--batch");
        Tool.Done(["prove", Model.Folder, "--out", folder["eight"], .. Model.Inputs, .. Model.Inputs, "--batch", "8"]);
    }

    [Fact]
    public void BadInputsAreRefusedAndFilesStay()
    {
        using var folder = new TempFolder();
        var proof = folder.Write("proof", "precious");
        string[] prove = ["prove", Model.Folder, "--out", proof, "--input"];
        var (ids, x) = ($"ids={Model.Ids}", $"x={Model.Reals}");
        Tool.Refused([.. prove, ids], "2 inputs", "no 'x'", "NAME=FILE");
        Tool.Refused([.. prove, Model.Ids], "ids.npy", "does not name its tensors", "'ids', 'x'");
        Tool.Refused([.. prove, ids, "--input", $"y={Model.Reals}"], "no input 'y'", "'ids', 'x'");
        Tool.Refused([.. prove, x, "--input", $"ids={folder.Write("high.npy", Npy.Longs([0, 1, 40_001], 1, 3))}"], "1 samples", "high.npy");
        Tool.Refused([.. prove, $"x={folder.Write("x.json", "[1, 2, 3]")}", "--input", $"ids={folder["high.npy"]}"], "from 0 to 40000", "40001 at index 2 of sample 0", "high.npy");
        Tool.Refused([.. prove, $"x={folder["x.json"]}", "--input", $"ids={folder.Write("half.json", "[1, 2.5, 3]")}"], "integers", "2.5 at index 1");
        Tool.Refused([.. prove, folder.Write("cut.npz", File.ReadAllBytes(Model.Ids)[..9])], "cut.npz");
        Tool.Refused([.. prove, folder.Write("empty.npz", [.. "PK\u0005\u0006"u8, .. new byte[18]])], "empty.npz", "empty");
        Tool.Refused([.. prove, folder.Write("bad.json", "{\"ids\": [1, 2, 3], \"x\": \"text\"}")], "bad.json", "\"x\"");
        Tool.Refused([.. prove, folder.Write("more.json", "{\"ids\": [1, 2, 3], \"x\": [1, 2, 3], \"z\": 1}")], "more.json", "'z'");
        Tool.Refused([.. prove, $"ids={folder.Write("a.npy", Npy.Longs([1], 1))}", "--input", $"x={folder["none"]}"], "2 problems", "a.npy", "[N, 3]", "none", "does not exist");
        Assert.Equal("precious", File.ReadAllText(proof));
    }

    [Fact]
    public void EachOutputIsEvaluated()
    {
        using var folder = new TempFolder();
        long[] next = [.. SeveralTensors.IdValues.Select(id => id + 1)];
        float[] y = [.. SeveralTensors.IdValues.Zip(SeveralTensors.RealValues, (id, x) => Math.Max(0, id + x))];
        string[] evaluate = ["evaluate", Model.Folder, "--inputs", Model.Json, "--reference", $"y={folder.Write("y.npy", Npy.Floats(y, 4, 3))}"];
        string[] both = [.. evaluate, "--reference", $"next={folder.Write("next.npy", Npy.Longs(next, 4, 3))}", "--json"];
        var json = Tool.Done(both).Json;
        Assert.Equal(1, json["outputs"]!["next"]!["top1Agreement"]!.GetValue<double>());
        Assert.Equal(0, json["outputs"]!["next"]!["maxAbsError"]!.GetValue<double>());
        Assert.InRange(json["outputs"]!["y"]!["relativeMaxError"]!.GetValue<double>(), 1e-9, 1e-3);
        next[4]++;
        File.WriteAllBytes(folder["next.npy"], Npy.Longs(next, 4, 3));
        var other = Tool.Done(both).Json;
        Assert.Equal(0.75, other["outputs"]!["next"]!["top1Agreement"]!.GetValue<double>());
        Assert.Equal(0.75, other["top1Agreement"]!.GetValue<double>());
        Assert.Equal(1, other["outputs"]!["next"]!["maxAbsError"]!.GetValue<double>());
        var one = Tool.Done(evaluate);
        Assert.Contains("no reference for 'next'", one.Error);
        Tool.Refused([.. evaluate, "--labels", folder["next.npy"]], "2 outputs", "NAME=FILE");
        Tool.Refused([.. evaluate[..^1], $"y={folder.Write("short.npy", Npy.Floats(y[..9], 3, 3))}"], "9 reference numbers of 'y'");
    }

    [Fact]
    public void AnUnusedInputIsNamedAndPartOfTheProof()
    {
        using var folder = new TempFolder();
        var onnx = folder.Write("unused.onnx", OnnxBytes.IdsAndReals(unused: true));
        var hint = folder.Write("hint.npy", Npy.Floats([1, 2, 3, 4, 5, 6, 7, 8], 4, 2));
        var compiled = Tool.Done("compile", onnx, "--out", folder["model"], "--calibration", Model.Json, "--calibration", $"hint={hint}", "--json");
        Assert.Contains("input 'hint' changes nothing", compiled.Error);
        Assert.Contains(compiled.Json["notes"]!.AsArray(), n => n!.GetValue<string>().Contains("'hint'"));
        string[] prove = ["prove", folder["model"], .. Model.Inputs, "--out", folder["proof"]];
        Tool.Refused(prove, "no 'hint'");
        Tool.Done([.. prove, "--input", $"hint={hint}"]);
        string[] verify = ["verify", folder["proof"], "--key", Path.Combine(folder["model"], "model.vk"), "--input", $"hint={hint}"];
        Tool.Done(verify);
        Tool.Rejected([.. verify, "--index", "1"], "another input 'hint'");
    }

    [Fact]
    public void FilesAreInspectedAndAudited()
    {
        var inspected = Tool.Done("inspect", Model.Key).Output;
        Assert.Contains("ids [1, 3], integers", inspected);
        Assert.Contains("x [1, 3], real = integer", inspected);
        Assert.Contains("next [1, 3], integers", inspected);
        Assert.True(Tool.Done(["inspect", Model.Folder, "--check", .. Model.Inputs, "--json"]).Json["check"]!["satisfied"]!.GetValue<bool>());
        var seed = Tool.Done("inspect", Model.Folder, "--show-seed", "--json").Json["seed"]!.GetValue<string>();
        Assert.Contains("MATCH", Tool.Done("audit", Model.Onnx, "--quantization", Model.File("quantization.json"), "--key", Model.Key, "--seed", seed).Output);
    }

    private static long[] Numbers(JsonNode list) => [.. list.AsArray().Select(v => v!.GetValue<long>())];
}
