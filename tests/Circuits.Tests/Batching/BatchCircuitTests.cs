using Zkml.Circuits.Batching;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tests.Operators;

namespace Zkml.Circuits.Tests.Batching;

/// <summary>The circuit of a batch, over every operator (docs/protocol.md §3.10).</summary>
public sealed class BatchCircuitTests
{
    private static readonly Dictionary<string, OperatorCase> Cases =
        LinearCases.All().Concat(SpatialCases.All()).Concat(ShapeCases.All()).Concat(TransformerCases.All().Where(c => c.Drawn is null))
            .ToDictionary(c => c.Name);

    public static TheoryData<string, int> NamesAndSamples
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in Cases.Keys)
            {
                foreach (var samples in new[] { 2, 3, 7, 8 }) data.Add(name, samples);
            }
            return data;
        }
    }

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(NamesAndSamples))]
    public void TheJoinedTraceSatisfiesAValidCircuit(string name, int samples)
    {
        foreach (var options in new[] { new LoweringOptions(), new LoweringOptions { ActivationBits = 1, LimbBits = 5 } })
        {
            var (model, batch, columns) = Make(Cases[name].Graph, options, samples, out var inputs);
            Assert.Null(CircuitValidator.Validate(batch));
            Assert.Empty(ConstraintChecker.Check(batch, columns));
            Assert.Equal(Counted(batch, columns), batch.Multiplicities.Select(id => columns[id]));
            var space = batch.Columns[batch.Outputs[0]].Space;
            long[] outputs = [.. Enumerable.Range(0, (int)space.TrueSize).Select(i => columns[batch.Outputs[0]][space.PaddedIndex(i)])];
            Assert.Equal(inputs.SelectMany(x => GraphExecutor.Run(Cases[name].Graph, x)[0].Data), outputs);
            Assert.Equal(model.Circuit.Columns.Count, batch.Columns.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryEntryOfEverySampleIsPinned(string name)
    {
        var (_, batch, columns) = Make(Cases[name].Graph, new LoweringOptions(), 3, out _);
        Assert.Empty(WitnessMutation.Survivors(batch, columns));
    }

    [Fact]
    public void SlicesAreTheSamplesOwnTraces()
    {
        foreach (var name in Cases.Keys)
        {
            var (model, batch, columns) = Make(Cases[name].Graph, new LoweringOptions(), 5, out var inputs);
            for (var s = 0; s < inputs.Length; s++)
            {
                var own = model.Program.Run([.. inputs[s].Select(x => x.Data)]).Columns;
                foreach (var column in model.Circuit.Columns)
                {
                    if (batch.Multiplicities.Contains(column.Id)) continue;
                    var first = column.Kind == ColumnKind.Parameter ? 0 : s * column.Space.Size;
                    Assert.Equal(own[column.Id], columns[column.Id].AsSpan(first, column.Space.Size).ToArray());
                }
            }
        }
    }

    [Fact]
    public void ParametersTablesAndMultiplicitiesAreThoseOfTheModel()
    {
        var model = GraphLowering.Lower(Cases["Linear rows"].Graph).Circuit;
        var batch = BatchCircuit.Of(model, 6);
        Assert.Same(model, BatchCircuit.Of(model, 1));
        Assert.Same(model.Tables, batch.Tables);
        foreach (var column in model.Columns)
        {
            var isShared = column.Kind == ColumnKind.Parameter || model.Multiplicities.Contains(column.Id);
            if (isShared) Assert.Same(column, batch.Columns[column.Id]);
            else Assert.Equal([.. column.Space.Axes, new Axis(6, 3)], batch.Columns[column.Id].Space.Axes);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void ImpossibleNumbersOfSamplesAreRefused(int samples)
    {
        var model = GraphLowering.Lower(Cases["Linear rows"].Graph).Circuit;
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchCircuit.Of(model, samples));
    }

    [Fact]
    public void ABatchThatIsTooLargeIsNotValid()
    {
        var model = GraphLowering.Lower(Cases["Linear rows"].Graph).Circuit;
        Assert.NotNull(CircuitValidator.Validate(BatchCircuit.Of(model, BatchCircuit.MaxSamples)));
    }

    private static (LoweredModel Model, Circuit Batch, long[][] Columns) Make(
        IntegerGraph graph, LoweringOptions options, int samples, out IntegerTensor[][] inputs)
    {
        var test = new OperatorCase("", graph, _ => []);
        inputs = [.. Enumerable.Range(0, samples).Select(test.Inputs)];
        var model = GraphLowering.Lower(graph, options);
        var batch = BatchCircuit.Of(model.Circuit, samples);
        var traces = inputs.Select(x => model.Program.Run([.. x.Select(t => t.Data)]).Columns).ToArray();
        return (model, batch, BatchTrace.Join(model.Circuit, batch, traces));
    }

    /// <summary>The multiplicities counted anew from the lookups; of equal rows the first has them all.</summary>
    private static IEnumerable<long[]> Counted(Circuit circuit, long[][] columns)
    {
        var copy = (long[][])columns.Clone();
        Multiplicities.Fill(circuit, copy);
        return [.. circuit.Multiplicities.Select(id => copy[id])];
    }
}
