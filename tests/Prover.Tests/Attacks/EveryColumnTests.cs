using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>
/// For every column that a prover writes: one true entry bent, everything after it following. The verifier must reject,
/// and at the stage that proves the rule which the integer checker finds broken.
/// </summary>
public class EveryColumnTests
{
    public static TheoryData<string, string> Columns()
    {
        var data = new TheoryData<string, string>();
        foreach (var name in new[] { "Pipeline", "MatMul", "Pools", "Depthwise", "Split", "Pipeline x 3", "MatMul x 3", "Split x 5" })
        {
            var circuit = TestModel.Named(name).Circuit;
            foreach (var c in circuit.Columns)
            {
                if (c.Kind == ColumnKind.Parameter || circuit.Inputs.Contains(c.Id) || circuit.Multiplicities.Contains(c.Id)) continue;
                data.Add(name, c.Name);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Columns))]
    public void ABentEntryIsRejectedWhereItsRuleIsProven(string name, string column)
    {
        var model = TestModel.Named(name);
        var space = model.Column(column).Space;
        var index = space.PaddedIndex((int)(space.TrueSize * 2 / 3));
        var trace = LyingExecution.Run(model, (c, i, v) => c.Name == column && i == index ? (v == c.Max ? v - 1 : v + 1) : v);
        var rejection = Attempt.Verify(model, trace);
        Assert.True(rejection is not null, "ACCEPTED");
        Assert.True(Expected(model, trace) == rejection.Step, $"{rejection}");
    }

    private static Step Expected(TestModel model, long[][] trace)
    {
        var kinds = ConstraintChecker.Check(model.Circuit, trace, 1000).Select(f => f.Kind).ToHashSet();
        Assert.NotEmpty(kinds);
        if (kinds.Contains(ConstraintKind.Range)) return Step.Statement;
        return kinds.SetEquals([ConstraintKind.Contraction]) ? Step.Contraction : Step.LogUp;
    }
}
