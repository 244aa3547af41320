using System.Security.Cryptography;
using System.Text;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Transcripts;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Privacy;
using Zkml.Prover;
using Zkml.Prover.Backends;
using Zkml.Prover.Tests.Attacks;
using Zkml.Prover.Compilation;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Verifier.Plan;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Tests;

/// <summary>What a wrapped proof tells: docs/soundness.md §9.2.</summary>
public class ZeroKnowledgeTests
{
    // Chunks small enough for several parameter commitments: their factors are eq weights at the last sumcheck's point.
    private static readonly ExampleModel Model = ExampleModels.Get("cancer_mlp", 9);

    [Fact]
    public void ASimulatorWithTauAndNoWitnessMakesAcceptingProofs()
    {
        // Whatever an observer sees could have been made without the model's weights and without any input.
        var key = ExampleModels.Get("cancer_mlp", 11).Hiding().Key;
        var srs = Srs.Development(17);
        var wrapper = WrapperProver.Create(key, srs).Key;
        var proof = new Simulator(DevelopmentTau(), wrapper).Prove(new Statement(Fr.FromInt64(1), [], [[3]]));
        Assert.Null(WrappedVerifier.Verify(wrapper, proof));
        Assert.Null(WrappedVerifier.Verify(wrapper, WrappedProofCodec(wrapper, proof)));
    }

    [Fact]
    public void AnAttackerWithTheWitnessMatchesNothing()
    {
        var seen = Make(salt: null);
        Assert.Empty(Matches(seen, Recompute(seen)));
    }

    [Fact]
    public void WithoutTheSaltTheSameAttackerWins()
    {
        // The attack is a real one: with a known salt the eq weights in the factors confirm the guessed witness.
        var seen = Make(salt: Fr.Zero);
        Assert.NotEmpty(Matches(seen, Recompute(seen)));
    }

    [Fact]
    public void ProofsOfOneInferenceShareNoPublicValue()
    {
        // Salt, blindings and mask are drawn for each proof and kept nowhere, so a crash cannot bring them back.
        var prover = Model.Hiding();
        var (first, second) = (prover.Prove([[Model.Samples[0]]], Fr.Zero), prover.Prove([[Model.Samples[0]]], Fr.Zero));
        Assert.Empty(ProofBody.Points(first.Proof.Points).Intersect(ProofBody.Points(second.Proof.Points)));
        Assert.NotEqual(first.Salt, second.Salt);
        Assert.NotEqual(first.Proof.Scalars.Blinding, second.Proof.Scalars.Blinding);
        Assert.Empty(first.SealedBlindings.Intersect(second.SealedBlindings));
    }

    [Fact]
    public void TheSecretsOfAProofAreInNoFileAndNoStaticField()
    {
        var members = typeof(HidingSecrets).Assembly.GetTypes().SelectMany(t => t.GetFields(
            System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic));
        Assert.DoesNotContain(members, f => f.FieldType == typeof(HidingSecrets));
        Assert.DoesNotContain(
            typeof(ProofCodec).Assembly.GetTypes().Concat(typeof(ModelFile).Assembly.GetTypes()).Where(t => t.Name.Contains("Codec") || t.Name.EndsWith("File", StringComparison.Ordinal)),
            t => t.GetMethods().Any(m => m.GetParameters().Any(p => p.ParameterType == typeof(HidingSecrets))));
    }

    [Fact]
    public void ASealedTensorsNameOpensOnlyWithItsBlinding()
    {
        var proof = Model.Prove();
        var column = proof.Key.Plan.Privacy!.Sealed[0];
        var srs = Model.Model.Model.Key.Srs;
        var padded = new long[proof.Key.Plan.Circuit.Columns[column].Space.Size];
        for (var k = 0; k < Model.Samples[0].Length; k++) padded[proof.Key.Plan.Circuit.Columns[column].Space.PaddedIndex(k)] = Model.Samples[0][k];
        var bare = CpuBackend.Default.MsmSmall(srs.G1Powers[..padded.Length], padded);
        var commitment = proof.Proof.Points.WitnessCommitments[^2];
        Assert.NotEqual(bare, commitment);
        Assert.Equal((bare + (srs.BlindingBase * proof.SealedBlindings[0]).ToAffine()).ToAffine(), commitment);
    }

    /// <summary>A hiding proof with a chosen salt; blindings and mask are random in any case.</summary>
    private static (HidingProof Proof, Fr[] Factors) Make(Fr? salt)
    {
        var key = Model.Hiding().Key;
        var drawn = HidingSecrets.Draw(key.Plan);
        return Prove(key, salt is null ? drawn : new HidingSecrets(salt.Value, drawn.Blindings, drawn.Mask), null);
    }

    /// <summary>The attacker's proof: the true witness, salt 0, no blinding and no mask, over the commitments that everyone sees.</summary>
    private static (HidingProof Proof, Fr[] Factors) Recompute((HidingProof Proof, Fr[] Factors) seen) =>
        Prove(seen.Proof.Key, NoSecrets(seen.Proof.Key.Plan), seen.Proof.Proof.Points.WitnessCommitments);

    private static HidingSecrets NoSecrets(ProofPlan plan) => new(Fr.Zero, new Fr[plan.WitnessCommitments], new Fr[1 << plan.ChunkBits]);

