using Zkml.Benchmarks.Gpt2;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Models;

/// <summary>The builder of `bench -- gpt2` at a tiny size: one block, every extent padded.</summary>
public class Gpt2Tests
{
    private static readonly Lazy<(LoweredModel Lowered, ProvingKey Key, long[][] Honest)> Plain = new(() => Make(null));

    public static TheoryData<string> WitnessColumns
    {
        get
        {
            var circuit = Plain.Value.Lowered.Circuit;
            return [.. circuit.Columns.Where(c => c.Kind is ColumnKind.Witness or ColumnKind.Virtual).Select(c => c.Name)];
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(9, true)]
    public void AnHonestProofIsAcceptedWithAndWithoutSaturationLimbs(int? activationBits, bool isSplit)
    {
        var (lowered, key, honest) = activationBits is null ? Plain.Value : Make(activationBits);
        Assert.Equal(isSplit, lowered.Report.Operators.SelectMany(o => o.Requantizations).Any(r => r.IsSplit));
        Assert.Null(CircuitValidator.Validate(lowered.Circuit));
        Assert.Empty(ConstraintChecker.Check(lowered.Circuit, honest));
        var result = CoreProver.Prove(key, honest, Fr.Zero);
        Assert.Null(CoreVerifier.Verify(key.Verification, result.Statement, result.Proof));
    }

    [Fact]
    public void TheTraceComputesWhatTheGraphExecutes()
    {
        var shape = Gpt2Shape.Tiny;
        var tokens = Gpt2Graph.Tokens(shape, 2);
        var input = new IntegerTensor([shape.Sequence, shape.Vocabulary], tokens);
        var expected = GraphExecutor.Run(Gpt2Graph.Build(shape, 1), [input]);
        var logits = Plain.Value.Lowered.Program.Run(tokens).Outputs[0];
        Assert.Equal(expected[0].Data, logits);
        Assert.InRange(logits.Distinct().Count(), 20, 256);
    }

    [Fact]
    public void TheParametersAreCountedAsGpt2Does() => Assert.Equal(124_439_808, Gpt2Shape.Small.Parameters);

    [Theory]
    [MemberData(nameof(WitnessColumns))]
    public void AChangedWitnessEntryIsRejected(string name)
    {
        var (lowered, key, honest) = Plain.Value;
        var column = lowered.Circuit.Columns.Single(c => c.Name == name);
        var trace = (long[][])honest.Clone();
        var entry = column.Space.PaddedIndex((int)(column.Space.TrueSize / 2));
        trace[column.Id] = (long[])trace[column.Id].Clone();
        trace[column.Id][entry] += trace[column.Id][entry] == column.Max ? -1 : 1;
        var result = CoreProver.Prove(key, trace, Fr.Zero);
        Assert.NotNull(CoreVerifier.Verify(key.Verification, result.Statement, result.Proof));
    }

    private static (LoweredModel, ProvingKey, long[][]) Make(int? activationBits)
    {
        var graph = Gpt2Graph.Build(Gpt2Shape.Tiny, 1);
        var lowered = GraphLowering.Lower(graph, new LoweringOptions { ActivationBits = activationBits });
        var key = ModelCompiler.Commit(graph, lowered, TestKeys.Srs, TestKeys.Srs.LogSize, null, CpuBackend.Default).Key;
        return (lowered, key, lowered.Program.Run(Gpt2Graph.Tokens(Gpt2Shape.Tiny, 1)).Columns);
    }
}
