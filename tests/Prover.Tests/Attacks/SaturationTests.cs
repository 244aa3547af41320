using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>
/// Lies about the split of a wide quotient: t = 8·high + lo, (lo, value) in the clamp table, (high, inside, bound) in the
/// saturation table, y = inside·value + bound.
/// </summary>
public class SaturationTests
{
    private static TestModel Model => TestModel.Split;

    [Fact]
    public void TheExampleSaturatesAtBothEndsAndInside()
    {
        var t = Model.Honest[Model.Column("wide.t").Id];
        Assert.Contains(t, v => v < -4);
        Assert.Contains(t, v => v > 3);
    }

    [Theory]
    [InlineData("wide.high", 1)]
    [InlineData("wide.high", -1)]
    [InlineData("wide.inside", 1)]
    [InlineData("wide.inside", -1)]
    [InlineData("wide.bound", 1)]
    [InlineData("wide.bound", -1)]
    [InlineData("wide.value", 1)]
    [InlineData("wide.value", -1)]
    public void AChangedPartOfTheSplitIsRejectedByTheLookup(string column, long change)
    {
        for (var output = 0; output < 5; output++)
        {
            var index = output;
            var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == column && i == index ? v + change : v);
            // A value that the saturation ignores is still looked up; a high part that moves takes lo out of its table.
            var rejection = Attempt.Verify(Model, trace);
            Assert.True(rejection is not null, $"ACCEPTED at output {output}");
            Assert.True(rejection.Step is Step.LogUp or Step.Statement, rejection.ToString());
        }
    }

    [Fact]
    public void AHighPartMovedTogetherWithItsRowIsRejected()
    {
        // high + 1 with inside, bound and y as the table and the selection say; lo − 8 is in no row.
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == "wide.high" && i == 0 ? v + 1 : v);
        Assert.DoesNotContain(ConstraintChecker.Check(Model.Circuit, trace, 100), f => f.Kind == ConstraintKind.Contraction);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Fact]
    public void AnOutputThatDoesNotFollowTheSplitBreaksTheSelection()
    {
        var output = Model.Column("wide");
        var index = Enumerable.Range(0, 5).First(i => Model.Honest[output.Id][i] < 3);
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == "wide" && i == index ? v + 1 : v);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.Contraction);
    }

    [Fact]
    public void ASaturatedQuotientClaimedToBeInsideIsRejected()
    {
        var t = Model.Honest[Model.Column("wide.t").Id];
        var index = Array.FindIndex(t, v => v > 3);
        var trace = LyingExecution.Run(Model, (c, i, v) => i != index ? v : c.Name switch
        {
            "wide.high" => 0,
            "wide.inside" => 1,
            "wide.bound" => 0,
            "wide.value" => 2,
            _ => v,
        });
        Assert.Equal(2, trace[Model.Column("wide").Id][index]);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }
}
