using Xunit.Abstractions;
using Zkml.Settlement.Contracts;
using Zkml.Wrapper;
using Zkml.Wrapper.Evm;

namespace Zkml.Settlement.Tests;

/// <summary>The contract on a real EVM: what it accepts, what it costs, and what it says to everything else.</summary>
[Trait(TestTier.Name, TestTier.All)]
public class ContractTests(Chain chain, ITestOutputHelper output) : IClassFixture<Chain>
{
    // Offsets into the calldata: selector, five heads, then the tails.
    private const int Heads = 4, Words = 32;

    [Theory]
    [InlineData("cancer_mlp", 11)]
    [InlineData("mnist_mlp", 17)]
    [InlineData("mnist_lenet", 16)]
    [InlineData("fashion_resnet", 16)]
    public async Task AProofIsAcceptedForConstantGas(string name, int chunkBits)
    {
        var model = ProvenModels.Get(name, chunkBits);
        Assert.Null(WrappedVerifier.Verify(model.Key, model.Proof));
        var receipt = await chain.Verifier.Submit(chain.Account, model.Call);
        output.WriteLine($"{name}: {receipt.GasUsed} gas, {model.Call.Length} bytes of calldata, {model.Prover.System.Rows.Length} rows");
        Assert.True(receipt.Succeeded);
        Assert.InRange(receipt.GasUsed, 340_000u, 375_000u);
    }

    [Fact]
    public async Task EightInferencesCostLittleMoreThanOne()
    {
        var model = ProvenModels.Get("cancer_mlp", 11, samples: 8);
        var receipt = await chain.Verifier.Submit(chain.Account, model.Call);
        output.WriteLine($"8 inferences: {receipt.GasUsed} gas, {receipt.GasUsed / 8} each");
        Assert.True(receipt.Succeeded);
        Assert.InRange(receipt.GasUsed / 8, 0u, 90_000u);
    }

    [Fact]
    public void TheCodeFitsAContract() => Assert.InRange(ContractArtifact.ZkmlVerifier.CodeSize, 1, 24_576);

    [Fact]
    public async Task EveryWordOfTheCalldataMatters()
    {
        var call = ProvenModels.Small.Call;
        var accepted = new List<int>();
        var names = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var word = 0; Heads + (Words * word) < call.Length; word++)
        {
            var changed = (byte[])call.Clone();
            changed[Heads + (Words * word) + Words - 1] ^= 1;
            var verdict = await chain.Verifier.Verify(changed);
            if (verdict.Accepted) accepted.Add(word);
            var name = (verdict.Error ?? "accepted").Split('(')[0];
            names[name] = names.GetValueOrDefault(name) + 1;
        }
        output.WriteLine(string.Join(", ", names.Select(n => $"{n.Key} {n.Value}")));
        Assert.Empty(accepted);
    }

    [Fact]
    public async Task TruncatedAndExtendedCallsAreRefused()
    {
        var call = ProvenModels.Small.Call;
        foreach (var length in (int[])[0, 3, 4, 100, call.Length / 2, call.Length - 33, call.Length - 32, call.Length - 1])
        {
            Assert.False((await chain.Verifier.Verify(call[..length])).Accepted);
        }

        // A longer proof than the key allows: the length word of the last tail grows, and so does the call.
        var proof = VerifyCall.EncodeProof(ProvenModels.Small.Proof, Fr.One).Length;
        var longer = (byte[])[.. call, .. new byte[32]];
        longer[^(32 + proof + 1)] += 32;
        Assert.Equal("WrongLength", (await chain.Verifier.Verify(longer)).Error);
    }

    [Fact]
    public async Task AnotherStatementIsRejected()
    {
        var model = ProvenModels.Small;
        await Rejects("ProofRejected", model.Proof with { Statement = model.Proof.Statement with { Context = Fr.FromInt64(8) } });
        var outputs = model.Proof.Statement.Outputs.Select(o => o.ToArray()).ToArray();
        outputs[0][0] += 1;
        await Rejects("ProofRejected", model.Proof with { Statement = model.Proof.Statement with { Outputs = outputs } });
    }

    [Fact]
    public async Task AnotherInputNameIsRejected()
    {
        var call = ProvenModels.Small.Call;
        var proof = VerifyCall.EncodeProof(ProvenModels.Small.Proof, Fr.One).Length;
        call[^(proof + 32 + 1)] ^= 1;
        Assert.Equal("WrongTensor(0)", (await chain.Verifier.Verify(call)).Error);
    }

    [Fact]
    public async Task AProofOfOneModelIsNoneOfAnother()
    {
        var (small, other) = (ProvenModels.Small, ProvenModels.Get("mnist_mlp", 17));
        // Both have the same layout, so only the key tells them apart.
        var call = VerifyCall.Encode(other.Key, small.Proof, out _);
        if (call is not null) Assert.NotEqual("accepted", (await chain.Verifier.Verify(call)).Error ?? "accepted");
        var named = small.Call;
        other.Key.Id.CopyTo(named, Heads);
        Assert.Equal("WrongModel", (await chain.Verifier.Verify(named)).Error);
    }

    [Fact]
    public async Task AModelIsRegisteredOnce()
    {
        var key = ProvenModels.Small.Key;
        Assert.Null(await chain.Registry.Find(key.Id));
        Assert.True((await chain.Registry.Register(chain.Account, key.Encode(), "cancer")).Succeeded);
        var found = await chain.Registry.Find(key.Id);
        Assert.Equal(chain.Account.Address, found!.Value.Publisher);
        var again = await Assert.ThrowsAsync<Ethereum.EthereumException>(() => chain.Registry.Register(chain.Account, key.Encode(), "again"));
        Assert.Contains("AlreadyRegistered", again.Message);
    }

    private async Task Rejects(string error, WrappedProof proof)
    {
        var key = ProvenModels.Small.Key;
        Assert.NotNull(WrappedVerifier.Verify(key, proof));
        Assert.Equal(error, (await chain.Verifier.Verify(VerifyCall.Encode(key, proof, out _)!)).Error);
    }
}
