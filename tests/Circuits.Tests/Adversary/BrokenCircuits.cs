using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tests.Execution;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>Circuits with one relation less, or one that says too little.</summary>
internal static class BrokenCircuits
{
    public static Circuit WithoutLookup(Circuit circuit, string name)
    {
        Assert.Contains(circuit.Lookups, l => l.Name == name);
        return TestCircuit.With(circuit, lookups: [.. circuit.Lookups.Where(l => l.Name != name)]);
    }

    public static Circuit WithoutContraction(Circuit circuit, string name)
    {
        Assert.Contains(circuit.Contractions, c => c.Name == name);
        return TestCircuit.With(circuit, contractions: [.. circuit.Contractions.Where(c => c.Name != name)]);
    }

    /// <summary>The lookup uses another table, which is added.</summary>
    public static Circuit WithTable(Circuit circuit, string lookup, Func<int, Table> build)
    {
        var table = build(circuit.Tables.Count + 1) with { Name = "other" };
        var counts = new Column(
            circuit.Columns.Count, "other counts", ColumnKind.Witness, new IndexSpace(new Axis(table.Rows, table.Bits)), 0, 1 << 20);
        return TestCircuit.With(
            circuit, columns: [.. circuit.Columns, counts], tables: [.. circuit.Tables, table],
            multiplicities: [.. circuit.Multiplicities, counts.Id],
            lookups: [.. circuit.Lookups.Select(l => l.Name == lookup ? l with { TableId = table.Id } : l)]);
    }

    /// <summary>The lookup takes its padding for true entries: no zero table there.</summary>
    public static Circuit WithFullLookup(Circuit circuit, string name)
    {
        Lookup Full(Lookup l)
        {
            var space = new IndexSpace([.. l.Space.Axes.Select(a => new Axis(a.Padded, a.Bits))]);
            return l with { Space = space, Elements = [.. l.Elements.Select(e => e with { Space = space })] };
        }
        return TestCircuit.With(circuit, lookups: [.. circuit.Lookups.Select(l => l.Name == name ? Full(l) : l)]);
    }
}
