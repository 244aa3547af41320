using System.Text;
using Zkml.Verifier;
using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Tests;

/// <summary>
/// Rows of the wrapper circuits by gadget, as tests/vectors/constraint-counts.txt holds them: run with ZKML_UPDATE=1 to write the file
/// after a change, and review what it says. A circuit that grows past 2^k rows doubles the proving time; one that shrinks may have lost a check.
/// </summary>
public class ConstraintCountTests
{
    private static readonly (string Name, int ChunkBits, int Samples)[] Circuits =
    [
        ("cancer_mlp", 11, 1), ("cancer_mlp", 11, 8), ("mnist_mlp", 17, 1), ("mnist_lenet", 16, 1), ("fashion_resnet", 16, 1),
    ];

    [Fact]
    public void TheCircuitsHaveTheReviewedNumberOfRows()
    {
        var text = new StringBuilder("# Rows of the wrapper circuits by gadget; written by tests/Wrapper.Tests/ConstraintCountTests.cs with ZKML_UPDATE=1.\n");
        foreach (var (name, chunkBits, samples) in Circuits) Append(text, name, chunkBits, samples);
        GoldenFile.Compare("constraint-counts.txt", text.ToString());
    }

    private static void Append(StringBuilder text, string name, int chunkBits, int samples)
    {
        CoreKey key = ExampleModels.Get(name, chunkBits).Hiding(samples).Key;
        var system = VerifierCircuit.Compile(key);
        text.Append($"\n{name}, chunk bits {chunkBits}, {samples} sample{(samples == 1 ? "" : "s")}\n");
        text.Append($"{system.Rows.Length,8} rows of 2^{system.LogSize}\n{system.WireCount,8} wires\n{system.PublicInputs,8} public inputs\n");
        foreach (var kind in Enum.GetValues<RowKind>()) text.Append($"{system.Rows.Count(r => r.Kind == kind),8} {kind}\n");
        foreach (var (label, rows) in system.Profile()) text.Append($"{rows,8} in {label}\n");
    }
}
