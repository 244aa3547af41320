using Zkml.Algebra.Curves;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Circuits;
using Zkml.Circuits.Relations;
using Zkml.Prover.Backends;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Tests;

/// <summary>Proving keys over a small development SRS.</summary>
internal static class TestKeys
{
    public static readonly Srs Srs = Srs.Development(10);

    public static ProvingKey Make(Circuit circuit, long[]?[] trace, int chunkBits, long digest = 42)
    {
        var plan = new ProofPlan(circuit, chunkBits);
        var parameters = new ColumnData?[circuit.Columns.Count];
        foreach (var c in circuit.Columns)
        {
            if (c.Kind == ColumnKind.Parameter) parameters[c.Id] = new ColumnData(trace[c.Id]!);
        }
        var packed = PackedColumns.Pack(plan.Parameters, parameters!, Cpu.Default);
        var commitments = new G1Affine[plan.Parameters.Chunks];
        for (var k = 0; k < commitments.Length; k++)
        {
            commitments[k] = Backends.CpuBackend.Default.MsmSmall(Srs.G1Powers[..(1 << chunkBits)], packed.Chunk(k));
        }
        return new ProvingKey
        {
            Verification = new CoreKey(plan, Fr.FromInt64(digest), commitments, new G2Prepared(Srs.G2Tau)),
            Srs = Srs,
            Parameters = parameters,
            PackedParameters = packed,
            ParameterBlindings = new Fr[commitments.Length],
        };
    }
}
