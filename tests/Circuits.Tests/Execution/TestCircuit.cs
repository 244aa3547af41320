using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Tests.Execution;

/// <summary>Collects columns, tables and relations, and adds the multiplicity columns at the end.</summary>
internal sealed class TestCircuit
{
    public List<Column> Columns { get; } = [];

    public List<Table> Tables { get; } = [StructuredTables.Zero()];

    public List<Lookup> Lookups { get; } = [];

    public List<Contraction> Contractions { get; } = [];

    public List<int> Inputs { get; } = [];

    public List<int> Outputs { get; } = [];

    public static IndexSpace Space(params int[] extents) => new([.. extents.Select(Axis.Of)]);

    public static IndexSpace None { get; } = new();

    public int Column(string name, ColumnKind kind, IndexSpace space, long min, long max)
    {
        Columns.Add(new Column(Columns.Count, name, kind, space, min, max));
        return Columns.Count - 1;
    }

    public int Table(Func<int, Table> build)
    {
        Tables.Add(build(Tables.Count + 1));
        return Tables.Count;
    }

    /// <summary>A term that reads a column over its own space.</summary>
    public Term Identity(int column, long coefficient = 1) =>
        new(coefficient, column, [.. Enumerable.Range(0, Columns[column].Space.Variables)]);

    /// <summary>A column as an expression over its own space.</summary>
    public Expression Just(int column) => new(Columns[column].Space, [Identity(column)]);

    public void Lookup(string name, int table, params Expression[] elements) =>
        Lookups.Add(new Lookup(name, elements[0].Space, table, elements));

    public Circuit Build()
    {
        var multiplicities = new List<int>();
        foreach (var table in Tables)
        {
            var space = new IndexSpace(new Axis(table.Rows, table.Bits));
            multiplicities.Add(Column($"multiplicities of {table.Name}", ColumnKind.Witness, space, 0, 1L << 32));
        }
        return new Circuit
        {
            Columns = [.. Columns], Tables = [.. Tables], Lookups = [.. Lookups], Contractions = [.. Contractions],
            Inputs = [.. Inputs], Outputs = [.. Outputs], Multiplicities = multiplicities,
        };
    }

    /// <summary>The circuit with one list replaced.</summary>
    public static Circuit With(
        Circuit c, IReadOnlyList<Column>? columns = null, IReadOnlyList<Table>? tables = null,
        IReadOnlyList<Lookup>? lookups = null, IReadOnlyList<Contraction>? contractions = null,
        IReadOnlyList<int>? inputs = null, IReadOnlyList<int>? outputs = null, IReadOnlyList<int>? multiplicities = null) => new()
    {
        Columns = columns ?? c.Columns, Tables = tables ?? c.Tables, Lookups = lookups ?? c.Lookups,
        Contractions = contractions ?? c.Contractions, Inputs = inputs ?? c.Inputs, Outputs = outputs ?? c.Outputs,
        Multiplicities = multiplicities ?? c.Multiplicities,
    };
}
