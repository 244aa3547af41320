using Zkml.Circuits.Batching;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Prover.Tests.Attacks;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Batches;

/// <summary>What a prover of a batch might try beyond what it might with one sample (docs/protocol.md §3.10).</summary>
public class BatchAttackTests
{
    private const int Samples = 3;

    private static readonly Lazy<ProvingResult> LazyHonest = new(() => Attempt.Prove(Model, Model.Honest));

    private static TestModel Model => TestModel.Batch("Pipeline", Samples);

    private static ProvingResult Honest => LazyHonest.Value;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    public void OutputsOfTwoSamplesExchangedAreRejected(int first, int second)
    {
        var statement = Honest.Statement with { Outputs = [Exchanged(Honest.Statement.Outputs[0], first, second)] };
        Assert.NotEqual(Honest.Statement.Outputs[0], statement.Outputs[0]);
        Attempt.IsRejected(Attempt.Verify(Model, statement, Honest.Proof), Step.LogUp);
        // Stated before the proof is made, over the true trace: the public columns do not fit.
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Outputs = statement.Outputs } }), Step.LogUp, "leaf");
    }

    [Fact]
    public void OutputsExchangedInTheTraceToo()
    {
        var trace = Copy(Model.Honest);
        var output = Model.Circuit.Outputs[0];
        ExchangeSlices(trace[output], Size(output), 0, 2);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Fact]
    public void TheOrderOfTheSamplesIsPartOfTheStatement()
    {
        var s = Honest.Statement;
        var other = s with { Inputs = [Exchanged(s.Inputs[0], 0, 1)], Outputs = [Exchanged(s.Outputs[0], 0, 1)] };
        Attempt.IsRejected(Attempt.Verify(Model, other, Honest.Proof), Step.LogUp);
    }

    [Fact]
    public void OneSamplesOutputOrInputChangedIsRejected()
    {
        for (var sample = 0; sample < Samples; sample++)
        {
            var s = Honest.Statement;
            var (input, output) = (sample * s.Inputs[0].Length / Samples, sample * s.Outputs[0].Length / Samples);
            Attempt.IsRejected(Attempt.Verify(Model, s with { Outputs = [With(s.Outputs[0], output)] }, Honest.Proof), Step.LogUp);
            Attempt.IsRejected(Attempt.Verify(Model, s with { Inputs = [With(s.Inputs[0], input)] }, Honest.Proof), Step.LogUp);
            Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = x => x with { Outputs = [With(x.Outputs[0], output)] } }), Step.LogUp);
            Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = x => x with { Inputs = [With(x.Inputs[0], input)] } }), Step.IndexMap);
        }
    }

    [Fact]
    public void ASampleDoubledInTheStatementIsRejected()
    {
        var statement = new Statement(Honest.Statement.Context, [Doubled(Honest.Statement.Inputs[0])], [Doubled(Honest.Statement.Outputs[0])]);
        Attempt.IsRejected(Attempt.Verify(Model, statement, Honest.Proof), Step.LogUp);
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = _ => statement }), Step.LogUp);
    }

    [Fact]
    public void ASampleLeftOutOrAddedIsRejected()
    {
        var s = Honest.Statement;
        Statement[] cases =
        [
            s with { Inputs = [First(s.Inputs[0])], Outputs = [First(s.Outputs[0])] },
            s with { Inputs = [[.. s.Inputs[0], .. First(s.Inputs[0])]], Outputs = [[.. s.Outputs[0], .. First(s.Outputs[0])]] },
        ];
        foreach (var statement in cases) Attempt.IsRejected(Attempt.Verify(Model, statement, Honest.Proof), Step.Statement, "length of input 0");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void AProofIsOfOneNumberOfSamplesOnly(int other)
    {
        var key = TestModel.Pipeline.Key.ForBatch(other).Verification;
        var statement = new Statement(
            Honest.Statement.Context, [Resized(Honest.Statement.Inputs[0], other)], [Resized(Honest.Statement.Outputs[0], other)]);
        var rejection = CoreVerifier.Verify(key, statement, Honest.Proof);
        Attempt.IsRejected(rejection, Step.Encoding);
    }

    [Fact]
    public void TheNumberOfSamplesIsInTheDigestEvenWhereTheStatementIsTheSame()
    {
        // The circuit of three samples, proven under the name of four.
        var three = Model.Key.Verification;
        var rejection = CoreVerifier.Verify(three with { Samples = 4 }, Honest.Statement, Honest.Proof);
        Attempt.IsRejected(rejection, Step.LogUp);
        Assert.Equal(5, new[] { 1, 2, 3, 4, 5 }.Select(n => (three with { Samples = n }).StatementDigest).Distinct().Count());
        Assert.Equal(three.Digest, (three with { Samples = 1 }).StatementDigest);
    }

    [Fact]
    public void ABatchIsNoSingleProofAndASingleProofNoBatch()
    {
        var single = TestModel.Pipeline;
        var statement = new Statement(Honest.Statement.Context, [First(Honest.Statement.Inputs[0])], [First(Honest.Statement.Outputs[0])]);
        Attempt.IsRejected(Attempt.Verify(single, statement, Honest.Proof), Step.Encoding, "shape");
        var alone = Attempt.Prove(single, Model.Samples[0]);
        Assert.Null(Attempt.Verify(single, alone.Statement, alone.Proof));
        Assert.Equal(statement.Outputs[0], alone.Statement.Outputs[0]);
        Attempt.IsRejected(Attempt.Verify(Model, Honest.Statement, alone.Proof), Step.Encoding, "shape");
    }

    [Fact]
    public void CommitmentsOfAnotherModelAreRejected()
    {
        var key = Model.Key.Verification;
        var other = TestModel.OtherPipeline.Key.Verification;
        var swapped = key with { ParameterCommitments = other.ParameterCommitments };
        Attempt.IsRejected(CoreVerifier.Verify(swapped, Honest.Statement, Honest.Proof), Step.Opening, "pairing");
        Attempt.IsRejected(CoreVerifier.Verify(key with { Digest = other.Digest }, Honest.Statement, Honest.Proof), Step.LogUp);
    }

    [Fact]
    public void ASampleComputedWithOtherWeightsIsRejected()
    {
        var (model, other) = (TestModel.Pipeline, TestModel.OtherPipeline);
        var cheap = other.Lowered.Program.Run(InputOf(1)).Columns;
        var trace = BatchTrace.Join(model.Lowered.Circuit, Model.Circuit, [Model.Samples[0], cheap, Model.Samples[2]]);
        Assert.NotEmpty(ConstraintChecker.Check(Model.Circuit, trace));
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.Contraction);
    }

    [Fact]
    public void AFourthSampleInThePaddingOfTheBatchIsRejected()
    {
        // A consistent trace in the slice that does not exist: nothing may be there, true or not.
        var four = TestModel.Batch("Pipeline", 4);
        var trace = Copy(Model.Honest);
        foreach (var column in Model.Circuit.Columns)
        {
            if (column.Kind is not (ColumnKind.Witness or ColumnKind.Virtual) || Model.Circuit.Multiplicities.Contains(column.Id)) continue;
            four.Samples[3][column.Id].CopyTo(trace[column.Id], Samples * Size(column.Id));
        }
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
        foreach (var id in Model.Circuit.Multiplicities)
        {
            for (var row = 0; row < trace[id].Length; row++) trace[id][row] = Model.Honest[id][row] + four.Samples[3][id][row];
        }
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    private static int Size(int column) => TestModel.Pipeline.Circuit.Columns[column].Space.Size;

    private static long[][] InputOf(int sample) => [First(Model.Input[0][(sample * Model.Input[0].Length / Samples)..], Model.Input[0].Length / Samples)];

    private static long[][] Copy(long[][] trace) => [.. trace.Select(c => (long[])c.Clone())];

    private static long[] First(long[] batch) => First(batch, batch.Length / Samples);

    private static long[] First(long[] values, int count) => values[..count];

    private static long[] Resized(long[] batch, int samples)
    {
        var size = batch.Length / Samples;
        return [.. Enumerable.Range(0, samples * size).Select(i => batch[i % batch.Length])];
    }

    private static long[] Doubled(long[] batch)
    {
        var (copy, size) = ((long[])batch.Clone(), batch.Length / Samples);
        batch.AsSpan(0, size).CopyTo(copy.AsSpan(size));
        return copy;
    }

    private static long[] With(long[] values, int index)
    {
        var copy = (long[])values.Clone();
        copy[index] ^= 1;
        return copy;
    }

    private static long[] Exchanged(long[] batch, int first, int second)
    {
        var copy = (long[])batch.Clone();
        ExchangeSlices(copy, batch.Length / Samples, first, second);
        return copy;
    }

    private static void ExchangeSlices(long[] values, int size, int first, int second)
    {
        var kept = values.AsSpan(first * size, size).ToArray();
        values.AsSpan(second * size, size).CopyTo(values.AsSpan(first * size));
        kept.CopyTo(values, second * size);
    }
}
