using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Prover.Backends;
using Zkml.Wrapper.Circuit;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Tests;

/// <summary>What a lying PLONK prover can try (docs/wrapper.md §2–§4).</summary>
public class PlonkAttackTests
{
    private static readonly Srs Srs = Srs.Development(12);
    private static readonly AssignedCircuit Circuit = SmallCircuits.Hash(5, 11);
    private static readonly PlonkProvingKey Key = PlonkProvingKey.Create(Circuit.System, Srs);
    private static readonly PlonkProof Honest = PlonkProver.Prove(Key, Circuit.Wires);

    [Fact]
    public void EveryEvaluationMatters()
    {
        for (var k = 0; k < PlonkEvaluations.Count; k++)
        {
            var values = Honest.Evaluations.All.ToArray();
            values[k] += Fr.One;
            Assert.False(Accepts(Circuit.PublicInputs, Honest with { Evaluations = new PlonkEvaluations(values) }), $"evaluation {k}");
        }
    }

    [Fact]
    public void EveryPointMatters()
    {
        foreach (var changed in WithEachPoint(p => (p + G1Affine.Generator).ToAffine())) Assert.False(Accepts(Circuit.PublicInputs, changed));
        foreach (var changed in WithEachPoint(p => -p)) Assert.False(Accepts(Circuit.PublicInputs, changed));
    }

    [Fact]
    public void InfinityAndPointsOffTheCurveAreNamed()
    {
        foreach (var changed in WithEachPoint(_ => default)) Assert.Equal("point is at infinity", Refusal(changed));
        foreach (var changed in WithEachPoint(p => new G1Affine(p.X, p.Y + Fq.One))) Assert.Equal("point is not on the curve", Refusal(changed));
    }

    [Fact]
    public void TheZeroProofIsRejected()
    {
        var zero = new PlonkEvaluations(new Fr[PlonkEvaluations.Count]);
        Assert.False(Accepts(Circuit.PublicInputs, Honest with { Evaluations = zero }));
        var g = G1Affine.Generator;
        var proof = new PlonkProof { Wires = g, Product = g, Quotient = g, Evaluations = zero, Opening = g, Linearized = g };
        Assert.False(Accepts(Circuit.PublicInputs, proof));
        Assert.False(Accepts([Fr.Zero, Fr.Zero], proof));
    }

    [Fact]
    public void EveryPublicInputAndTheKeyAreBoundBeforeTheFirstChallenge()
    {
        // A proof system that forgets a public input in its transcript lets a prover choose it afterwards.
        var inputs = Circuit.PublicInputs;
        var seen = new HashSet<Fr> { First(Key.Key.Hash, inputs) };
        for (var k = 0; k < inputs.Length; k++)
        {
            var changed = inputs.ToArray();
            changed[k] += Fr.One;
            Assert.True(seen.Add(First(Key.Key.Hash, changed)));
        }
        var other = Key.Key with { PublicInputs = Key.Key.PublicInputs + 1 };
        Assert.True(seen.Add(First(Keccak(other.Encode()), inputs)));
        var points = Key.Key with { Permutation = Key.Key.Gates };
        Assert.True(seen.Add(First(Keccak(points.Encode()), inputs)));

        static Fr First(byte[] hash, Fr[] inputs) => new PlonkTranscript(hash, inputs).Challenge(Honest.Wires);
    }

    [Fact]
    public void CellsThatBreakACopyConstraintAreRejected()
    {
        // All rows hold, but the same wire has two values: row 0 carries another public input than the rows that use it.
        var rows = PlonkProver.RowValues(Key.System, Key.Domain.Size, Circuit.Wires);
        rows[0][0] += Fr.One;
        Fr[] inputs = [Circuit.PublicInputs[0] + Fr.One, Circuit.PublicInputs[1]];
        Assert.False(Accepts(inputs, Lie(rows, inputs)));
    }

    [Fact]
    public void EveryCellIsUnderAStatement()
    {
        // Wherever a used cell changes, some row or copy constraint breaks, and the proof made all the same is rejected.
        for (var row = 0; row < Key.System.Rows.Length; row += 7)
        {
            for (var j = 0; j < Row.Wires; j++)
            {
                if (Key.System.Rows[row].Wire(j) < 0) continue;
                var rows = PlonkProver.RowValues(Key.System, Key.Domain.Size, Circuit.Wires);
                rows[j][row] += Fr.One;
                Assert.False(Accepts(Circuit.PublicInputs, Lie(rows, Circuit.PublicInputs)), $"row {row}, wire {j}");
            }
        }
    }

    [Fact]
    public void AnHonestProverRefusesToLie()
    {
        Fr[] wires = [.. Circuit.Wires];
        wires[^1] += Fr.One;
        Assert.Throws<InvalidOperationException>(() => PlonkProver.Prove(Key, wires));
    }

    [Fact]
    public void AnotherPermutationIsAnotherKey()
    {
        // The circuit with one copy constraint less accepts more; its key, and so its name, differ.
        Row[] rows = [.. Circuit.System.Rows];
        rows[^1] = rows[^1] with { A = Circuit.System.WireCount };
        var looser = PlonkProvingKey.Create(new ConstraintSystem(rows, Circuit.System.PublicInputs, Circuit.System.WireCount + 1, Circuit.System.Labels), Srs);
        Assert.NotEqual(Key.Key.Permutation, looser.Key.Permutation);
        Assert.NotEqual(Key.Key.Hash, looser.Key.Hash);
        Assert.False(Accepts(looser.Key, Circuit.PublicInputs, Honest));
    }

