using System.Text.Json;
using System.Text.Json.Nodes;
using Zkml.Cli.Files;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Wrapper;

namespace Zkml.Cli.Models;

/// <summary>The tensors that a wrapped proof names instead of showing, in the order of their names on a chain.</summary>
internal sealed class SealedTensors(VerifyingKey model, WrapperKey key, WrappedProof proof)
{
    private static readonly JsonSerializerOptions Style = new() { WriteIndented = true, NewLine = "\n" };

    private readonly byte[][] names = proof.Names(key.Core.Plan);

    /// <summary>Tensor and name, for people.</summary>
    public IEnumerable<(string Tensor, string Name)> Facts() =>
        names.Select((name, k) => ($"sealed {Kind(k)}", "0x" + Convert.ToHexStringLower(name)));

    /// <summary>Tensors and names, for machines.</summary>
    public JsonArray ToJson() => new([.. names.Select((_, k) => (JsonNode)Describe(k))]);

    /// <summary>
    /// What opens the names: values, blinding and the SRS give the commitment, and its keccak256 is the name. For the prover, who
    /// shows it to whom it likes.
    /// </summary>
    public byte[] Receipt(HidingProof hiding)
    {
        var tensors = new JsonArray();
        for (var k = 0; k < names.Length; k++)
        {
            var tensor = Describe(k);
            tensor["commitment"] = "0x" + Convert.ToHexStringLower(Commitment(k).ToBytes());
            tensor["blinding"] = "0x" + HexText.Of(hiding.SealedBlindings[k]);
            tensors.Add((JsonNode)tensor);
        }
        var json = new JsonObject
        {
            ["format"] = "zkml-receipt-1",
            ["modelHash"] = HexText.Of(key.Core.Digest),
            ["modelId"] = "0x" + Convert.ToHexStringLower(key.Id),
            ["context"] = HexText.Of(proof.Statement.Context),
            ["samples"] = key.Core.Samples,
            ["sealed"] = tensors,
        };
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString(Style) + "\n");
    }

    private JsonObject Describe(int k) => new() { ["kind"] = Kind(k), ["tensor"] = Tensor(k), ["name"] = "0x" + Convert.ToHexStringLower(names[k]) };

    private Algebra.Curves.G1Affine Commitment(int k) => proof.Points.WitnessCommitments[^(1 + names.Length - k)];

    private int Column(int k) => key.Core.Plan.Privacy!.Sealed[k];

    private string Kind(int k) => model.Circuit.Inputs.Contains(Column(k)) ? Sealing.Input : Sealing.Output;

    private string Tensor(int k) => Kind(k) == Sealing.Input
        ? model.Inputs[model.Circuit.Inputs.ToList().IndexOf(Column(k))].Name
        : model.Outputs[model.Circuit.Outputs.ToList().IndexOf(Column(k))].Name;
}
