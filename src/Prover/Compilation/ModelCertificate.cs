using Zkml.Circuits.Certificate;
using Zkml.Circuits.Lowering;
using Zkml.Prover.Backends;
using Zkml.Verifier;

namespace Zkml.Prover.Compilation;

/// <summary>
/// The one-time proof that every committed parameter is in its declared range and zero on padding, by the same prover
/// over the same commitments (docs/protocol.md §3.8).
/// </summary>
public static class ModelCertificate
{
    public static Proof Prove(LoweredModel lowered, ProvingKey key, IComputeBackend backend)
    {
        var core = key.Verification;
        var verification = VerifyingKey.CertificateKey(
            lowered.Circuit, core.Plan.ChunkBits, core.ParameterCommitments, core.Digest, core.G2Tau);
        var circuit = verification.Plan.Circuit;
        long[][] parameters = [.. core.Plan.Parameters.Columns.Select(id => lowered.Parameters[id])];
        var trace = CertificateWitness.Fill(circuit, parameters);
        var certifying = new ProvingKey
        {
            Verification = verification,
            Srs = key.Srs,
            Parameters = new Witness.ColumnData?[circuit.Columns.Count],
            PackedParameters = key.PackedParameters,
            ParameterBlindings = key.ParameterBlindings,
        };
        return CoreProver.Prove(certifying, trace, Fr.Zero, backend).Proof;
    }
}
