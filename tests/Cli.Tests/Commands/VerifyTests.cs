using System.Text.Json.Nodes;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class VerifyTests
{
    [Fact]
    public void HonestProofIsAccepted()
    {
        var cancer = Compiled.Cancer;
        var hash = cancer.Compilation.Json["modelHash"]!.GetValue<string>();
        var result = Tool.Done("verify", cancer.Proof, "--key", cancer.Key, "--input", cancer.Inputs, "--model-hash", hash, "--json", "--quiet");
        Assert.True(result.Json["accepted"]!.GetValue<bool>());
        Assert.Null(result.Json["rejection"]);
        Assert.Equal(hash, result.Json["modelHash"]!.GetValue<string>());
        Assert.True(result.Json["verifyMs"]!.GetValue<double>() > 0);
        Assert.True(result.Json["certificate"]!.GetValue<bool>());
        Assert.Equal(cancer.Proving.Json["output"]!.ToJsonString(), result.Json["output"]!.ToJsonString());
        Assert.Contains("NOT private", result.Error);
        Assert.Contains("ANYONE CAN FORGE", result.Error);
    }

    [Fact]
    public void AbsentCertificateIsSaid()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        Tool.Done("compile", cancer.Onnx, "--quantization", cancer.Quantization, "--out", folder.Path, "--seed", Compiled.Seed, "--no-certificate");
        Assert.Contains("ABSENT", Tool.Done("verify", cancer.Proof, "--key", folder["model.vk"]).Output);
        Assert.Contains("present", Tool.Done("verify", cancer.Proof, "--key", cancer.Key).Output);
    }

    [Fact]
    public void OtherExpectationsAreRejected()
    {
        var cancer = Compiled.Cancer;
        string[] verify = ["verify", cancer.Proof, "--key", cancer.Key];
        Tool.Rejected([.. verify, "--input", cancer.Inputs, "--index", "1"], "another input");
        Tool.Rejected([.. verify, "--model-hash", new string('0', 64)], "--model-hash");
        Tool.Refused([.. verify, "--model-hash", "12"], "--model-hash");
        Tool.Refused([.. verify, "--input", Compiled.Lenet.Inputs], "30");
    }

    [Fact]
    public void OutputsAreCompared()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        var output = cancer.Proving.Json["output"]!;
        var (integer, value) = (output["integers"]![0]!.GetValue<long>(), output["values"]![0]!.GetValue<double>());
        string[] verify = ["verify", cancer.Proof, "--key", cancer.Key, "--output"];
        Tool.Done([.. verify, folder.Write("int.npy", Npy.Longs([integer], 1))]);
        Tool.Done([.. verify, folder.Write("int.json", $"[[{integer}]]")]);
        Tool.Done([.. verify, folder.Write("float.npy", Npy.Floats([(float)value + 0.001f], 1, 1))]);
        Tool.Done([.. verify, folder.Write("prove.json", cancer.Proving.Output)]);
        var rows = folder.Write("rows.npy", Npy.Longs([integer, integer + 1], 2, 1));
        Tool.Done([.. verify, rows]);
        Tool.Rejected([.. verify, rows, "--index", "1"], "another output");
        Tool.Refused([.. verify, rows, "--index", "2"], "2 rows");
        Tool.Rejected([.. verify, folder.Write("other.npy", Npy.Longs([integer + 1], 1))], "another output");
        Tool.Rejected([.. verify, folder.Write("other.json", $"{{\"output_data\": [{integer - 1}]}}")], "another output");
        Tool.Rejected([.. verify, folder.Write("off.npy", Npy.Floats([(float)value + 0.02f], 1))], "another output");
        Tool.Refused([.. verify, folder.Write("bad.json", "[\"a\"]")], "bad.json");
        Tool.Refused([.. verify, folder.Write("empty.json", "[]")], "empty.json");
        Tool.Refused([.. verify, folder.Write("junk.json", "junk")], "junk.json");
    }

    [Fact]
    public void TamperedProofsAreRejected()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        var bytes = File.ReadAllBytes(cancer.Proof);
        for (var position = 0; position < bytes.Length - 8; position += bytes.Length / 41)
        {
            Tool.Rejected(["verify", folder.Write("tampered", Checksummed.Flip(bytes, position)), "--key", cancer.Key]);
        }
        Tool.Rejected(["verify", folder.Write("changed", Checksummed.Flip(bytes, 700, repair: false)), "--key", cancer.Key], "checksum");
        Tool.Rejected(["verify", folder.Write("cut", bytes[..^1]), "--key", cancer.Key]);
        Tool.Rejected(["verify", folder.Write("header", bytes[..20]), "--key", cancer.Key]);
        Tool.Rejected(["verify", folder.Write("empty", []), "--key", cancer.Key]);
        Tool.Rejected(["verify", folder.Write("longer", [.. bytes, 0]), "--key", cancer.Key]);
        Tool.Rejected(["verify", cancer.Proof, "--key", Compiled.Lenet.Key], "another model");
    }

    [Fact]
    public void UnusableKeysAreBadInput()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        var bytes = File.ReadAllBytes(cancer.Key);
        Tool.Refused(["verify", cancer.Proof, "--key", folder["none"]], "none", "does not exist");
        Tool.Refused(["verify", folder["none"], "--key", cancer.Key], "none", "does not exist");
        Tool.Refused(["verify", cancer.Proof, "--key", folder.Write("empty", [])], "empty");
        Tool.Refused(["verify", cancer.Proof, "--key", folder.Write("cut", bytes[..^5])], "checksum");
        Tool.Refused(["verify", cancer.Proof, "--key", folder.Path], "is a folder");
        for (var position = 0; position < bytes.Length - 8; position += bytes.Length / 29)
        {
            // A changed key is not usable, or it is the key of another model.
            var result = Tool.Run("verify", cancer.Proof, "--key", folder.Write("subtle", Checksummed.Flip(bytes, position)));
            Assert.True(result.ExitCode is 1 or 2, $"{position}: {result.ExitCode}");
            Assert.DoesNotContain("internal error", result.Error);
        }
    }
}
