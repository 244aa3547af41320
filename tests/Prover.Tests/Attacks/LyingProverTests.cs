using Zkml.Algebra.Transcripts;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>The attacks bend the real prover: theirs and it differ in the lies alone.</summary>
public class LyingProverTests
{
    [Theory]
    [InlineData("Pipeline")]
    [InlineData("MatMul")]
    [InlineData("Pools")]
    [InlineData("Split")]
    public void WithoutLiesItMakesTheHonestProof(string name)
    {
        var model = TestModel.Named(name);
        var honest = CoreProver.Prove(model.Key, model.Honest, Attempt.Context);
        var lying = LyingProver.Prove(model.Key, model.Honest, Attempt.Context, new Lies(), new Transcript<Fr>(Labels.ProtocolId));
        Assert.Equal(Bytes(model, honest), Bytes(model, lying));
    }

    /// <summary>Each lie changes the proof: none is forgotten on the way.</summary>
    [Fact]
    public void EveryLieIsTold()
    {
        var model = TestModel.Pipeline;
        var honest = Bytes(model, CoreProver.Prove(model.Key, model.Honest, Attempt.Context));
        Lies[] lies =
        [
            new() { RootDenominator = Fr.FromInt64(3) },
            new() { SwappedSlots = (model.Column("conv2").Id, model.Column("pool.dim0").Id) },
            new() { Commitments = [Zkml.Algebra.Curves.G1Affine.Generator] },
            new() { Restate = s => s with { Outputs = [[s.Outputs[0][0] ^ 1, .. s.Outputs[0][1..]]] } },
            new() { Adjust = m => Bend(m, Step.LogUp, -1) },
            new() { Adjust = m => Bend(m, Step.LogUp, 0) },
            new() { Adjust = m => Bend(m, Step.Contraction, 0) },
            new() { Adjust = m => Bend(m, Step.IndexMap, 0) },
            new() { Adjust = m => Bend(m, Step.Reduction, 0) },
        ];
        var told = lies.Select(l => LyingProver.Prove(model.Key, model.Honest, Attempt.Context, l, new Transcript<Fr>(Labels.ProtocolId)));
        var files = told.Select(r => Convert.ToHexString(Bytes(model, r))).Append(Convert.ToHexString(honest)).ToHashSet();
        Assert.Equal(lies.Length + 1, files.Count);
    }

    private static void Bend(StageMessage message, Step step, int index)
    {
        if (message.Step == step && message.Index == index) message.Values[0] += Fr.One;
    }

    private static byte[] Bytes(TestModel model, ProvingResult result) =>
        ProofCodec.Encode(new ProofEnvelope(model.Key.Verification.Digest, result.Statement, result.Proof));
}
