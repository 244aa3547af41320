using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests;

/// <summary>Models at the edge of the protocol: hardly any lookups, one entry, no parameters, no contraction.</summary>
public class DegenerateCircuitTests
{
    [Fact]
    public void AModelWithoutLookupsDeepensTheTreeForItsContractions()
    {
        // ρ must have a coordinate for every variable of the contraction, though no lookup needs one.
        var linear = new LinearOperator("fc", ["x"], "y", [.. Enumerable.Range(-300, 600).Select(i => (long)i % 50)], 30, 20, new long[30], null);
        Prove([linear], [1, 20], [1, 30]);
    }

    [Fact]
    public void APureRenamingIsProven() =>
        Prove([new TransposeOperator("t", ["x"], "y", [1, 0])], [5, 3], [3, 5]);

    [Fact]
    public void AMisalignedReshapeIsProven() =>
        Prove([new ReshapeOperator("r", ["x"], "y", [10, 3])], [5, 6], [10, 3]);

    [Fact]
    public void OneNumberIsProven() =>
        Prove([new LinearOperator("fc", ["x"], "y", [3], 1, 1, [-7], new Requantization(1, new ClampActivation(0, 15)))], [1, 1], [1, 1]);

    [Fact]
    public void AStandaloneActivationIsProvenWithoutParameters() =>
        Prove([new AddOperator("relu", ["x"], "y", [1], 0, new Requantization(0, new ClampActivation(0, 15)))], [7], [7]);

    private static void Prove(IntegerOperator[] operators, int[] inputShape, int[] outputShape)
    {
        var graph = new IntegerGraph
        {
            Inputs = [new GraphValue("x", new IntegerType(inputShape, -16, 15), 1)],
            Operators = operators,
            Outputs = [new GraphValue("y", new IntegerType(outputShape, -(1 << 20), 1 << 20), 1)],
        };
        var compiled = ModelCompiler.Compile(graph, null, new CompileOptions { BlindingSeed = new byte[32] });
        var prepared = compiled.Key.Prepare(out var refusal);
        Assert.True(prepared is not null, $"{refusal}");
        var size = inputShape.Aggregate(1, (n, d) => n * d);
        long[] input = [.. Enumerable.Range(0, size).Select(i => (long)(i * 7 % 32) - 16)];
        var (envelope, _) = compiled.Model.Prove([input], Fr.Zero);
        Assert.Null(prepared.Verify(envelope.Statement, envelope.Proof));
        var precomputed = new CpuBackend(null, new PrecomputedBases(compiled.Model.Key.Srs.G1Powers, Cpu.Default));
        Assert.Equal(ProofCodec.Encode(envelope), ProofCodec.Encode(compiled.Model.Prove([input], Fr.Zero, precomputed).Envelope));
        envelope.Statement.Outputs[0][0] ^= 1;
        Assert.NotNull(prepared.Verify(envelope.Statement, envelope.Proof));
    }
}
