using System.Text.Json.Nodes;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class ProveTests
{
    [Fact]
    public void JsonHasTimesSizesAndOutput()
    {
        var cancer = Compiled.Cancer;
        var json = cancer.Proving.Json;
        Assert.True(json["proveMs"]!.GetValue<double>() > 0);
        Assert.Equal(new FileInfo(cancer.Proof).Length, json["proofBytes"]!.GetValue<long>());
        Assert.True(json["peakMemoryBytes"]!.GetValue<long>() > 1 << 20);
        Assert.Contains("opening", json["stagesMs"]!.AsObject().Select(p => p.Key));
        Assert.Single(json["output"]!["values"]!.AsArray());
        Assert.Single(json["output"]!["integers"]!.AsArray());
        var run = Tool.Done("run", cancer.Model, "--input", cancer.Inputs, "--json");
        Assert.Equal(run.Json["output"]!.ToJsonString(), json["output"]!.ToJsonString());
    }

    [Fact]
    public void TraceHasOneEventPerStage()
    {
        var cancer = Compiled.Cancer;
        var events = JsonNode.Parse(File.ReadAllText(cancer.Trace))!["traceEvents"]!.AsArray();
        Assert.Equal(cancer.Proving.Json["stagesMs"]!.AsObject().Count, events.Count);
        Assert.All(events, e => Assert.Equal("X", e!["ph"]!.GetValue<string>()));
    }

    [Fact]
    public void JsonInputsAreAccepted()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        var zeros = folder.Write("in.json", $"{{\"input_data\": [[{string.Join(", ", new int[30])}]]}}");
        var integers = folder.Write("in.npy", Npy.Longs(new long[60], 2, 30));
        var fromJson = Tool.Done("run", cancer.Model, "--input", zeros, "--json").Output;
        Assert.Equal(fromJson, Tool.Done("run", cancer.Model, "--input", integers, "--index", "1", "--json").Output);
    }

    [Fact]
    public void BadInputsAreRefused()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        var proof = folder.Write("proof", "old");
        string[] prove = ["prove", cancer.Model, "--out", proof, "--input"];
        Tool.Refused([.. prove, cancer.Inputs, "--index", "169"], "169 samples", "0 to 168");
        Tool.Refused([.. prove, cancer.Inputs, "--index", "-1"], "-1");
        Tool.Refused([.. prove, Compiled.Lenet.Inputs], "expected", "30", "28");
        Tool.Refused([.. prove, folder.Write("complex.npy", Npy.Of("<c8", new byte[240], 1, 30))], "complex.npy", "<c8");
        Tool.Refused([.. prove, folder.Write("text.npy", Npy.Of("|S5", new byte[150], 30))], "text.npy");
        Tool.Refused([.. prove, folder.Write("cut.npy", File.ReadAllBytes(cancer.Inputs)[..1000])], "cut.npy", "bytes");
        Tool.Refused([.. prove, folder.Write("nan.json", "{\"input_data\": [[NaN]]}")], "nan.json");
        Tool.Refused([.. prove, folder.Write("short.json", "{\"input_data\": [[1, 2]]}")], "short.json", "30");
        Tool.Refused([.. prove, folder["none.npy"]], "none.npy", "does not exist");
        Tool.Refused([.. prove, cancer.Inputs, "--context", "xyz"], "--context");
        Tool.Refused([.. prove, cancer.Inputs, "--context", new string('f', 64)], "--context");
        Tool.Refused(["prove", cancer.Model, "--input", cancer.Inputs, "--out", folder["no/proof"]], "folder does not exist");
        Assert.Equal("old", File.ReadAllText(proof));
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void CorruptModelsAreRefused()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        var bytes = File.ReadAllBytes(cancer.Model);
        string[] rest = ["--input", cancer.Inputs, "--out", folder["proof"]];
        Tool.Refused(["prove", folder.Write("empty", []), .. rest], "empty");
        Tool.Refused(["prove", folder.Write("cut", bytes[..^100]), .. rest], "cut", "checksum");
        Tool.Refused(["prove", folder.Write("changed", Checksummed.Flip(bytes, bytes.Length / 2, repair: false)), .. rest], "changed", "checksum");
        Tool.Refused(["prove", cancer.Key, .. rest], "not a Zkml model");
        Tool.Refused(["prove", folder["none"], .. rest], "none", "does not exist");
        for (var position = 9; position < bytes.Length - 8; position += bytes.Length / 23)
        {
            // A repaired checksum: whatever the change hits, there is a proof, or a message and no proof.
            var result = Tool.Run(["prove", folder.Write("subtle", Checksummed.Flip(bytes, position)), .. rest]);
            Assert.True(result.ExitCode is 0 or 2, result.Error);
            Assert.DoesNotContain("internal error", result.Error);
        }
    }

    [Fact]
    public void ContextIsProven()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        Tool.Done("prove", cancer.Model, "--input", cancer.Inputs, "--index", "3", "--out", folder["proof"], "--context", "0xabc");
        var verified = Tool.Done("verify", folder["proof"], "--key", cancer.Key, "--json");
        Assert.Equal("abc".PadLeft(64, '0'), verified.Json["context"]!.GetValue<string>());
        Assert.Contains("abc", Tool.Done("inspect", folder["proof"]).Output);
    }
}
