using Zkml.Algebra.Curves;
using Zkml.Algebra.Setup;
using Zkml.Circuits;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Tests.Keys;

/// <summary>A well-formed verifying key of a small network, without a certificate; commitments are arbitrary points.</summary>
internal static class SmallKey
{
    public const int ChunkBits = 6;

    private static readonly Lazy<Circuit> LazyCircuit = new(() => GraphLowering.Lower(Graph()).Circuit);

    private static readonly Lazy<G2Affine> Tau = new(() => Srs.Development(1).G2Tau);

    public static Circuit Circuit => LazyCircuit.Value;

    public static VerifyingKey Make(Circuit? circuit = null, int chunkBits = ChunkBits, int? commitments = null, TensorInfo[]? inputs = null, G2Affine? tau = null)
    {
        circuit ??= Circuit;
        return new VerifyingKey
        {
            Circuit = circuit,
            ChunkBits = chunkBits,
            ParameterCommitments = Points(commitments ?? new ProofPlan(Circuit, ChunkBits).Parameters.Chunks),
            G2Tau = tau ?? Tau.Value,
            Inputs = inputs ?? [new TensorInfo("x", [1, 2, 5, 5], 0.5)],
            Outputs = [new TensorInfo("y", [1, 3, 3, 3], 2)],
        };
    }

    public static Circuit With(
        IReadOnlyList<Column>? columns = null, IReadOnlyList<Lookup>? lookups = null, IReadOnlyList<Contraction>? contractions = null,
        IReadOnlyList<int>? inputs = null, IReadOnlyList<int>? multiplicities = null) => new()
    {
        Columns = columns ?? Circuit.Columns,
        Tables = Circuit.Tables,
        Lookups = lookups ?? Circuit.Lookups,
        Contractions = contractions ?? Circuit.Contractions,
        Inputs = inputs ?? Circuit.Inputs,
        Outputs = Circuit.Outputs,
        Multiplicities = multiplicities ?? Circuit.Multiplicities,
    };

    private static IntegerGraph Graph()
    {
        int[] one = [1, 1], two = [2, 2];
        var weights = Enumerable.Range(0, 54).Select(k => (long)((k * 5) % 15) - 7).ToArray();
        var conv = new ConvOperator("conv", ["x"], "y", weights, [3, 2, 3, 3], [10, -20, 30], two, one, one, one, 1, new Requantization(4, new ClampActivation(0, 15)));
        var input = new GraphValue("x", new IntegerType([1, 2, 5, 5], 0, 15), 1);
        var output = new GraphValue("y", new IntegerType([1, 3, 3, 3], 0, 15), 1);
        return new IntegerGraph { Inputs = [input], Operators = [conv], Outputs = [output] };
    }

    private static G1Affine[] Points(int count) =>
        [.. Enumerable.Range(0, count).Select(k => (G1Affine.Generator * Fr.FromInt64(k + 3)).ToAffine())];
}
