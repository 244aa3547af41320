using Zkml.Algebra.Curves;
using Zkml.Cli.Tests.Harness;
using Zkml.Settlement.Ethereum;
using Zkml.Settlement.Anvil;
using Zkml.Wrapper.Codec;

namespace Zkml.Cli.Tests.Commands;

public sealed class EvmTests
{
    private static readonly Wrapped Cancer = Wrapped.Cancer;

    [Fact]
    [Trait(TestTier.Name, TestTier.All)]
    public async Task AProofGoesTheWholeWay()
    {
        using var node = await AnvilNode.Start();
        var deployed = Tool.Done("evm", "deploy", "--rpc", node.Url, "--dev", "--key", Cancer.Key, "--json");
        Assert.Contains("public", deployed.Error);
        var (verifier, registry) = (deployed.Json["verifier"]!.GetValue<string>(), deployed.Json["registry"]!.GetValue<string>());
        string[] register = ["evm", "register", "--rpc", node.Url, "--registry", registry, "--key", Cancer.Key];
        string[] audit = ["evm", "audit", "--key", Cancer.Key, "--rpc", node.Url, "--registry", registry];
        Tool.Rejected(audit, "no such model");
        Assert.True(Tool.Done([.. register, "--dev", "--name", "cancer", "--json"]).Json["gas"]!.GetValue<long>() > 21_000);
        Tool.Refused([.. register, "--dev"], "registered already");
        var audited = Tool.Done([.. audit, "--json"]).Json;
        Assert.Equal(Account.FromPrivateKey(AnvilNode.DevelopmentKey).Address, audited["publisher"]!.GetValue<string>());
        Verifies(node.Url, verifier);
        Tool.Rejected(["evm", "verify", "--rpc", node.Url, "--contract", registry, "--key", Cancer.Key, Cancer.Proof]);
        Tool.Refused(["evm", "register", "--rpc", node.Url, "--registry", verifier, "--key", Cancer.Key, "--dev"], "No model registry");
    }

    private static void Verifies(string url, string verifier)
    {
        using var folder = new TempFolder();
        string[] verify = ["evm", "verify", "--rpc", url, "--contract", verifier, "--key", Cancer.Key];
        var asked = Tool.Done([.. verify, Cancer.Proof, "--json"]).Json;
        var submitted = Tool.Done([.. verify, Cancer.Proof, "--submit", "--private-key-file", folder.Write("key", AnvilNode.DevelopmentKey + "\n"), "--json"]).Json;
        Assert.InRange(submitted["gas"]!.GetValue<int>(), 300_000, 450_000);
        Assert.InRange(asked["gas"]!.GetValue<int>(), submitted["gas"]!.GetValue<int>(), 1.05 * submitted["gas"]!.GetValue<int>());
        Assert.Equal(Tool.Done("inspect", Cancer.Key, "--json").Json["chain"]!["calldataBytes"]!.GetValue<int>(), asked["calldataBytes"]!.GetValue<int>());
        var bytes = File.ReadAllBytes(Cancer.Proof);
        // The context is a public input: only the proof itself can tell that it was changed.
        Tool.Rejected([.. verify, folder.Write("changed", Checksummed.Flip(bytes, 9 + 32 + 31))], "ProofRejected");
        Tool.Rejected([.. verify, folder.Write("cut", bytes[..^1])], "checksum");
        Tool.Refused([.. verify, Cancer.Proof, "--dev"], "--submit");
    }

    [Fact]
    public void AWrongKeyDoesNotPassTheAudit()
    {
        using var folder = new TempFolder();
        var file = WrapperKeyCodec.TryDecode(File.ReadAllBytes(Cancer.Key), out _)!;
        var zeroed = file with { Plonk = file.Plonk with { Wiring = G1Affine.Identity, Gates = G1Affine.Identity } };
        Tool.Rejected(["evm", "audit", "--key", folder.Write("zeroed", WrapperKeyCodec.Encode(zeroed))], "selectors");
        Tool.Rejected(["evm", "audit", "--key", folder.Write("batch", WrapperKeyCodec.Encode(file with { Samples = 2 }))]);
        Assert.True(Tool.Done("evm", "audit", "--key", Cancer.Key, "--json").Json["accepted"]!.GetValue<bool>());
    }

    [Fact]
    public void WhatIsMissingIsNamed()
    {
        using var folder = new TempFolder();
        var address = "0x" + new string('1', 40);
        string[] deploy = ["evm", "deploy", "--rpc", "http://127.0.0.1:1", "--key", Cancer.Key];
        Tool.Refused(deploy, "--private-key-file", "ZKML_PRIVATE_KEY", "--dev");
        Tool.Refused([.. deploy, "--dev"], "No answer", "zkml evm dev");
        Tool.Refused(["evm", "deploy", "--rpc", "nowhere", "--key", Cancer.Key, "--dev"], "nowhere", "URL");
        Tool.Refused(["evm", "deploy", "--rpc", "http://127.0.0.1:1", "--key", Cancer.Proof, "--dev"], "wrapper key");
        Tool.Refused(["evm", "verify", "--rpc", "http://127.0.0.1:1", "--contract", "0x12", "--key", Cancer.Key, Cancer.Proof], "--contract", "40 hexadecimal");
        Tool.Refused(["evm", "audit", "--key", Cancer.Key, "--rpc", "http://127.0.0.1:1"], "--registry");
        Tool.Refused(["evm", "audit", "--key", Cancer.Key, "--rpc", "http://127.0.0.1:1", "--registry", address], "No answer");
        Tool.Refused(["evm", "dev", "--port", "70000"], "70000");
        var secret = new string('e', 63);
        var refused = Tool.Run([.. deploy, "--private-key-file", folder.Write("key", secret), "--json"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.DoesNotContain(secret, refused.Output + refused.Error);
        Tool.Refused([.. deploy, "--private-key-file", folder["key"], "--dev"], "not both");
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.All)]
    public void TheDemoShowsTheWholeWay()
    {
        var json = Tool.Done("demo", "--evm", "--index", "1", "--json").Json;
        Assert.True(json["accepted"]!.GetValue<bool>());
        Assert.True(json["audited"]!.GetValue<bool>());
        Assert.Equal("ProofRejected", json["otherOutputError"]!.GetValue<string>());
        Assert.NotNull(json["tamperedError"]);
        foreach (var key in (string[])["gas", "calldataBytes", "wrapMs", "proveMs", "constraints"]) Assert.True(json[key]!.GetValue<double>() > 0, key);
    }
}
