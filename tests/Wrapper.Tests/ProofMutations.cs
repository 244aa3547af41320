using Zkml.Algebra.Curves;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Wire;

namespace Zkml.Wrapper.Tests;

/// <summary>Changed copies of core proofs.</summary>
internal static class ProofMutations
{
    /// <summary>All scalar arrays with their names; root denominator and blinding stand beside them.</summary>
    public static List<(string Name, Fr[] Values)> Arrays(ProofScalars<Fr> s)
    {
        var arrays = new List<(string, Fr[])>();
        for (var k = 0; k < s.LogUpRounds.Length; k++) AddAll($"{nameof(s.LogUpRounds)}[{k}]", s.LogUpRounds[k]);
        AddAll(nameof(s.LogUpEnds), s.LogUpEnds);
        arrays.Add((nameof(s.RhoEvaluations), s.RhoEvaluations));
        AddAll(nameof(s.ContractionRounds), s.ContractionRounds);
        arrays.Add((nameof(s.XEvaluations), s.XEvaluations));
        AddAll(nameof(s.IndexMapRounds), s.IndexMapRounds);
        arrays.Add((nameof(s.ZEvaluations), s.ZEvaluations));
        AddAll(nameof(s.ReductionRounds), s.ReductionRounds);
        arrays.Add((nameof(s.YEvaluations), s.YEvaluations));
        arrays.Add((nameof(s.OpeningEvaluations), s.OpeningEvaluations));
        return arrays;

        void AddAll(string name, Fr[][] rows)
        {
            for (var k = 0; k < rows.Length; k++) arrays.Add(($"{name}[{k}]", rows[k]));
        }
    }

    /// <summary>A copy that shares no array with the original, made by the codec; the lists above cover all its scalars.</summary>
    public static Proof Clone(HidingProof proof)
    {
        var writer = new ByteWriter();
        ProofBody.Write(writer, proof.Proof);
        var bytes = writer.ToArray();
        var points = ProofBody.Points(proof.Proof.Points).Count();
        Assert.Equal(bytes.Length, (points * G1Affine.ByteLength) + (Fr.ByteLength * (2 + Arrays(proof.Proof.Scalars).Sum(a => a.Values.Length))));
        var reader = new ByteReader(bytes);
        return ProofBody.Read(ref reader, proof.Key.Plan)!;
    }

    /// <summary>The two scalars that are in no array: changed, and the root also zero.</summary>
    public static List<(string Name, Proof Proof)> OfSingles(HidingProof honest)
    {
        return
        [
            Change("root", s => s.RootDenominator += Fr.One),
            Change("root 0", s => s.RootDenominator = Fr.Zero),
            Change("blinding", s => s.Blinding += Fr.One),
        ];

        (string, Proof) Change(string name, Action<ProofScalars<Fr>> change)
        {
            var proof = Clone(honest);
            change(proof.Scalars);
            return (name, proof);
        }
    }

    /// <summary>Every point moved by the generator.</summary>
    public static List<(string Name, Proof Proof)> OfPoints(HidingProof honest)
    {
        var changes = new List<(string, Proof)>();
        for (var k = 0; k < honest.Proof.Points.WitnessCommitments.Length; k++)
        {
            var proof = Clone(honest);
            proof.Points.WitnessCommitments[k] = Move(proof.Points.WitnessCommitments[k]);
            changes.Add(($"commitment {k}", proof));
        }
        Add("h", p => p.Folded = Move(p.Folded));
        Add("q", p => p.Quotient = Move(p.Quotient));
        Add("g", p => p.Remainder = Move(p.Remainder));
        Add("S", p => p.InnerProduct = Move(p.InnerProduct));
        Add("D", p => p.Reversed = Move(p.Reversed));
        Add("H", p => p.AtZeta = Move(p.AtZeta));
        Add("W", p => p.Batch = Move(p.Batch));
        Add("W'", p => p.Linearized = Move(p.Linearized));
        return changes;

        void Add(string name, Action<ProofPoints> change)
        {
            var proof = Clone(honest);
            change(proof.Points);
            changes.Add((name, proof));
        }
    }

    private static G1Affine Move(G1Affine point) => (point + G1Affine.Generator).ToAffine();
}
