using Xunit.Abstractions;
using Zkml.Algebra.Setup;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Wrapper;
using Zkml.Wrapper.Evm;
using Zkml.Wrapper.Tests;

namespace Zkml.Settlement.Tests;

/// <summary>What `zkml inspect` predicts against what a node charges.</summary>
[Trait(TestTier.Name, TestTier.All)]
public class CallCostTests(Chain chain, ITestOutputHelper output) : IClassFixture<Chain>
{
    [Theory]
    [InlineData("cancer_mlp", 11, true, 1)]
    [InlineData("cancer_mlp", 11, false, 1)]
    [InlineData("cancer_mlp", 9, true, 1)]
    [InlineData("cancer_mlp", 7, true, 1)]
    [InlineData("cancer_mlp", 11, false, 4)]
    [InlineData("mnist_lenet", 16, true, 1)]
    [InlineData("mnist_lenet", 16, false, 1)]
    public async Task GasIsPredictedWithinTwoPercentAndCalldataExactly(string name, int chunkBits, bool sealInput, int samples)
    {
        var model = ExampleModels.Get(name, chunkBits);
        var prover = new HidingProver(model.Model.Model, new Visibility(sealInput, !sealInput), samples);
        var hiding = prover.Prove([.. model.Samples.Take(samples).Select(s => new[] { s })], Fr.FromInt64(7));
        var system = VerifierCircuit.Compile(hiding.Key);
        // Shown inputs are range-checked in the circuit, which may take a larger SRS of the same secret.
        var bits = WrapperProver.RequiredLogSize(system);
        var wrapper = WrapperProver.Create(hiding.Key, system, bits <= ProvenModels.Srs.LogSize ? ProvenModels.Srs : Srs.Development(bits));
        var call = VerifyCall.Encode(wrapper.Key, wrapper.Wrap(hiding), out _)!;
        var receipt = await chain.Verifier.Submit(chain.Account, call);
        var predicted = CallCost.Of(hiding.Key);
        output.WriteLine($"{name} 2^{chunkBits}, {samples} samples: K = {predicted.Commitments}, {predicted.Words} words, {receipt.GasUsed} gas, predicted {predicted.Gas}");
        Assert.True(receipt.Succeeded);
        Assert.Equal(call.Length, predicted.CalldataBytes);
        Assert.InRange(predicted.Gas, 0.98 * receipt.GasUsed, 1.02 * receipt.GasUsed);
    }
}
