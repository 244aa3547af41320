using Xunit.Abstractions;

namespace Zkml.Settlement.Tests;

/// <summary>A bad point makes a precompile burn all the gas of its call; the contract's calls are small.</summary>
[Trait(TestTier.Name, TestTier.All)]
public class HostileGasTests(Chain chain, ITestOutputHelper output) : IClassFixture<Chain>
{
    [Fact]
    public async Task ABadPointCannotBurnTheCallersGas()
    {
        var model = ProvenModels.Small;
        var proof = Zkml.Wrapper.Evm.VerifyCall.EncodeProof(model.Proof, Fr.One).Length;
        var call = model.Call;

        // The first commitment of the proof is not on the curve.
        call[call.Length - proof + 63] ^= 1;
        var spent = new List<ulong>();
        foreach (var limit in (ulong[])[1_000_000, 10_000_000])
        {
            var receipt = await chain.Client.Send(chain.Account, chain.Verifier.Address, call, limit);
            Assert.False(receipt.Succeeded);
            spent.Add(receipt.GasUsed);
        }
        output.WriteLine($"a rejected call costs {spent[0]} gas with a limit of 1 M, {spent[1]} with 10 M");
        Assert.Equal(spent[0], spent[1]);
        Assert.InRange(spent[0], 21_000u, 400_000u);
    }

    [Fact]
    public async Task APointOffTheCurveReachesThePrecompileAndCostsLittle()
    {
        // [W'] is absorbed last: only the merging factor depends on it, so everything before the group operations still holds.
        var model = ProvenModels.Small;
        var call = model.Call;
        call[call.Length - 33] ^= 1;
        var verdict = await chain.Verifier.Verify(call);
        Assert.Equal("InvalidPoint", verdict.Error);
        var receipt = await chain.Client.Send(chain.Account, chain.Verifier.Address, call, 10_000_000);
        output.WriteLine($"a point off the curve costs {receipt.GasUsed} gas of a limit of 10 M");
        Assert.InRange(receipt.GasUsed, 21_000u, 400_000u);
    }
}
