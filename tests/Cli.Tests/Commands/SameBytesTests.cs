using System.Security.Cryptography;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Commands;

/// <summary>
/// What is proven does not change by accident: the example models, compiled with the ranges and the seed of
/// tests/vectors/house, give the keys, models and proofs whose SHA-256 stand in hashes.txt there. They were recorded
/// before the reorganization of the sources (2026-11-29). A change on purpose records them anew with ZKML_UPDATE=1 and says
/// so in its commit.
/// </summary>
public sealed class SameBytesTests
{
    private static readonly string Vectors = Path.Combine(Tool.Root(), "tests", "vectors", "house");

    public static TheoryData<string, int> Models
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var model in (string[])["cancer_mlp", "fashion_resnet", "mnist_lenet", "mnist_mlp"])
            {
                data.Add(model, 8);
                data.Add(model, 16);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void KeyModelAndProofAreThoseRecorded(string model, int bits)
    {
        using var folder = new TempFolder();
        var name = $"{model}-{bits}";
        var inputs = Tool.Example(model, "inputs.npy");
        Tool.Done(
            "compile", Tool.Example(model, "model.onnx"), "--quantization", Path.Combine(Vectors, $"{name}.quantization.json"),
            "--bits", $"{bits}", "--seed", Compiled.Seed, "--out", folder.Path);
        Tool.Done("prove", folder["model.zkml"], "--input", inputs, "--index", "3", "--out", folder["proof"]);
        string[] actual = [.. ((string[])["model.vk", "model.zkml", "proof"]).Select(file => $"{name} {file} {Hash(folder[file])}")];
        if (Environment.GetEnvironmentVariable("ZKML_UPDATE") == "1") Update(name, actual);
        Assert.Equal(Recorded(name), actual);
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private static string[] Recorded(string name) =>
        [.. File.ReadAllLines(Path.Combine(Vectors, "hashes.txt")).Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal))];

    private static void Update(string name, string[] lines)
    {
        var path = Path.Combine(Vectors, "hashes.txt");
        var others = File.ReadAllLines(path).Where(line => !line.StartsWith($"{name} ", StringComparison.Ordinal));
        File.WriteAllLines(path, others.Concat(lines).Order(StringComparer.Ordinal));
    }
}