    private static (HidingProof Proof, Fr[] Factors) Prove(CoreKey key, HidingSecrets secrets, G1Affine[]? commitments)
    {
        var trace = SealedCircuit.Extend(key.Plan.Circuit, Model.Model.Model.Lowered.Program.Run([Model.Samples[0]]).Columns);
        var model = Model.Model.Model.Key.With(key);
        var result = commitments is null
            ? CoreProver.ProveHiding(model, trace, Fr.Zero, secrets)
            : LyingProver.Prove(model, trace, Fr.Zero, new Lies { Commitments = commitments }, new Transcript<Fr>(Labels.ProtocolId), secrets);
        var proof = new HidingProof(key, result.Statement, result.Proof, secrets.Salt, []);
        var inputs = VerifierCircuit.Assign(key, result.Statement, result.Proof, secrets.Salt).PublicInputs;
        return (proof, inputs[^VerifierCircuit.FactorCount(key.Plan)..]);
    }

    /// <summary>Public values of the seen proof that the attacker has computed as well; constants of every proof do not count.</summary>
    private static Fr[] Matches((HidingProof Proof, Fr[] Factors) seen, (HidingProof Proof, Fr[] Factors) guess)
    {
        var points = ProofBody.Points(seen.Proof.Proof.Points).Skip(seen.Proof.Key.Plan.WitnessCommitments);
        Assert.Empty(points.Intersect(ProofBody.Points(guess.Proof.Proof.Points)));
        return [.. seen.Factors.Intersect(guess.Factors).Where(f => !f.IsZero && !f.IsOne)];
    }

    private static WrappedProof WrappedProofCodec(WrapperKey key, WrappedProof proof) =>
        Codec.WrappedProofCodec.TryDecode(Codec.WrappedProofCodec.Encode(key, proof), key, out _)!;

    private static Fr DevelopmentTau()
    {
        // The development string's τ is public: that is what it is called insecure for.
        var tau = Fr.FromUniform64(SHA512.HashData(Encoding.UTF8.GetBytes("zkml.srs.development-tau.v1")));
        Assert.Equal(Srs.Development(2).G1Powers.Span[1], (G1Affine.Generator * tau).ToAffine());
        return tau;
    }

    private static Fr Random()
    {
        Span<byte> bytes = stackalloc byte[64];
        RandomNumberGenerator.Fill(bytes);
        return Fr.FromUniform64(bytes);
    }

    /// <summary>
    /// Makes what an observer sees from τ alone. Points are multiples of the generator with known factors; one point of each pairing
    /// equation is solved for.
    /// </summary>
    private sealed class Simulator(Fr tau, WrapperKey key)
    {
        public WrappedProof Prove(Statement statement)
        {
            var points = ProofShape.AllocatePoints(key.Core.Plan);
            for (var k = 0; k < points.WitnessCommitments.Length; k++) points.WitnessCommitments[k] = Point();
            (points.Folded, points.Quotient, points.Remainder, points.InnerProduct) = (Point(), Point(), Point(), Point());
            (points.Reversed, points.AtZeta, points.Batch, points.Linearized) = (Point(), Point(), Point(), Point());
            var factors = new Fr[VerifierCircuit.FactorCount(key.Core.Plan)];
            for (var k = 0; k < factors.Length; k++) factors[k] = Random();
            SolveFolded(points, factors);
            var proof = new WrappedProof(statement, points, factors, Dummy());
            return proof with { Plonk = SimulatePlonk(WrappedVerifier.PublicInputs(key.Core, proof)) };
        }

        /// <summary>A = τ·B by the choice of [h].</summary>
        private void SolveFolded(ProofPoints p, Fr[] factors)
        {
            G1Affine[] bases =
            [
                .. key.Core.ParameterCommitments, .. p.WitnessCommitments, G1Affine.Generator, Srs.StandardBlindingBase, default,
                p.Quotient, p.Remainder, p.InnerProduct, p.Reversed, p.AtZeta, p.Batch, p.Linearized,
            ];
            var folded = key.Core.ParameterCommitments.Length + p.WitnessCommitments.Length + 2;
            var rest = new Zkml.Algebra.Msm.Pippenger(Cpu.Default).Msm(bases, factors.AsSpan(0, bases.Length));
            var right = (p.AtZeta + (p.Linearized * factors[^1]).ToAffine()) * tau;
            p.Folded = ((right - rest) * factors[folded].Invert()).ToAffine();
        }

        /// <summary>[W′] = [L]/(τ − y), where L is linear in points that are fixed by then.</summary>
        private PlonkProof SimulatePlonk(Fr[] inputs)
        {
            var proof = Dummy();
            var opening = PlonkVerifier.Reduce(key.Plonk, inputs, proof, out _)!;
            var y = opening.Factors[^2];
            Fr[] withoutLast = [.. opening.Factors];
            withoutLast[^2] = Fr.Zero;
            var l = new Zkml.Algebra.Msm.Pippenger(Cpu.Default).Msm(opening.Points, withoutLast);
            return proof with { Linearized = (l * (tau - y).Invert()).ToAffine() };
        }

        private PlonkProof? dummy;

        private PlonkProof Dummy() => dummy ??= new PlonkProof
        {
            Wires = Point(), Product = Point(), Quotient = Point(), Opening = Point(), Linearized = Point(),
            Evaluations = new PlonkEvaluations([.. Enumerable.Range(0, PlonkEvaluations.Count).Select(_ => Random())]),
        };

        private static G1Affine Point() => (G1Affine.Generator * Random()).ToAffine();
    }
}
