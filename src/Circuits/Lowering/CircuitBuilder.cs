using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Lowering;

/// <summary>Collects columns, tables and relations; <see cref="Build"/> adds the multiplicity columns.</summary>
internal sealed class CircuitBuilder
{
    private readonly List<Column> columns = [];
    private readonly HashSet<string> names = [];
    private readonly List<Lookup> lookups = [];
    private readonly List<Contraction> contractions = [];

    public TableRegistry Tables { get; } = new();

    public IReadOnlyList<Column> Columns => columns;

    public IReadOnlyList<Lookup> Lookups => lookups;

    public IReadOnlyList<Contraction> Contractions => contractions;

    /// <summary>True entries of parameters, by column id.</summary>
    public Dictionary<int, long[]> Parameters { get; } = [];

    /// <summary>Public input columns, in statement order.</summary>
    public List<int> Inputs { get; } = [];

    /// <summary>Public output columns, in statement order.</summary>
    public List<int> Outputs { get; } = [];

    /// <summary>Adds a column; a name already taken gets a number.</summary>
    public Column AddColumn(string name, ColumnKind kind, IndexSpace space, long min, long max)
    {
        var unique = name;
        for (var k = 2; !names.Add(unique); k++) unique = $"{name}#{k}";
        var column = new Column(columns.Count, unique, kind, space, min, max);
        columns.Add(column);
        return column;
    }

    /// <summary>Adds a parameter column with its true entries, row-major over the axes.</summary>
    public Column AddParameter(string name, IndexSpace space, long[] dense)
    {
        var (min, max) = ParameterRange.Of(dense, name);
        var column = AddColumn(name, ColumnKind.Parameter, space, min, max);
        Parameters[column.Id] = dense;
        return column;
    }

    public void AddLookup(string name, IndexSpace space, Table table, params Expression[] elements) =>
        lookups.Add(new Lookup(name, space, table.Id, elements));

    /// <summary>A lookup of whole columns.</summary>
    public void AddLookup(Table table, params Column[] elements) =>
        AddLookup(elements[0].Name, elements[0].Space, table, Array.ConvertAll(elements, c => new Expression(c.Space, AffineTerms.Of(c))));

    public void AddContraction(
        string name, IndexSpace space, IndexSpace contracted, IReadOnlyList<Term> left, ContractionForm form, params Operand[] operands) =>
        contractions.Add(new Contraction(name, space, contracted, new Expression(space, left), form, operands));

    /// <summary>
    /// The circuit. Multiplicity columns come last, in table order. Witness columns declare what the relations prove of
    /// them from the declared parameters and publics, which can be wider than what an honest prover writes.
    /// </summary>
    /// <exception cref="InvalidDataException">A column's proven range is beyond 2^62.</exception>
    public Circuit Build()
    {
        var circuit = Assemble();
        var ranges = IntervalAnalysis.Run(circuit).Ranges;
        for (var id = 0; id < columns.Count; id++)
        {
            if (columns[id].Kind != ColumnKind.Witness || ranges[id] is not { } range) continue;
            if (range.Magnitude > CircuitLimits.MaxMagnitude)
            {
                throw new InvalidDataException($"'{columns[id].Name}' is only proven to lie in {range}, beyond 2^62; use smaller parameters");
            }
            columns[id] = columns[id] with { Min = (long)range.Min, Max = (long)range.Max };
        }
        return circuit;
    }

    private Circuit Assemble()
    {
        var total = lookups.Sum(l => (long)l.Space.Size);
        var multiplicities = new List<int>();
        foreach (var table in Tables.Tables)
        {
            var space = new IndexSpace(new Axis(table.Rows, table.Bits));
            multiplicities.Add(AddColumn($"multiplicity:{table.Name}", ColumnKind.Witness, space, 0, total).Id);
        }
        return new Circuit
        {
            Columns = columns,
            Tables = Tables.Tables,
            Lookups = lookups,
            Contractions = contractions,
            Inputs = Inputs,
            Outputs = Outputs,
            Multiplicities = multiplicities,
        };
    }
}
