using System.Text.Json.Nodes;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class WrapTests
{
    private static readonly Wrapped Cancer = Wrapped.Cancer;

    [Fact]
    public void AModelForAChainHasNoCertificateAndOneChunkEach()
    {
        Assert.False(Cancer.Compilation.Json["certificate"]!.GetValue<bool>());
        Assert.Equal(11, Cancer.Compilation.Json["chunkBits"]!.GetValue<int>());
        Assert.Contains("give away the small columns", Cancer.Compilation.Error);
        Assert.Equal(4, Tool.Done("inspect", Cancer.File("model.vk"), "--json").Json["chain"]!["commitments"]!.GetValue<int>());
    }

    [Fact]
    public void ChainOptionsThatConflictAreRefused()
    {
        using var folder = new TempFolder();
        string[] compile = ["compile", Cancer.Onnx, "--calibration", Cancer.Inputs, "--out", folder["out"], "--chain"];
        Tool.Refused([.. compile, "--chunk-bits", "11"], "--chain or --chunk-bits");
        Tool.Refused([.. compile, "--certificate", "--no-certificate"], "--certificate or --no-certificate");
        Tool.Done("setup", "--log-size", "8", "--insecure-dev", "--out", folder["srs"]);
        Tool.Refused([.. compile, "--srs", folder["srs"]], "2^8 powers", "2^11", "--log-size 11");
        Assert.False(Directory.Exists(folder["out"]));
    }

    [Fact]
    public void ThePrivateProofIsSecret()
    {
        Assert.True(Cancer.Proving.Json["private"]!.GetValue<bool>());
        Assert.Equal("""["input"]""", Cancer.Proving.Json["sealed"]!.ToJsonString());
        Assert.Contains("SECRET", Cancer.Proving.Error);
        Assert.StartsWith("ZKMLHID\n", File.ReadAllText(Cancer.Secret), StringComparison.Ordinal);
        foreach (var path in (string[])[Cancer.Secret, Cancer.Receipt])
        {
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
        Assert.Contains("SECRET", Tool.Done("inspect", Cancer.Secret).Error);
        Tool.Refused(["verify", Cancer.Secret, "--key", Cancer.File("model.vk")], "SECRET", "zkml wrap");
    }

    [Fact]
    public void AWrappedProofIsVerified()
    {
        var json = Tool.Done("verify", Cancer.Proof, "--key", Cancer.Key, "--json").Json;
        Assert.True(json["accepted"]!.GetValue<bool>());
        Assert.True(json["private"]!.GetValue<bool>());
        Assert.EndsWith("2a", json["context"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(Cancer.Proving.Json["output"]!.ToJsonString(), json["output"]!.ToJsonString());
        Assert.Equal(Cancer.Wrapping.Json["sealed"]!.ToJsonString(), json["sealed"]!.ToJsonString());
        Assert.Equal(json["modelId"]!.GetValue<string>(), Tool.Done("inspect", Cancer.Proof, "--json").Json["modelId"]!.GetValue<string>().Insert(0, "0x"));
        var plain = Tool.Done("verify", Compiled.Cancer.Proof, "--key", Compiled.Cancer.Key, "--json").Json;
        Assert.False(plain["private"]!.GetValue<bool>());
        Assert.Contains("not private", Tool.Done("verify", Compiled.Cancer.Proof, "--key", Compiled.Cancer.Key).Output);
    }

    [Fact]
    public void TheReceiptOpensTheName()
    {
        var receipt = JsonNode.Parse(File.ReadAllText(Cancer.Receipt))!;
        var tensor = receipt["sealed"]![0]!;
        var bytes = Convert.FromHexString(tensor["commitment"]!.GetValue<string>()[2..]);
        Assert.Equal("0x" + Convert.ToHexStringLower(Algebra.Hashing.Keccak256.Hash(bytes)), tensor["name"]!.GetValue<string>());
        Assert.Equal(66, tensor["blinding"]!.GetValue<string>().Length);
        Assert.Equal("input", tensor["kind"]!.GetValue<string>());
    }

    [Fact]
    public void ChangedWrappedProofsAreRejected()
    {
        using var folder = new TempFolder();
        var bytes = File.ReadAllBytes(Cancer.Proof);
        foreach (var position in (int[])[20, 45, 74, 200, bytes.Length - 300, bytes.Length - 9])
        {
            Tool.Rejected(["verify", folder.Write("changed", Checksummed.Flip(bytes, position)), "--key", Cancer.Key]);
        }
        Tool.Rejected(["verify", folder.Write("cut", bytes[..^9]), "--key", Cancer.Key], "checksum");
        Tool.Rejected(["verify", Cancer.Proof, "--key", Cancer.Key, "--model-hash", new string('1', 64)], "another model");
        Tool.Rejected(["verify", Cancer.Proof, "--key", Cancer.Key, "--output", folder.Write("y.json", "[12345]")], "another output");
        Tool.Refused(["verify", Cancer.Proof, "--key", Cancer.Key, "--input", Cancer.Inputs], "sealed", "--input");
    }

    [Fact]
    public void KeysAndProofsThatDoNotBelongTogetherAreRefused()
    {
        Tool.Refused(["verify", Cancer.Proof, "--key", Cancer.File("model.vk")], "not a Zkml wrapper key");
        Tool.Refused(["verify", Compiled.Cancer.Proof, "--key", Cancer.Key], "wrapper key", "model's verifying key");
    }

    [Fact]
    public void OnlyProofsOfTheModelAreWrapped()
    {
        using var folder = new TempFolder();
        var old = folder.Write("out", "old");
        string[] wrap = ["wrap", "--model", Cancer.Folder, "--out", old];
        Tool.Refused([.. wrap, Compiled.Cancer.Proof], "prove --private");
        Tool.Refused(["wrap", "--model", Compiled.Cancer.Key, "--out", old, Cancer.Secret], "another model");
        Tool.Refused([.. wrap, folder["none"]], "does not exist");
        Tool.Refused([.. wrap, Cancer.Secret, "--key-out", old], "different files");
        Tool.Refused([.. wrap, Cancer.Secret, "--srs", folder.Write("srs", "no")], "srs");
        Tool.Done("setup", "--log-size", "12", "--insecure-dev", "--out", folder["small"]);
        Tool.Refused([.. wrap, Cancer.Secret, "--srs", folder["small"]], "2^12 powers", "--log-size 17");
        var bytes = File.ReadAllBytes(Cancer.Secret);
        for (var position = 10; position < bytes.Length - 8; position += bytes.Length / 7)
        {
            Tool.Refused([.. wrap, folder.Write("changed", Checksummed.Flip(bytes, position))]);
        }
        Assert.Equal("old", File.ReadAllText(old));
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void SealingBelongsToPrivateProofs()
    {
        using var folder = new TempFolder();
        string[] prove = ["prove", Cancer.Folder, "--input", Cancer.Inputs, "--out", folder["proof"]];
        Tool.Refused([.. prove, "--seal", "input"], "--private");
        Tool.Refused([.. prove, "--private", "--seal", "nothing"], "nothing");
        Tool.Refused([.. prove, "--private", "--trace", folder["trace"]], "--trace");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void BothTensorsCanBeSealed()
    {
        using var folder = new TempFolder();
        var proved = Tool.Done("prove", Cancer.Folder, "--input", Cancer.Inputs, "--batch", "2", "--private", "--seal", "both", "--out", folder["secret"], "--json");
        Assert.False(proved.Json.ContainsKey("output"));
        Tool.Done("wrap", folder["secret"], "--model", Cancer.Folder, "--out", folder["proof"], "--key-out", folder["key"], "--receipt", folder["receipt"]);
        var json = Tool.Done("verify", folder["proof"], "--key", folder["key"], "--json").Json;
        Assert.Equal(2, json["sealed"]!.AsArray().Count);
        Assert.Equal(2, json["samples"]!.GetValue<int>());
        Assert.False(json.ContainsKey("outputs"));
        Tool.Refused(["verify", folder["proof"], "--key", folder["key"], "--output", folder.Write("y.json", "[1, 2]")], "sealed", "--output");
    }
}
