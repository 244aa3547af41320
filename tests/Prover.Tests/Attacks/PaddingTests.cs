using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Non-zero padding: the entries that an honest prover leaves alone and a liar would use.</summary>
public class PaddingTests
{
    public static TheoryData<string, string> PaddedColumns()
    {
        var data = new TheoryData<string, string>();
        foreach (var name in new[] { "Pipeline", "MatMul", "Pools", "Depthwise", "Split", "Pipeline x 3", "MatMul x 3", "Split x 5" })
        {
            var model = TestModel.Named(name);
            foreach (var c in model.Circuit.Columns)
            {
                if (c.Kind is ColumnKind.Witness && !c.Space.IsFull) data.Add(name, c.Name);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(PaddedColumns))]
    public void NonZeroPaddingWithEverythingFollowingItIsRejected(string name, string column)
    {
        var model = TestModel.Named(name);
        var index = Padding(model, column);
        var trace = LyingExecution.Run(model, (c, i, v) => c.Name == column && i == index ? v + 16 : v);
        Assert.Contains(ConstraintChecker.Check(model.Circuit, trace), f => f.Kind is ConstraintKind.Padding);
        var rejection = Attempt.Verify(model, trace);
        Assert.True(rejection is not null, "ACCEPTED");
        // A column that no lookup pins is pinned on padding by the contraction that defines it.
        var isLookedUp = model.Circuit.Lookups.Any(l => l.Elements.Any(e => e.Terms.Any(t => t.Column == model.Column(column).Id)));
        Assert.Equal(isLookedUp ? Step.LogUp : Step.Contraction, rejection.Step);
    }

    [Fact]
    public void APaddedQuotientWithItsTableOutputIsRejected()
    {
        var model = TestModel.Pipeline;
        var index = Padding(model, "conv1");
        var trace = LyingExecution.Run(model, (c, i, v) => i == index && (c.Name is "conv1.t" or "conv1") ? 5 : v);
        Attempt.IsRejected(Attempt.Verify(model, trace), Step.LogUp);
    }

    [Fact]
    public void PaddingThatThePoolingReadsCannotChangeTheOutput()
    {
        // conv1[q = 5, p = 4, o = 2] is padding, read by the ceil-mode pool as the right half of the last pair.
        var model = TestModel.Pipeline;
        const int Index = 5 | (4 << 3) | (2 << 6);
        var trace = LyingExecution.Run(model, (c, i, v) => c.Name == "conv1" && i == Index ? 15 : v);
        Assert.NotEqual(model.Honest[model.Column("product").Id], trace[model.Column("product").Id]);
        Attempt.IsRejected(Attempt.Verify(model, trace), Step.LogUp);
    }

    [Theory]
    [InlineData("left", 5)]
    [InlineData("right", 30)]
    public void PaddingFilledToChangeAProductOfTwoWitnessesIsRejected(string first, int seed)
    {
        // Both factors get padding at the contracted positions 5..7, so that the accumulators change.
        var model = TestModel.MatMul;
        var random = new Random(seed);
        var trace = LyingExecution.Run(model, (c, i, v) =>
            c.Name is "left" or "right" && !c.Space.IsReal(i) ? (c.Name == first ? 7 : random.Next(1, 2) * 3) : v);
        Assert.NotEqual(model.Honest[model.Column("matmul.t").Id], trace[model.Column("matmul.t").Id]);
        Attempt.IsRejected(Attempt.Verify(model, trace), Step.LogUp);
    }

    [Fact]
    public void PaddedLookupsCountedAsRowsOfTheirOwnTableAreRejected()
    {
        // A padding entry of conv1 taken to be the table's row (5, 5), with the multiplicity to match.
        var model = TestModel.Pipeline;
        var index = Padding(model, "conv1");
        var trace = LyingExecution.Run(model, (c, i, v) => i == index && (c.Name is "conv1.t" or "conv1") ? 5 : v);
        var table = model.Circuit.Tables.Single(t => t.Name.StartsWith("clamp", StringComparison.Ordinal));
        var row = Enumerable.Range(0, table.Rows).First(r => table.Columns[0][r] == 5);
        trace[model.Circuit.Multiplicities[table.Id - 1]][row]++;
        Attempt.IsRejected(Attempt.Verify(model, trace), Step.LogUp);
    }

    private static int Padding(TestModel model, string column)
    {
        var space = model.Column(column).Space;
        return Enumerable.Range(0, space.Size).Last(i => !space.IsReal(i));
    }
}
