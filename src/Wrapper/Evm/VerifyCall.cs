using Zkml.Algebra.Curves;
using Zkml.Algebra.Hashing;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Wire;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Evm;

/// <summary>Calldata of <c>ZkmlVerifier.verify(bytes32, bytes, uint256, uint256[], bytes)</c> (docs/wrapper.md §7).</summary>
public static class VerifyCall
{
    private const string Signature = "verify(bytes32,bytes,uint256,uint256[],bytes)";

    /// <summary>The whole call; null with a rejection when the proof is malformed.</summary>
    public static byte[]? Encode(WrapperKey key, WrappedProof proof, out Rejection? rejection)
    {
        var inputs = WrappedVerifier.PublicInputs(key.Core, proof);
        if (PlonkVerifier.Reduce(key.Plonk, inputs, proof.Plonk, out rejection) is not { } opening) return null;
        var body = EncodeProof(proof, opening.Hint);
        var keyBytes = key.Encode();
        var words = inputs.AsSpan(1, key.Words);
        var writer = new ByteWriter();
        writer.Bytes(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(Signature)).AsSpan(0, 4));
        var heads = 5 * 32;
        writer.Bytes(key.Id);
        Number(writer, heads);
        writer.Scalar(proof.Statement.Context);
        Number(writer, heads + 32 + keyBytes.Length);
        var names = proof.Names(key.Core.Plan);
        Number(writer, heads + 32 + keyBytes.Length + 32 + (32 * (words.Length + names.Length)));
        Number(writer, keyBytes.Length);
        writer.Bytes(keyBytes);
        Number(writer, words.Length + names.Length);
        foreach (var word in words) writer.Scalar(word);
        foreach (var name in names) writer.Bytes(name);
        Number(writer, body.Length);
        writer.Bytes(body);
        return writer.ToArray();
    }

    /// <summary>The proof as the contract reads it: core points, factors, A Z T, evaluations, W W′, hint. All parts are whole words.</summary>
    public static byte[] EncodeProof(WrappedProof proof, Fr hint)
    {
        var writer = new ByteWriter();
        foreach (var point in ProofBody.Points(proof.Points)) writer.Point(point);
        foreach (var factor in proof.Factors) writer.Scalar(factor);
        WritePlonk(writer, proof.Plonk);
        writer.Scalar(hint);
        return writer.ToArray();
    }

    private static void WritePlonk(ByteWriter writer, PlonkProof proof)
    {
        writer.Point(proof.Wires);
        writer.Point(proof.Product);
        writer.Point(proof.Quotient);
        foreach (var value in proof.Evaluations.All) writer.Scalar(value);
        writer.Point(proof.Opening);
        writer.Point(proof.Linearized);
    }

    private static void Number(ByteWriter writer, int value) => writer.Scalar(Fr.FromUInt64((ulong)value));
}
