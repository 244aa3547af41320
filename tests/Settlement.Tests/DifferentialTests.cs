using Xunit.Abstractions;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Hashing;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Verifier.Plan;
using Zkml.Wire;
using Zkml.Wrapper;
using Zkml.Wrapper.Evm;
using Zkml.Wrapper.Plonk;

namespace Zkml.Settlement.Tests;

/// <summary>The contract against the native verifier: on random mutations they must agree.</summary>
[Trait(TestTier.Name, TestTier.All)]
public class DifferentialTests(Chain chain, ITestOutputHelper output) : IClassFixture<Chain>
{
    private const int Heads = 4, Word = 32;

    private static readonly int Mutations = TestTier.Rounds(2_400);

    private static readonly ProvenModel Model = ProvenModels.Small;

    private static readonly byte[] Honest = Model.Call;

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public async Task TheContractAndTheNativeVerifierAgreeOnMutations()
    {
        var random = new Random(2026);
        var (accepted, rejected) = (0, 0);
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var k = 0; k < Mutations; k++)
        {
            var call = Mutate(random, k, out var kind);
            var contract = await chain.Verifier.Verify(call);
            var native = NativeAccepts(call);
            Assert.True(contract.Accepted == native, $"mutation {k} ({kind}): contract {contract.Error ?? "accepts"}, native {native}");
            if (native) accepted++;
            else rejected++;
            var name = $"{kind}: {(contract.Error ?? "accepted").Split('(')[0]}";
            kinds[name] = kinds.GetValueOrDefault(name) + 1;
        }
        output.WriteLine($"{accepted} accepted, {rejected} rejected");
        foreach (var (name, count) in kinds) output.WriteLine($"{count,5} {name}");
        Assert.InRange(accepted, 1, Mutations / 2);
    }

    /// <summary>
    /// One change to the call. Most are followed by the right hint, so that they reach the checks behind it; a few leave the
    /// proof as it is, so that agreement on acceptance is tested too.
    /// </summary>
    private static byte[] Mutate(Random random, int k, out string kind)
    {
        var call = (byte[])Honest.Clone();
        var proof = call.Length - ProofLength;
        int word = random.Next(ProofLength / Word - 1), at = proof + (Word * word);
        switch (k % 9)
        {
            case 0:
                kind = "bit";
                call[at + random.Next(Word)] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                kind = "word";
                random.NextBytes(call.AsSpan(at, Word));
                break;
            case 2:
                kind = "zero word";
                call.AsSpan(at, Word).Clear();
                break;
            case 3:
                kind = "word + r";
                Add(call.AsSpan(at, Word), Fr.Modulus);
                break;
            case 4:
                kind = "swapped points";
                var count = Model.Key.Core.Plan.WitnessCommitments + ProofShape.OpeningPointCount;
                Swap(call, proof + (64 * random.Next(count)), proof + (64 * random.Next(count)), 64);
                break;
            case 5:
                kind = "negated point";
                Negate(call.AsSpan(proof + (64 * random.Next(Model.Key.Core.Plan.WitnessCommitments + ProofShape.OpeningPointCount)), 64));
                break;
            case 6:
                kind = "statement";
                call[Heads + (2 * Word) + Word - 1] ^= (byte)random.Next(2);
                break;
            case 7:
                // The precompiles take infinity, so the native verifier does too.
                kind = "point at infinity";
                call.AsSpan(proof + (64 * random.Next(Model.Key.Core.Plan.WitnessCommitments + ProofShape.OpeningPointCount)), 64).Clear();
                break;
            default:
                kind = "valid point";
                var point = (G1Affine.Generator * Fr.FromInt64(random.Next(1, 1 << 20))).ToAffine().ToBytes();
                point.CopyTo(call, proof + (64 * random.Next(Model.Key.Core.Plan.WitnessCommitments)));
                break;
        }
        if (random.Next(8) != 0) RepairHint(call);
        return call;
    }

    private static int ProofLength { get; } = VerifyCall.EncodeProof(Model.Proof, Fr.One).Length;

    /// <summary>The native verdict on a call whose key and layout are those of the honest one; null-safe on every byte.</summary>
    private static bool NativeAccepts(byte[] call)
    {
        if (Decode(call) is not { } proof) return false;

        // The hint is no part of the proof for a verifier that can invert; for the contract it must be right.
        return WrappedVerifier.Verify(Model.Key, proof) is null && Expected(proof) is { } hint
            && hint.AsSpan().SequenceEqual(call.AsSpan(call.Length - Word));
    }

    private static void RepairHint(byte[] call)
    {
        if (Decode(call) is { } proof && Expected(proof) is { } hint) hint.CopyTo(call, call.Length - Word);
    }

    private static byte[]? Expected(WrappedProof proof)
    {
        var inputs = WrappedVerifier.PublicInputs(Model.Key.Core, proof);
        if (PlonkVerifier.Reduce(Model.Key.Plonk, inputs, proof.Plonk, out _) is not { } opening) return null;
        var bytes = new byte[Word];
        opening.Hint.ToBytes(bytes);
        return bytes;
    }

    /// <summary>Reads the proof out of a call; null when it is not canonical or the tensor's name is another.</summary>
    private static WrappedProof? Decode(byte[] call)
    {
        var plan = Model.Key.Core.Plan;
        var reader = new ByteReader(call.AsSpan(call.Length - ProofLength));
        var points = ProofBody.ReadPoints(ref reader, plan.WitnessCommitments);
        var factors = Scalars(ref reader, VerifierCircuit.FactorCount(plan));
        var (a, z, t) = (reader.G1(), reader.G1(), reader.G1());
        var values = Scalars(ref reader, PlonkEvaluations.Count);
        var (w, l) = (reader.G1(), reader.G1());
        var context = new ByteReader(call.AsSpan(Heads + (2 * Word), Word));
        var scalar = context.Scalar();
        if (reader.Failed || context.Failed) return null;
        var named = call.AsSpan(call.Length - ProofLength - (2 * Word), Word);
        if (!named.SequenceEqual(Keccak256.Hash(points.WitnessCommitments[^2].ToBytes()))) return null;
        return new WrappedProof(
            Model.Proof.Statement with { Context = scalar }, points, factors,
            new PlonkProof { Wires = a, Product = z, Quotient = t, Evaluations = new PlonkEvaluations(values), Opening = w, Linearized = l });
    }

    private static Fr[] Scalars(ref ByteReader reader, int count) => reader.Items(count, Fr.ByteLength, (ref ByteReader r) => r.Scalar());

    private static void Swap(byte[] bytes, int left, int right, int length)
    {
        var copy = bytes.AsSpan(left, length).ToArray();
        bytes.AsSpan(right, length).CopyTo(bytes.AsSpan(left));
        copy.CopyTo(bytes, right);
    }

    private static void Negate(Span<byte> point)
    {
        if (!G1Affine.TryFromBytes(point, out var p)) return;
        (-p).ToBytes(point);
    }

    private static void Add(Span<byte> word, System.Numerics.BigInteger value)
    {
        var sum = new System.Numerics.BigInteger(word, isUnsigned: true, isBigEndian: true) + value;
        if (sum >> 256 != 0) return;
        word.Clear();
        var bytes = sum.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(word[(Word - bytes.Length)..]);
    }
}
