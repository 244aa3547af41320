using Zkml.Algebra.Pairings;
using Zkml.Algebra.Transcripts;
using Zkml.Circuits;
using Zkml.Circuits.Certificate;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Prover.Witness;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>A certificate for parameters that have none: limbs as near as they come, multiplicities of the rows that exist.</summary>
internal static class LyingCertificate
{
    public static Proof Prove(Circuit model, VerifyingKey key, ProvingKey proving, long[][] parameters, Lies? lies)
    {
        var verification = VerifyingKey.CertificateKey(
            model, key.ChunkBits, key.ParameterCommitments, key.ComputeDigest(), new G2Prepared(key.G2Tau));
        var circuit = verification.Plan.Circuit;
        var certifying = new ProvingKey
        {
            Verification = verification,
            Srs = proving.Srs,
            Parameters = new ColumnData?[circuit.Columns.Count],
            PackedParameters = proving.PackedParameters,
            ParameterBlindings = proving.ParameterBlindings,
        };
        return LyingProver.Prove(certifying, Trace(circuit, parameters), Fr.Zero, lies ?? new Lies(), new Transcript<Fr>(Labels.ProtocolId)).Proof;
    }

    /// <summary>Limbs of the nearest values in range, the parameters as they are.</summary>
    private static long[][] Trace(Circuit certificate, long[][] parameters)
    {
        var columns = certificate.Columns.Where(c => c.Kind == ColumnKind.Parameter).ToArray();
        var nearest = parameters.Select((values, k) => values.Select((v, i) =>
            columns[k].Space.IsReal(i) ? Math.Clamp(v, columns[k].Min, columns[k].Max) : 0).ToArray()).ToArray();
        var trace = CertificateWitness.Fill(certificate, nearest);
        for (var k = 0; k < parameters.Length; k++) trace[k] = parameters[k];
        Multiplicities.FillLenient(certificate, trace);
        return trace;
    }
}
