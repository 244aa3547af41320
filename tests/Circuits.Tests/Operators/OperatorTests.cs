using System.Numerics;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;

namespace Zkml.Circuits.Tests.Operators;

/// <summary>Every operator: execution against its definition, and its circuit against its execution.</summary>
public sealed class OperatorTests
{
    private static readonly Dictionary<string, OperatorCase> Cases =
        LinearCases.All().Concat(SpatialCases.All()).Concat(ShapeCases.All()).Concat(TransformerCases.All()).ToDictionary(c => c.Name);

    private static readonly Dictionary<string, LoweringOptions> Options = new()
    {
        ["chosen"] = new LoweringOptions(),
        ["narrow limbs"] = new LoweringOptions { LimbBits = 3 },
        ["split"] = new LoweringOptions { ActivationBits = 1, LimbBits = 5 },
        ["wide"] = new LoweringOptions { ActivationBits = 12, LimbBits = 8 },
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    public static TheoryData<string, string> NamesAndOptions
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in Cases.Keys)
            {
                foreach (var option in Options.Keys) data.Add(name, option);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ExecutionIsTheDefinition(string name)
    {
        var test = Cases[name];
        for (var seed = 0; seed < 6; seed++)
        {
            var inputs = test.Inputs(seed);
            var (outputs, expected) = (GraphExecutor.Run(test.Graph, inputs), test.References(inputs));
            Assert.Equal(expected.Length, outputs.Count);
            for (var k = 0; k < expected.Length; k++)
            {
                var type = test.Graph.Outputs[k].Type;
                Assert.Equal(type.Shape, outputs[k].Shape);
                Assert.Equal(expected[k], outputs[k].Data);
                Assert.All(outputs[k].Data, v => Assert.InRange(v, type.Min, type.Max));
            }
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndOptions))]
    public void TraceSatisfiesTheCircuit(string name, string options)
    {
        var test = Cases[name];
        var model = GraphLowering.Lower(test.Graph, Options[options]);
        Assert.Null(CircuitValidator.Validate(model.Circuit));
        for (var seed = 0; seed < 4; seed++)
        {
            var inputs = test.Inputs(seed);
            var trace = model.Program.Run([.. inputs.Select(x => x.Data)]);
            var expected = GraphExecutor.Run(test.Graph, inputs);
            for (var k = 0; k < expected.Count; k++)
            {
                Assert.Equal(expected[k].Data, trace.Outputs[k]);
                Assert.Equal(expected[k].Data, TrueEntries(model, trace, model.Circuit.Outputs[k]));
            }
            Assert.Empty(ConstraintChecker.Check(model.Circuit, trace.Columns));
        }
    }

    [Theory]
    [MemberData(nameof(NamesAndOptions))]
    public void EveryWitnessEntryIsPinned(string name, string options)
    {
        if (options is "narrow limbs" or "wide") return;
        var model = GraphLowering.Lower(Cases[name].Graph, Options[options]);
        var trace = model.Program.Run([.. Cases[name].Inputs(3).Select(x => x.Data)]);
        Assert.Empty(WitnessMutation.Survivors(model.Circuit, trace.Columns));
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void ArbitraryWindowsHold()
    {
        var (count, seeds) = (0, TestTier.Rounds(600));
        for (var seed = 0; seed < seeds; seed++)
        {
            if (SpatialCases.Arbitrary(seed) is not { } test) continue;
            count++;
            var model = GraphLowering.Lower(test.Graph);
            var inputs = test.Inputs(seed + 2);
            var trace = model.Program.Run(inputs[0].Data);
            Assert.True(CircuitValidator.Validate(model.Circuit) is null, $"{test}: {CircuitValidator.Validate(model.Circuit)}");
            Assert.Equal(test.Reference(inputs), trace.Outputs[0]);
            Assert.True(ConstraintChecker.Check(model.Circuit, trace.Columns, 1).Count == 0, test.Name);
        }
        Assert.InRange(count, seeds / 3, seeds);
    }

    [Fact]
    public void SplitOptionSplits()
    {
        var split = GraphLowering.Lower(Cases["Linear rows"].Graph, Options["split"]);
        Assert.Contains(split.Report.Operators[0].Requantizations, r => r.IsSplit);
        var whole = GraphLowering.Lower(Cases["Linear rows"].Graph, Options["wide"]);
        Assert.DoesNotContain(whole.Report.Operators[0].Requantizations, r => r.IsSplit);
    }

    private static long[] TrueEntries(LoweredModel model, Trace trace, int column)
    {
        var space = model.Circuit.Columns[column].Space;
        return [.. Enumerable.Range(0, (int)space.TrueSize).Select(i => trace.Columns[column][space.PaddedIndex(i)])];
    }
}
