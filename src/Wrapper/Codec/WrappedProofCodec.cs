using Zkml.Algebra.Curves;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Verifier.Plan;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Codec;

/// <summary>The wrapped-proof file (docs/file-formats.md §10). All lengths come from the key; the file holds none.</summary>
public static class WrappedProofCodec
{
    private const string Magic = "ZKMLWRP\n";
    private const byte Version = 1;

    public static byte[] Encode(WrapperKey key, WrappedProof proof)
    {
        var writer = FramedFile.Begin(Magic, Version);
        writer.Bytes(key.Id);
        writer.Scalar(proof.Statement.Context);
        StatementValues.Write(writer, proof.Statement);
        foreach (var point in ProofBody.Points(proof.Points)) writer.Point(point);
        foreach (var factor in proof.Factors) writer.Scalar(factor);
        writer.Point(proof.Plonk.Wires);
        writer.Point(proof.Plonk.Product);
        writer.Point(proof.Plonk.Quotient);
        foreach (var value in proof.Plonk.Evaluations.All) writer.Scalar(value);
        writer.Point(proof.Plonk.Opening);
        writer.Point(proof.Plonk.Linearized);
        return FramedFile.Finish(writer);
    }

    /// <summary>Whether a file begins like a wrapped proof.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => new ByteReader(bytes).TryAscii(Magic);

    /// <summary>Null with the reason when the bytes are not a proof for this key.</summary>
    public static WrappedProof? TryDecode(ReadOnlySpan<byte> bytes, WrapperKey key, out Rejection? rejection)
    {
        if (!FramedFile.TryOpen(bytes, Magic, Version, "wrapped proof", out var content, out rejection)) return null;
        var reader = new ByteReader(content);
        if (!reader.TryBytes(32, out var id)) return Fail("truncated", out rejection);
        if (!id.SequenceEqual(key.Id))
        {
            rejection = new Rejection(
                Step.Statement, "the proof is for another wrapper key", -1, Convert.ToHexStringLower(key.Id), Convert.ToHexStringLower(id));
            return null;
        }
        var plan = key.Core.Plan;
        if (!reader.TryScalar(out var context)) return Fail("context is not canonical", out rejection);
        if (!StatementValues.TryRead(ref reader, plan.Circuit, out var inputs, out var outputs))
        {
            return Fail("public values are truncated or not canonical", out rejection);
        }
        if (!ReadPoints(ref reader, plan.WitnessCommitments + ProofShape.OpeningPointCount, out var core)) return Fail("a point of the core proof is invalid", out rejection);
        if (!ReadScalars(ref reader, VerifierCircuit.FactorCount(plan), out var factors)) return Fail("a factor is not canonical", out rejection);
        if (!ReadPoints(ref reader, 3, out var rounds) || !ReadScalars(ref reader, PlonkEvaluations.Count, out var values)
            || !ReadPoints(ref reader, 2, out var openings))
        {
            return Fail("the PLONK proof is truncated or not canonical", out rejection);
        }
        if (reader.Remaining != 0) return Fail("bytes after the proof", out rejection);
        return new WrappedProof(
            new Statement(context, inputs, outputs), Points(core, plan.WitnessCommitments), factors,
            new PlonkProof
            {
                Wires = rounds[0],
                Product = rounds[1],
                Quotient = rounds[2],
                Evaluations = new PlonkEvaluations(values),
                Opening = openings[0],
                Linearized = openings[1],
            });
    }

    private static ProofPoints Points(G1Affine[] all, int commitments) => new()
    {
        WitnessCommitments = all[..commitments],
        Folded = all[commitments],
        Quotient = all[commitments + 1],
        Remainder = all[commitments + 2],
        InnerProduct = all[commitments + 3],
        Reversed = all[commitments + 4],
        AtZeta = all[commitments + 5],
        Batch = all[commitments + 6],
        Linearized = all[commitments + 7],
    };

    private static bool ReadPoints(ref ByteReader reader, int count, out G1Affine[] points)
    {
        points = new G1Affine[count];
        for (var k = 0; k < count; k++)
        {
            if (!reader.TryPoint(out points[k])) return false;
        }
        return true;
    }

    private static bool ReadScalars(ref ByteReader reader, int count, out Fr[] scalars)
    {
        scalars = new Fr[count];
        for (var k = 0; k < count; k++)
        {
            if (!reader.TryScalar(out scalars[k])) return false;
        }
        return true;
    }

    private static WrappedProof? Fail(string what, out Rejection? rejection)
    {
        rejection = new Rejection(Step.Encoding, what);
        return null;
    }
}
