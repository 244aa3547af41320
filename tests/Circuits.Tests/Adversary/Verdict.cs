using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>The adversary set on one circuit and one public input, and what it achieved against the honest trace.</summary>
internal sealed class Verdict
{
    private readonly TraceRelations relations;
    private readonly long[][] honest;

    private Verdict(TraceRelations relations, long[][] honest, SearchResult result) =>
        (this.relations, this.honest, Result) = (relations, honest, result);

    public SearchResult Result { get; }

    /// <summary>Traces with another public output.</summary>
    public IEnumerable<Fr[]> Lies => Result.Traces.Where(t => Differences(t).Any(d => d.Column.Kind == ColumnKind.Public));

    public static Verdict On(Circuit circuit, long[][] honest, int limit = 64, bool paddingIsLookedUp = true, bool integersOnly = false)
    {
        var relations = new TraceRelations(circuit, honest, null, paddingIsLookedUp) { IntegersOnly = integersOnly };
        return new(relations, honest, LyingProver.Search(relations, limit));
    }

    public static Verdict On(IntegerGraph graph, LoweringOptions? options, params IntegerTensor[] inputs)
    {
        var model = GraphLowering.Lower(graph, options);
        return On(model.Circuit, model.Program.Run([.. inputs.Select(x => x.Data)]).Columns);
    }

    /// <summary>The search is complete and found the honest trace and, tied one-hot indicators apart, no other.</summary>
    public void AssertUnique(string name)
    {
        Assert.True(Result.IsExhausted, $"{name}: not exhausted after {Result.Steps} steps and {Result.Traces.Count} traces");
        Assert.True(Result.Traces.Any(t => !Differences(t).Any()), $"{name}: the honest trace is not among {Result.Traces.Count} found");
        foreach (var trace in Result.Traces)
        {
            var lie = Differences(trace).FirstOrDefault(d => !d.Column.Name.EndsWith(".indicator", StringComparison.Ordinal));
            Assert.True(lie.Column is null, $"{name}: '{lie.Column?.Name}' may be {lie.Value} instead of {lie.Honest} at {lie.Index}");
        }
    }

    /// <summary>A lie of integers, as columns that the reference checker is asked about too.</summary>
    public long[][]? IntegerLie()
    {
        foreach (var lie in Lies)
        {
            var columns = relations.Circuit.Columns.Select(c => c.Id < honest.Length ? (long[])honest[c.Id].Clone() : []).ToArray();
            var isInteger = true;
            for (var cell = 0; cell < lie.Length; cell++)
            {
                isInteger &= lie[cell].TryToInt64(out var value);
                columns[relations.Cells[cell].Column][relations.Cells[cell].Index] = value;
            }
            if (!isInteger) continue;
            Multiplicities.FillLenient(relations.Circuit, columns);
            return columns;
        }
        return null;
    }

    private IEnumerable<(Column Column, int Index, Fr Value, long Honest)> Differences(Fr[] trace)
    {
        for (var cell = 0; cell < trace.Length; cell++)
        {
            var (column, index) = relations.Cells[cell];
            if (trace[cell] != Fr.FromInt64(honest[column][index]))
            {
                yield return (relations.Circuit.Columns[column], index, trace[cell], honest[column][index]);
            }
        }
    }
}
