using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Lies in the execution, carried consistently through everything that follows from them.</summary>
public class LyingTraceTests
{
    private static TestModel Model => TestModel.Pipeline;

    [Theory]
    [InlineData("Pipeline")]
    [InlineData("MatMul")]
    [InlineData("Pools")]
    [InlineData("Depthwise")]
    [InlineData("Split")]
    [InlineData("Pipeline x 3")]
    [InlineData("MatMul x 3")]
    public void FollowingTheRelationsWithoutALieGivesTheHonestTrace(string name)
    {
        var model = TestModel.Named(name);
        var columns = LyingExecution.Run(model, (_, _, value) => value);
        for (var id = 0; id < columns.Length; id++) Assert.Equal(model.Honest[id], columns[id]);
    }

    [Theory]
    [InlineData("conv1", "conv1.rem0", 16)]
    [InlineData("conv2", "conv2.rem1", 4)]
    [InlineData("dense1", "dense1.rem1", 4)]
    [InlineData("product", "product.rem0", 16)]
    public void AnOutOfRangeRemainderIsRejected(string layer, string limb, long excess)
    {
        var index = RealEntry(layer, 2);
        var trace = LyingExecution.Run(Model, (c, i, v) => i != index ? v
            : c.Name == $"{layer}.t" ? v - 1
            : c.Name == limb ? v + excess
            : v);
        AssertContractionsHold(trace);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp, "layer");
    }

    [Fact]
    public void ANegativeRemainderIsRejected()
    {
        var index = RealEntry("conv2", 1);
        var trace = LyingExecution.Run(Model, (c, i, v) => i != index ? v : c.Name == "conv2.t" ? v + 1 : c.Name == "conv2.rem1" ? v - 4 : v);
        AssertContractionsHold(trace);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Theory]
    [InlineData("conv1")]
    [InlineData("conv2")]
    [InlineData("dense1")]
    [InlineData("dense2")]
    [InlineData("product")]
    public void AWrongTableOutputIsRejected(string layer)
    {
        var index = RealEntry(layer, 3);
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == layer && i == index ? v ^ 1 : v);
        AssertContractionsHold(trace);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Theory]
    [InlineData("Pipeline", "pool.dim1", 1)]
    [InlineData("Pipeline", "pool.dim1", -1)]
    [InlineData("Pipeline", "pool.dim0", 2)]
    [InlineData("Pools", "max.dim1.gain1", 1)]
    [InlineData("Pools", "max.dim1.gain2", -1)]
    [InlineData("Pools", "max.dim0.gain2", 1)]
    public void AWrongMaximumIsRejected(string name, string gain, long change)
    {
        var model = TestModel.Named(name);
        var column = model.Column(gain);
        var index = Enumerable.Range(0, column.Space.Size).First(i => column.Space.IsReal(i) && model.Honest[column.Id][i] > 1);
        var trace = LyingExecution.Run(model, (c, i, v) => c.Name == gain && i == index ? v + change : v);
        AssertContractionsHold(trace, model);
        Attempt.IsRejected(Attempt.Verify(model, trace), Step.LogUp);
    }

    [Fact]
    public void RoundingDownEverywhereBreaksTheContraction()
    {
        // rem' = (rem − 8) mod 16 and t' = t − [rem < 8]: the quotient without the rounding constant.
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name switch
        {
            "conv1.rem0" when c.Space.IsReal(i) => (v + 8) & 15,
            "conv1.t" when c.Space.IsReal(i) && Model.Honest[c.Id - 1][i] < 8 => v - 1,
            _ => v,
        });
        Assert.DoesNotContain(ConstraintChecker.Check(Model.Circuit, trace), f => f.Kind is ConstraintKind.Lookup);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.Contraction, "final evaluation");
    }

    [Fact]
    public void QuotientsShiftedWithMatchingTableOutputsBreakTheContraction()
    {
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == "dense2.t" && c.Space.IsReal(i) ? v + 1 : v);
        Assert.DoesNotContain(ConstraintChecker.Check(Model.Circuit, trace), f => f.Kind is ConstraintKind.Lookup);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.Contraction, "final evaluation");
    }

    [Fact]
    public void QuotientsShiftedWithRemaindersThatFollowBreakTheLookup()
    {
        var trace = LyingExecution.Run(Model, (c, i, v) => !c.Space.IsReal(i) ? v : c.Name == "dense2.t" ? v + 1 : c.Name == "dense2.rem1" ? v - 4 : v);
        AssertContractionsHold(trace);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.LogUp);
    }

    [Fact]
    public void TheTraceOfAnotherInputIsRejected()
    {
        var honest = Model.Honest[0][0];
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == "a" && i == 0 ? (honest + 1) % 16 : v);
        Assert.Null(Attempt.Verify(Model, trace));
        foreach (var id in Model.Circuit.Outputs) Model.Honest[id].CopyTo(trace[id], 0);
        trace[0][0] = honest;
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.Contraction);
    }

    private static int RealEntry(string column, int dense) => Model.Column(column).Space.PaddedIndex(dense);

    /// <summary>The lie is one that only lookups can find.</summary>
    private static void AssertContractionsHold(long[][] trace, TestModel? model = null)
    {
        var failures = ConstraintChecker.Check((model ?? Model).Circuit, trace, 1000);
        Assert.NotEmpty(failures);
        Assert.DoesNotContain(failures, f => f.Kind == ConstraintKind.Contraction);
    }
}
