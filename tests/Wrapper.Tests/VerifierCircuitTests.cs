using Xunit.Abstractions;
using Zkml.Verifier;
using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Tests;

public class VerifierCircuitTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("cancer_mlp", 11)]
    [InlineData("mnist_mlp", 17)]
    [InlineData("mnist_lenet", 16)]
    [InlineData("fashion_resnet", 16)]
    public void AnHonestProofSatisfiesTheCircuit(string name, int chunkBits)
    {
        var proof = ExampleModels.Get(name, chunkBits).Prove();
        Assert.Null(CoreVerifier.Verify(proof.Key, proof.Statement, proof.Proof, proof.Salt));
        var assigned = VerifierCircuit.Assign(proof.Key, proof.Statement, proof.Proof, proof.Salt);
        output.WriteLine($"{name}: {assigned.System.Rows.Length} rows, {assigned.System.PublicInputs} public inputs, chunks {proof.Key.Plan.Parameters.Chunks} + {proof.Key.Plan.WitnessCommitments}");
        foreach (var (label, rows) in assigned.System.Profile()) output.WriteLine($"  {rows,7} {label}");
        foreach (var (kind, rows) in assigned.System.Rows.GroupBy(r => r.Kind).Select(g => (g.Key, g.Count()))) output.WriteLine($"  {rows,7} {kind}");
        Assert.Empty(MockProver.Check(assigned.System, assigned.Wires, assigned.PublicInputs));
    }
}
