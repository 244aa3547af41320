using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Tests.Operators;
using static Zkml.Circuits.Tests.Operators.OperatorCase;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>
/// Every operator case of the suite against the adversary: given model and input, the honest trace is the only one over
/// the field, entry by entry, padding included.
/// </summary>
public sealed class OperatorUniquenessTests
{
    private static readonly Dictionary<string, OperatorCase> Cases =
        LinearCases.All().Concat(SpatialCases.All()).Concat(ShapeCases.All()).Concat(TransformerCases.All()).ToDictionary(c => c.Name);

    private static readonly LoweringOptions Split = new() { ActivationBits = 1, LimbBits = 5 };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheHonestTraceIsTheOnlyOne(string name) => Verdict.On(Cases[name].Graph, null, Cases[name].Inputs(3)).AssertUnique(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void TheHonestTraceIsTheOnlyOneWithSplits(string name) =>
        Verdict.On(Cases[name].Graph, Split, Cases[name].Inputs(4)).AssertUnique(name);

    /// <summary>The least and the greatest inputs saturate most; a softmax of equal entries has one trace for each tie.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ExtremeInputsHaveOneTraceToo(string name)
    {
        if (name.StartsWith("Softmax of two axes", StringComparison.Ordinal)) return;
        Verdict.On(Cases[name].Graph, Split, Cases[name].Inputs(0)).AssertUnique(name);
        Verdict.On(Cases[name].Graph, null, Cases[name].Inputs(1)).AssertUnique(name);
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void ArbitraryWindowsHaveOneTrace()
    {
        var (count, seeds) = (0, TestTier.Rounds(120));
        for (var seed = 1000; seed < 1000 + seeds; seed++)
        {
            if (SpatialCases.Arbitrary(seed) is not { } test || test.Graph.Inputs[0].Type.Shape.Aggregate(1, (n, e) => n * e) > 60) continue;
            count++;
            Verdict.On(test.Graph, seed % 2 == 0 ? Split : null, test.Inputs(seed)).AssertUnique(test.Name);
        }
        Assert.InRange(count, seeds / 6, seeds);
    }

    [Fact]
    public void AConvolutionalNetworkHasOneTrace()
    {
        var whole = Network();
        var graph = GraphOf([whole.Inputs[0].Type], [.. whole.Operators.Take(4)]);
        Verdict.On(graph, null, new OperatorCase("network", graph, _ => []).Inputs(9)).AssertUnique("network");
    }

    /// <summary>A sample, not a proof: a bent entry that the rest of a whole network is fitted to, as far as the budget goes.</summary>
    [Fact]
    public void NoBentEntryOfANetworkIsCoveredUp()
    {
        var model = GraphLowering.Lower(Network(), Split);
        var honest = model.Program.Run(Random(5, 25, 7)).Columns;
        var relations = new TraceRelations(model.Circuit, honest);
        var random = new Random(6);
        for (var k = 0; k < 60; k++)
        {
            var cell = random.Next(relations.Cells.Count);
            var (column, index) = relations.Cells[cell];
            if (model.Circuit.Columns[column].Name.EndsWith(".indicator", StringComparison.Ordinal)) continue;
            var bent = Fr.FromInt64(honest[column][index] + (random.Next(2) == 0 ? 1 : -1));
            var result = LyingProver.Search(relations, limit: 1, budget: 2000, bent: (cell, bent));
            Assert.True(result.Traces.Count == 0, $"'{model.Circuit.Columns[column].Name}' may be {bent} at {index}");
        }
    }

    /// <summary>An odd pool reads the padding of the layer before it; the classes are three of four.</summary>
    private static IntegerGraph Network()
    {
        int[] one = [1, 1], two = [2, 2], zero = [0, 0];
        var relu = new Requantization(3, new ClampActivation(0, 7));
        return GraphOf([Type(-8, 7, 1, 1, 5, 5)],
            new ConvOperator("conv", ["a"], "c", Random(1, 27, 7), [3, 1, 3, 3], Random(2, 3, 20), one, one, one, one, 1, relu),
            new MaxPoolOperator("pool", ["c"], "p", two, two, zero, one, one),
            new ReshapeOperator("flat", ["p"], "f", [1, 27]),
            new LinearOperator("dense", ["f"], "d", Random(3, 81, 5), 3, 27, Random(4, 3, 20), new Requantization(3, new ClampActivation(-16, 15))),
            new SoftmaxOperator("softmax", ["d"], "y", 2, 3, 3));
    }
}
