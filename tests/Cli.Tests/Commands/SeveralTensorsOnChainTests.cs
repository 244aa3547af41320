using Zkml.Cli.Tests.Harness;
using Zkml.Settlement.Anvil;

namespace Zkml.Cli.Tests.Commands;

/// <summary>Two inputs, one of ids, and two outputs: from the command line to a contract on a local chain.</summary>
public sealed class SeveralTensorsOnChainTests
{
    private static readonly SeveralTensors Model = SeveralTensors.Model;

    [Theory]
    [InlineData("input", new[] { "ids", "x" })]
    [InlineData("output", new[] { "next", "y" })]
    [InlineData("both", new[] { "ids", "x", "next", "y" })]
    public async Task AProofGoesTheWholeWay(string seal, string[] names)
    {
        using var folder = new TempFolder();
        var proving = Tool.Done(["prove", Model.Folder, .. Model.Inputs, "--index", "1", "--private", "--seal", seal, "--out", folder["secret"], "--json"]);
        var wrapped = Tool.Done("wrap", folder["secret"], "--model", Model.Folder, "--out", folder["proof"], "--json");
        Assert.Equal(names, wrapped.Json["sealed"]!.AsArray().Select(s => s!["tensor"]!.GetValue<string>()));
        Assert.Equal(names.Length, wrapped.Json["sealed"]!.AsArray().Select(s => s!["name"]!.GetValue<string>()).Distinct().Count());
        string[] verify = ["verify", folder["proof"], "--key", folder["wrapper.vk"]];
        var verified = Tool.Done([.. verify, "--json"]).Json;
        Assert.Equal(seal == "input", verified["output"] is not null);
        if (seal == "input")
        {
            Assert.Equal(proving.Json["output"]!.ToJsonString(), verified["output"]!.ToJsonString());
            var compared = Tool.Done([.. verify, "--output", folder.Write("result.json", proving.Output), "--json"]).Json["notCompared"]!;
            Assert.Equal(["input 'ids'", "input 'x'"], compared.AsArray().Select(n => n!.GetValue<string>()));
            Tool.Rejected([.. verify, "--output", $"next={folder.Write("other.json", "[40001, 8, 2]")}"], "another output 'next'");
            Tool.Refused([.. verify, .. Model.Inputs], "sealed");
        }
        if (seal == "output") Tool.Rejected([.. verify, .. Model.Inputs, "--index", "2"], "another input 'ids'");
        using var node = await AnvilNode.Start();
        var deployed = Tool.Done("evm", "deploy", "--rpc", node.Url, "--dev", "--key", folder["wrapper.vk"], "--json").Json;
        string[] ask = ["evm", "verify", "--rpc", node.Url, "--contract", deployed["verifier"]!.GetValue<string>(), "--key", folder["wrapper.vk"]];
        Assert.True(Tool.Done([.. ask, folder["proof"], "--submit", "--dev", "--json"]).Json["gas"]!.GetValue<long>() > 300_000);
        var changed = Checksummed.Flip(File.ReadAllBytes(folder["proof"]), 9 + 32 + 31);
        Tool.Rejected([.. ask, folder.Write("changed", changed)], "ProofRejected");
        Assert.True(Tool.Done("evm", "audit", "--key", folder["wrapper.vk"], "--json").Json["accepted"]!.GetValue<bool>());
    }
}