    [Fact]
    public void AQuotientOfTooHighDegreeIsRejected()
    {
        // T + (X^n − 1)·X^k would change F by a multiple of (X^n − 1)²: T(ζ) no longer fits.
        var rows = PlonkProver.RowValues(Key.System, Key.Domain.Size, Circuit.Wires);
        var backend = new ShiftedQuotient(Key.Domain.Size);
        var proof = PlonkProver.Prove(Key, rows, Circuit.PublicInputs, backend, () => Fr.FromInt64(3), lenient: false);
        Assert.True(backend.Bent);
        Assert.False(Accepts(Circuit.PublicInputs, proof));
    }

    [Fact]
    public void BlindedProofsOfOneWitnessShareNothing()
    {
        var again = PlonkProver.Prove(Key, Circuit.Wires);
        Assert.Empty(Honest.Points.Intersect(again.Points));
        Assert.NotEqual(Honest.Evaluations.Wires.ToArray(), again.Evaluations.Wires.ToArray());

        // Without blinding they are the same proof: whoever guesses the witness confirms it.
        PlonkProof Bare() => PlonkProver.Prove(Key, Circuit.Wires, CpuBackend.Default, () => Fr.Zero);
        Assert.Equal(Bare().Points, Bare().Points);
    }

    [Fact]
    public void WiresAreBlindedAtBothPointsAndInTheCommitment()
    {
        // Three random coefficients for each wire and for z: two values and a commitment are independent of the witness.
        var drawn = 0;
        PlonkProver.Prove(Key, Circuit.Wires, CpuBackend.Default, () => Fr.FromInt64(++drawn));
        Assert.Equal(5 * 3, drawn);
    }

    private static IEnumerable<PlonkProof> WithEachPoint(Func<G1Affine, G1Affine> change)
    {
        yield return Honest with { Wires = change(Honest.Wires) };
        yield return Honest with { Product = change(Honest.Product) };
        yield return Honest with { Quotient = change(Honest.Quotient) };
        yield return Honest with { Opening = change(Honest.Opening) };
        yield return Honest with { Linearized = change(Honest.Linearized) };
    }

    private static PlonkProof Lie(Fr[][] rows, Fr[] inputs) =>
        PlonkProver.Prove(Key, rows, inputs, CpuBackend.Default, () => Fr.FromInt64(3), lenient: true);

    private static string? Refusal(PlonkProof proof)
    {
        PlonkVerifier.Reduce(Key.Key, Circuit.PublicInputs, proof, out var rejection);
        return rejection?.What;
    }

    private static bool Accepts(Fr[] inputs, PlonkProof proof) => Accepts(Key.Key, inputs, proof);

    private static bool Accepts(PlonkKey key, Fr[] inputs, PlonkProof proof)
    {
        if (PlonkVerifier.Reduce(key, inputs, proof, out _) is not { } opening) return false;
        var left = new Pippenger(Cpu.Default).Msm(opening.Points, opening.Factors).ToAffine();
        return Pairing.ProductIsOne([(left, Srs.PreparedG2Generator), (-opening.Linearized, Srs.PreparedG2Tau)], KernelSet.Default);
    }

    private static byte[] Keccak(byte[] bytes) => Zkml.Algebra.Hashing.Keccak256.Hash(bytes);

    /// <summary>Commits T plus (X^n − 1)·X^(5n) in place of T.</summary>
    private sealed class ShiftedQuotient(int size) : IComputeBackend
    {
        private int commitments;

        public bool Bent { get; private set; }

        public Cpu Cpu => Cpu.Default;

        public IComputeBackend With(CancellationToken cancellation) => this;

        public G1Affine Msm(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<Fr> scalars)
        {
            if (++commitments != 3) return CpuBackend.Default.Msm(bases, scalars);
            Bent = true;
            var bent = new Fr[(6 * size) + 1];
            scalars.CopyTo(bent);
            bent[5 * size] -= Fr.One;
            bent[6 * size] += Fr.One;
            return CpuBackend.Default.Msm(Srs.G1Powers[..bent.Length], bent);
        }

        public G1Affine MsmSmall(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<long> scalars) => throw new NotSupportedException();

        public void InverseTransform(Span<Fr> values) => CpuBackend.Default.InverseTransform(values);

        public void CosetTransform(Span<Fr> values, Fr shift) => CpuBackend.Default.CosetTransform(values, shift);

        public void InverseCosetTransform(Span<Fr> values, Fr shift) => CpuBackend.Default.InverseCosetTransform(values, shift);

        public int Fold(Fr[] table, int length, Fr r) => throw new NotSupportedException();

        public RoundSums ProductRound(Fr[] a, Fr[] b, int length) => throw new NotSupportedException();

        public RoundSums WeightedProductRound(Fr[] e, Fr[] a, Fr[] b, int length) => throw new NotSupportedException();

        public RoundSums FractionRound(ReadOnlyMemory<Fr> low, ReadOnlyMemory<Fr> high, Fr[] a, Fr[] b, Fr[] c, Fr[] d, int length) => throw new NotSupportedException();
    }
}
