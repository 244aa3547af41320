using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>
/// Claims that do not agree between stages: one value is changed at one stage, and the stages' own checks are repaired up
/// to another, so that the lie is carried on; the first check that was not repaired finds it.
/// </summary>
public class StageRepairTests
{
    private static readonly string[] Order = ["layers", "leaf", "contraction", "index", "reduction"];

    private static TestModel Model => TestModel.Pipeline;

    [Theory]
    [InlineData("layers", Step.LogUp, "leaf")]
    [InlineData("leaf", Step.Reduction, "final evaluation")]
    [InlineData("contraction", Step.Reduction, "final evaluation")]
    [InlineData("index", Step.Reduction, "final evaluation")]
    [InlineData("reduction", Step.Opening, "pairing")]
    public void AFalseLookupRepairedUpToAStageIsFoundByTheNext(string stop, Step step, string what)
    {
        var index = Model.Column("conv2").Space.PaddedIndex(26);
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == "conv2" && i == index ? v ^ 1 : v);
        Attempt.IsRejected(Attempt.Verify(Model, trace, Repairing("layers", stop, null)), step, what);
    }

    // The error in the denominator lands in a virtual value, then in an operand, then in a column.
    [Theory]
    [InlineData("leaf", Step.Contraction, "final evaluation")]
    [InlineData("contraction", Step.IndexMap, "final evaluation")]
    [InlineData("index", Step.Reduction, "final evaluation")]
    [InlineData("reduction", Step.Opening, "pairing")]
    public void AFalseClaimAtRhoRepairedUpToAStageIsFoundByTheNext(string stop, Step step, string what)
    {
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, Repairing("leaf", stop, 0)), step, what);
    }

    [Theory]
    [InlineData("contraction", Step.IndexMap, "final evaluation")]
    [InlineData("index", Step.Reduction, "final evaluation")]
    [InlineData("reduction", Step.Opening, "pairing")]
    public void AFalseOperandRepairedUpToAStageIsFoundByTheNext(string stop, Step step, string what)
    {
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, Repairing("contraction", stop, 0)), step, what);
    }

    [Fact]
    public void AFalseValueOfTheParametersWithARepairedReductionIsFoundByTheOpening()
    {
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, Repairing("reduction", "reduction", 0)), Step.Opening, "pairing");
    }

    [Theory]
    [InlineData("layers", Step.LogUp, "layer")]
    [InlineData("leaf", Step.LogUp, "leaf")]
    [InlineData("contraction", Step.Contraction, "final evaluation")]
    [InlineData("index", Step.IndexMap, "final evaluation")]
    [InlineData("reduction", Step.Reduction, "final evaluation")]
    public void OneValueChangedWithoutRepairIsFoundByItsOwnStage(string stage, Step step, string what)
    {
        var lies = new Lies
        {
            Adjust = p =>
            {
                if (StageOf(p) == stage && p.Index <= 0) p.Values[0] += Fr.One;
            },
        };
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, lies), step, what);
    }

    [Fact]
    public void SlotsExchangedInTheCommitmentAreFoundByTheOpeningEvenIfTheReductionIsRepaired()
    {
        var lies = new Lies
        {
            SwappedSlots = (Model.Column("conv2").Id, Model.Column("pool.dim0").Id),
            Adjust = p =>
            {
                if (p.Step == Step.Reduction) StageRepair.Reduction(p);
            },
        };
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, lies), Step.Opening, "pairing");
    }

    [Fact]
    public void RepairingAnHonestProofChangesNothing()
    {
        // The repairs solve the verifier's own equations: with nothing to repair they must leave every value as it is.
        Assert.Null(Attempt.Verify(Model, Model.Honest, Repairing("layers", "reduction", null)));
    }

    /// <summary>Changes one value of the first stage, if asked to, and repairs all stages from there to the last.</summary>
    private static Lies Repairing(string first, string last, int? changed)
    {
        var layers = new LayerRepair();
        return new Lies
        {
            Adjust = p =>
            {
                var stage = StageOf(p);
                if (stage == first && changed is { } index) p.Values[index] += Fr.One;
                var position = Array.IndexOf(Order, stage);
                if (position >= Array.IndexOf(Order, first) && position <= Array.IndexOf(Order, last)) Repair(stage, p, layers);
            },
        };
    }

    private static void Repair(string stage, StageMessage p, LayerRepair layers)
    {
        switch (stage)
        {
            case "layers": layers.Apply(p); break;
            case "leaf": StageRepair.Leaf(p, "conv1.t"); break;
            case "contraction": StageRepair.Contraction(p); break;
            case "index": StageRepair.IndexMap(p); break;
            default: StageRepair.Reduction(p); break;
        }
    }

    private static string StageOf(StageMessage p) => p.Step switch
    {
        Step.LogUp => p.Index < 0 ? "leaf" : "layers",
        Step.Contraction => "contraction",
        Step.IndexMap => "index",
        _ => "reduction",
    };
}
