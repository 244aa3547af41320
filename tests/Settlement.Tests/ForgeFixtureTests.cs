using System.Text.Json;
using System.Text.Json.Nodes;
using Zkml.Wrapper.Evm;
using Zkml.Wrapper.Tests;

namespace Zkml.Settlement.Tests;

/// <summary>
/// The call that contracts/test/*.t.sol mutate. Proofs are random, so the committed one stays until the circuit or the contract changes;
/// then run with ZKML_UPDATE=1.
/// </summary>
[Trait(TestTier.Name, TestTier.All)]
public class ForgeFixtureTests(Chain chain) : IClassFixture<Chain>
{
    private static readonly string Path = System.IO.Path.Combine(GoldenFile.RepositoryRoot(), "contracts/test/fixtures/cancer_mlp.json");

    [Fact]
    public async Task TheCommittedCallIsOfThisCircuitAndAccepted()
    {
        var model = ProvenModels.Small;
        if (GoldenFile.IsUpdate) await Write(model);
        var fixture = JsonNode.Parse(await File.ReadAllTextAsync(Path))!;
        Assert.Equal(Hex(model.Key.Encode()), fixture["key"]!.GetValue<string>());
        Assert.Equal(Hex(ProvenModels.Srs.G2Tau.ToBytes()), fixture["tau"]!.GetValue<string>());
        var call = Convert.FromHexString(fixture["call"]!.GetValue<string>()[2..]);
        Assert.Null((await chain.Verifier.Verify(call)).Error);
    }

    private static Task Write(ProvenModel model)
    {
        var fixture = new JsonObject
        {
            ["tau"] = Hex(ProvenModels.Srs.G2Tau.ToBytes()),
            ["key"] = Hex(model.Key.Encode()),
            ["proof"] = Hex(model.Call.AsSpan(model.Call.Length - VerifyCall.EncodeProof(model.Proof, Fr.One).Length)),
            ["call"] = Hex(model.Call),
        };
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return File.WriteAllTextAsync(Path, fixture.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    }

    private static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}
