using Zkml.Algebra.Hashing;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Wire;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Codec;

/// <summary>The wrapped-proof file (docs/file-formats.md §10). All lengths come from the key; the file holds none.</summary>
public static class WrappedProofCodec
{
    /// <summary>Of the file.</summary>
    public static readonly FileFrame Frame = new("ZKMLWRP\n", 1, "wrapped proof");

    public static byte[] Encode(WrapperKey key, WrappedProof proof)
    {
        var writer = Frame.Begin();
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
        return FileFrame.Seal(writer);
    }

    /// <summary>Null with the reason when the bytes are not a proof for this key. Never throws; memory is proportional to the bytes.</summary>
    public static WrappedProof? TryDecode(ReadOnlySpan<byte> bytes, WrapperKey key, out Rejection? rejection)
    {
        var reader = Frame.Open(bytes);
        reader.Part = "model id";
        var id = reader.Take(Keccak256.DigestSize);
        rejection = Rejection.Of(reader.Error);
        if (rejection is not null) return null;
        if (!id.SequenceEqual(key.Id))
        {
            rejection = new Rejection(
                Step.Statement, "the proof is for another wrapper key", -1, Convert.ToHexStringLower(key.Id), Convert.ToHexStringLower(id));
            return null;
        }
        var plan = key.Core.Plan;
        reader.Part = "context";
        var statement = StatementValues.Read(ref reader, plan.Circuit, reader.Scalar());
        var points = ProofBody.ReadPoints(ref reader, plan.WitnessCommitments);
        reader.Part = "factors";
        var factors = reader.Items(VerifierCircuit.FactorCount(plan), Fr.ByteLength, (ref ByteReader r) => r.Scalar());
        var plonk = ReadPlonk(ref reader);
        reader.End();
        rejection = Rejection.Of(reader.Error);
        return plonk is null || rejection is not null ? null : new WrappedProof(statement, points, factors, plonk);
    }

    private static PlonkProof? ReadPlonk(ref ByteReader reader)
    {
        reader.Part = "PLONK proof";
        var (wires, product, quotient) = (reader.G1(), reader.G1(), reader.G1());
        var values = reader.Items(PlonkEvaluations.Count, Fr.ByteLength, (ref ByteReader r) => r.Scalar());
        var (opening, linearized) = (reader.G1(), reader.G1());
        if (reader.Failed) return null;
        return new PlonkProof
        {
            Wires = wires,
            Product = product,
            Quotient = quotient,
            Evaluations = new PlonkEvaluations(values),
            Opening = opening,
            Linearized = linearized,
        };
    }
}
