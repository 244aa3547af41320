using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

/// <summary>Proofs of several samples, from the command line.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static Compiled Cancer => Compiled.Cancer;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 5)]
    [InlineData(7, 162)]
    public void BatchesAreProvenAndVerifiedUnderTheSameKey(int samples, int index)
    {
        var (proven, proof) = Prove(samples, index);
        Assert.Equal(samples, proven.Json["samples"]!.GetValue<int>());
        var verified = Tool.Done(
            "verify", proof, "--key", Cancer.Key, "--input", Cancer.Inputs, "--index", $"{index}", "--batch", $"{samples}",
            "--output", folder.Write("claimed.json", Integers(proven)), "--json");
        Assert.Equal(proven.Json["outputs"]!.ToJsonString(), verified.Json["outputs"]!.ToJsonString());
        Assert.Equal(samples == 1, verified.Json["output"] is not null);
        for (var s = 0; s < samples; s++)
        {
            var run = Tool.Done("run", Cancer.Model, "--input", Cancer.Inputs, "--index", $"{index + s}", "--json");
            Assert.Equal(run.Json["output"]!.ToJsonString(), verified.Json["outputs"]![s]!.ToJsonString());
        }
        Assert.Equal(samples, Tool.Done("inspect", proof, "--json").Json["samples"]!.GetValue<int>());
    }

    [Fact]
    public void AllSamplesOfSeveralFilesMakeOneBatch()
    {
        var one = folder.Write("one.json", $"{{\"input_data\": [{Row(0.5)}]}}");
        var two = folder.Write("two.json", $"{{\"input_data\": [{Row(-1)}, {Row(2)}]}}");
        var proof = folder["proof"];
        string[] inputs = ["--input", one, "--input", two];
        var proven = Tool.Done(["prove", Cancer.Model, .. inputs, "--batch", "all", "--out", proof, "--json"]);
        Assert.Equal(3, proven.Json["samples"]!.GetValue<int>());
        Tool.Done(["verify", proof, "--key", Cancer.Key, .. inputs, "--batch", "all"]);
        Tool.Done(["verify", proof, "--key", Cancer.Key, .. inputs]);
        Tool.Rejected(["verify", proof, "--key", Cancer.Key, "--input", two, "--input", one], "another input of sample 0");
        Tool.Rejected(["verify", proof, "--key", Cancer.Key, "--input", two], "another number of samples");
        Tool.Refused(["prove", Cancer.Model, .. inputs, "--out", proof], "--batch all");
    }

    [Fact]
    public void WhatABatchIsAboutIsCompared()
    {
        var (proven, proof) = Prove(3, 0);
        string[] verify = ["verify", proof, "--key", Cancer.Key];
        Tool.Done([.. verify, "--input", Cancer.Inputs]);
        Tool.Rejected([.. verify, "--input", Cancer.Inputs, "--index", "1"], "another input of sample 0");
        Tool.Rejected([.. verify, "--input", Cancer.Inputs, "--index", "167"], "another number of samples");
        Tool.Rejected([.. verify, "--batch", "4"], "another number of samples");
        Tool.Rejected([.. verify, "--input", Cancer.Inputs, "--batch", "all"], "another number of samples");
        Tool.Refused([.. verify, "--batch", "all"], "--input");
        var rows = proven.Json["outputs"]!.AsArray().Select(o => o!["integers"]![0]!.GetValue<long>()).ToArray();
        Tool.Done([.. verify, "--output", folder.Write("three.npy", Npy.Longs(rows, 3, 1))]);
        Tool.Done([.. verify, "--output", folder.Write("five.npy", Npy.Longs([0, .. rows, 0], 5, 1)), "--index", "1"]);
        Tool.Rejected([.. verify, "--output", folder.Write("two.npy", Npy.Longs(rows[..2], 2, 1))], "another number of samples");
        rows[2]++;
        Tool.Rejected([.. verify, "--output", folder.Write("other.npy", Npy.Longs(rows, 3, 1))], "another output of sample 2");
        var text = Tool.Done(verify).Output;
        Assert.Contains("3 samples", text);
        Assert.Contains("samples      3", text);
    }

    [Fact]
    public void WrongNumbersOfSamplesAreRefused()
    {
        var proof = folder["proof"];
        string[] prove = ["prove", Cancer.Model, "--input", Cancer.Inputs, "--out", proof];
        Tool.Refused([.. prove, "--batch", "170"], "169 samples", "--batch 169");
        Tool.Refused([.. prove, "--batch", "8", "--index", "165"], "169 samples", "--batch 4");
        Tool.Refused([.. prove, "--batch", "2", "--index", "169"], "--index 169");
        foreach (var count in new[] { "0", "-3", "1.5", "many", "99999999999" }) Tool.Refused([.. prove, "--batch", count], "--batch");
        Assert.False(File.Exists(proof));
    }

    [Fact]
    public void TamperedBatchesAreRejected()
    {
        var (_, proof) = Prove(2, 0);
        var bytes = File.ReadAllBytes(proof);
        for (var position = 0; position < bytes.Length - 8; position += bytes.Length / 31)
        {
            Tool.Rejected(["verify", folder.Write("tampered", Checksummed.Flip(bytes, position)), "--key", Cancer.Key]);
        }
        Tool.Rejected(["verify", proof, "--key", Compiled.Lenet.Key], "another model");
    }

    [Fact]
    public void AModelMayBeCompiledForBatches()
    {
        string[] compile = ["compile", Cancer.Onnx, "--quantization", Cancer.Quantization, "--out", folder["batches"], "--seed", Compiled.Seed];
        var bits = Cancer.Compilation.Json["chunkBits"]!.GetValue<int>();
        Assert.Equal(bits, Tool.Done([.. compile, "--batch", "1", "--json"]).Json["chunkBits"]!.GetValue<int>());
        Assert.True(Tool.Done([.. compile, "--batch", "64", "--json"]).Json["chunkBits"]!.GetValue<int>() > bits);
        var proof = folder["proof"];
        Tool.Done("prove", folder["batches/model.zkml"], "--input", Cancer.Inputs, "--batch", "5", "--out", proof);
        Tool.Done("verify", proof, "--key", folder["batches/model.vk"], "--input", Cancer.Inputs, "--batch", "5");
        Tool.Refused([.. compile, "--batch", "0"], "--batch 0");
        Tool.Refused([.. compile, "--batch", "60000000"], "60000000 samples");
        Tool.Refused([.. compile, "--batch", "2", "--chunk-bits", "9"], "not both");
    }

    [Fact]
    public void BenchReportsTimesPerInference()
    {
        var result = Tool.Done("bench", "cancer_mlp", "--batch", "3", "--json");
        var rows = result.Json["models"]![0]!["batches"]!.AsArray();
        Assert.Equal([1, 2, 3, 3], rows.Select(r => r!["samples"]!.GetValue<int>()));
        foreach (var row in rows)
        {
            var each = row!["warmProveMs"]!.GetValue<double>() / row["samples"]!.GetValue<int>();
            Assert.Equal(each, row["proveMsPerInference"]!.GetValue<double>(), 0.01);
            Assert.True(row["verifyMs"]!.GetValue<double>() > 0);
        }
        Tool.Refused(["bench", "cancer_mlp", "--batch", "0"], "--batch 0");
    }

    private (CliResult Proven, string Proof) Prove(int samples, int index)
    {
        var proof = folder["proof"];
        var result = Tool.Done(
            "prove", Cancer.Model, "--input", Cancer.Inputs, "--index", $"{index}", "--batch", $"{samples}", "--out", proof, "--json");
        return (result, proof);
    }

    private static string Integers(CliResult proven) =>
        $"[{string.Join(',', proven.Json["outputs"]!.AsArray().Select(o => o!["integers"]!.ToJsonString()))}]";

    private static string Row(double value) =>
        $"[{string.Join(',', Enumerable.Repeat(value.ToString(System.Globalization.CultureInfo.InvariantCulture), 30))}]";
}
