using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

public sealed class EvaluateTests
{
    private static readonly Compiled Cancer = Compiled.Cancer;

    private static readonly string[] Evaluate =
        ["evaluate", Cancer.Model, "--inputs", Cancer.Inputs, "--reference", Tool.Example("cancer_mlp", "outputs.npy")];

    [Fact]
    public void JsonHasTheFigures()
    {
        var json = Tool.Done([.. Evaluate, "--labels", Tool.Example("cancer_mlp", "labels.npy"), "--json"]).Json;
        Assert.Equal(169, json["samples"]!.GetValue<int>());
        Assert.True(json["top1Agreement"]!.GetValue<double>() > 0.97);
        Assert.True(json["accuracy"]!.GetValue<double>() > 0.95);
        Assert.True(json["maxAbsError"]!.GetValue<double>() < 0.2);
        Assert.True(json["meanAbsError"]!.GetValue<double>() < 0.02);
        Assert.True(json["outputRange"]!.GetValue<double>() > 0.5);
        Assert.Null(Tool.Done([.. Evaluate, "--json"]).Json["accuracy"]);
        Assert.Contains("same decision", Tool.Done(Evaluate).Output);
    }

    [Fact]
    public void FilesHaveToBelongTogether()
    {
        using var folder = new TempFolder();
        Tool.Refused([.. Evaluate, "--labels", folder.Write("few.npy", Npy.Longs([1, 2], 2))], "labels");
        Tool.Refused([.. Evaluate, "--labels", folder.Write("float.npy", Npy.Floats([1], 1))], "float.npy", "integers");
        Tool.Refused([.. Evaluate[..^1], folder.Write("rows.npy", Npy.Floats([1, 2], 2))], "do not fit");
        Tool.Refused([.. Evaluate[..^1], folder["none.npy"]], "does not exist");
        Tool.Refused(["evaluate", Cancer.Key, .. Evaluate[2..]], "not a Zkml model");
    }
}
