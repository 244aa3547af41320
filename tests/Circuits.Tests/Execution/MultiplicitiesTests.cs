using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Tests.Execution;

public class MultiplicitiesTests
{
    [Fact]
    public void CountsPaddingForTheZeroTable()
    {
        var circuit = LinearExample.Circuit();
        var trace = LinearExample.Trace(circuit);
        // Two lookups over 5 of 8 positions.
        Assert.Equal([6], trace[circuit.Multiplicities[0]]);
        Assert.Equal(LinearExample.Outputs, trace[circuit.Multiplicities[1]].Sum());
    }

    [Fact]
    public void MissingRowsThrowOrAreSkipped()
    {
        var circuit = LinearExample.Circuit();
        var trace = LinearExample.Trace(circuit);
        trace[LinearExample.Rem][4] = 16;
        var error = Assert.Throws<InvalidDataException>(() => Multiplicities.Fill(circuit, trace));
        Assert.Contains("'rem' at [4]", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Multiplicities.FillLenient(circuit, trace));
        Assert.Equal(LinearExample.Outputs - 1, trace[circuit.Multiplicities[1]].Sum());
    }

    [Fact]
    public void IrregularFirstColumnsAreHashed()
    {
        var squares = new PiecewiseColumn([.. Enumerable.Range(0, 16).Select(r => new AffinePiece(r, r + 1, 0, r * r % 11))]);
        var index = new TableIndex(new Table(2, "squares", 4, [squares]));
        for (var v = -2L; v < 12; v++)
        {
            var first = Enumerable.Range(0, 16).FirstOrDefault(r => r * r % 11 == v, -1);
            Assert.Equal(first, index.Find([[v]], 0));
        }
    }

    [Fact]
    public void RepeatedRowsAreFoundAtTheFirst()
    {
        foreach (var bound in new[] { 1, 3, 5, 1000 })
        {
            var index = new TableIndex(StructuredTables.Range(2, bound));
            Assert.Equal(bound - 1, index.Find([[bound - 1]], 0));
            Assert.Equal(-1, index.Find([[bound]], 0));
            Assert.Equal(-1, index.Find([[-1]], 0));
            Assert.Equal(-1, index.Find([[long.MinValue]], 0));
        }
        var saturation = new TableIndex(StructuredTables.Saturation(2, -2, 2, 5, 6));
        Assert.Equal(2, saturation.Find([[0], [1], [0]], 0));
        Assert.Equal(-1, saturation.Find([[0], [0], [0]], 0));
    }

    [Fact]
    public void MillionsAreFast()
    {
        var c = new TestCircuit();
        var space = TestCircuit.Space(1 << 21);
        var v = c.Column("v", ColumnKind.Public, space, 0, 65535);
        c.Inputs.Add(v);
        c.Lookup("range", c.Table(id => StructuredTables.Range(id, 65536)), c.Just(v));
        var circuit = c.Build();
        var trace = circuit.Columns.Select(k => new long[k.Space.Size]).ToArray();
        for (var i = 0; i < trace[v].Length; i++) trace[v][i] = (i * 40503L) & 65535;
        Assert.InRange(ThreadClock.Measure(() => Multiplicities.Fill(circuit, trace)).TotalSeconds, 0, 5);
        Assert.Equal(1 << 21, trace[circuit.Multiplicities[1]].Sum());
    }
}
