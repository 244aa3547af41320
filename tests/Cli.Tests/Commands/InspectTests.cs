using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class InspectTests
{
    [Fact]
    public void ModelsShowTheirSizes()
    {
        var cancer = Compiled.Cancer;
        var json = Tool.Done("inspect", cancer.Model, "--show-seed", "--json").Json;
        Assert.Equal(cancer.Compilation.Json["modelHash"]!.GetValue<string>(), json["modelHash"]!.GetValue<string>());
        Assert.Equal(3, json["operators"]!.AsArray().Count);
        Assert.Equal(Compiled.Seed, json["seed"]!.GetValue<string>());
        var text = Tool.Done("inspect", cancer.Model).Output;
        Assert.Contains("/0/Gemm", text);
        Assert.Contains("cost of a proof", text);
        Assert.DoesNotContain(Compiled.Seed, text);
    }

    [Fact]
    public void KeysAndProofsShowTheirModel()
    {
        var cancer = Compiled.Cancer;
        var hash = cancer.Compilation.Json["modelHash"]!.GetValue<string>();
        var key = Tool.Done("inspect", cancer.Key, "--json").Json;
        Assert.Equal(("key", hash, true), (key["kind"]!.GetValue<string>(), key["modelHash"]!.GetValue<string>(), key["certificate"]!.GetValue<bool>()));
        var proof = Tool.Done("inspect", cancer.Proof, "--json").Json;
        Assert.Equal(("proof", hash, true), (proof["kind"]!.GetValue<string>(), proof["modelHash"]!.GetValue<string>(), proof["isIntact"]!.GetValue<bool>()));
    }

    [Fact]
    public void CheckRunsEveryConstraint()
    {
        var lenet = Compiled.Lenet;
        var json = Tool.Done("inspect", lenet.Model, "--check", "--input", lenet.Inputs, "--index", "5", "--json").Json;
        Assert.True(json["check"]!["satisfied"]!.GetValue<bool>());
    }

    [Fact]
    public void OtherFilesAreRefused()
    {
        using var folder = new TempFolder();
        var cancer = Compiled.Cancer;
        Tool.Refused(["inspect", folder.Write("text", "hello")], "text");
        Tool.Refused(["inspect", folder.Write("short", "ZKMLPRF\n")], "truncated");
        Tool.Refused(["inspect", folder.Write("srs", "ZKMLSRS\n")], "srs");
        Tool.Refused(["inspect", cancer.Key, "--check", "--input", cancer.Inputs], "model.zkml");
        Tool.Refused(["inspect", cancer.Model, "--check"], "--input");
        Assert.False(Tool.Done("inspect", folder.Write("cut", File.ReadAllBytes(cancer.Proof)[..^1]), "--json").Json["isIntact"]!.GetValue<bool>());
    }
}
