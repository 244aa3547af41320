using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>One lookup at one index: the statements of its elements must together meet a row.</summary>
internal sealed record LookupAt(string Name, int[] Statements, DistinctRows Rows);

/// <summary>A table's rows without repetitions, as field elements.</summary>
internal sealed class DistinctRows
{
    private readonly Dictionary<Fr, List<int>> byFirst = [];

    public DistinctRows(IEnumerable<long[]> rows)
    {
        Rows = [.. rows.DistinctBy(r => string.Join(',', r)).Select(r => Array.ConvertAll(r, Fr.FromInt64))];
        for (var k = 0; k < Rows.Length; k++)
        {
            if (!byFirst.TryGetValue(Rows[k][0], out var list)) byFirst.Add(Rows[k][0], list = []);
            list.Add(k);
        }
        All = [.. Enumerable.Range(0, Rows.Length)];
    }

    public Fr[][] Rows { get; }

    public int[] All { get; }

    public IReadOnlyList<int> With(Fr first) => byFirst.TryGetValue(first, out var list) ? list : [];

    public static DistinctRows Of(Table table)
    {
        var columns = table.Columns.Select(c => c.ToArray(table.Bits)).ToArray();
        return new(Enumerable.Range(0, table.Rows).Select(r => Array.ConvertAll(columns, c => c[r])));
    }
}

/// <summary>
/// All that the proof system checks of a trace, as polynomial statements over the field in the cells that a prover
/// chooses: every entry of witness and virtual columns, padding included, and the true entries of public outputs. No
/// range is assumed of any of them but that the verifier checks the public outputs'.
/// </summary>
internal sealed class TraceRelations
{
    private readonly List<Statement> statements = [];
    private readonly List<LookupAt> lookups = [];
    private readonly List<(int Column, int Index)> cells = [];
    private readonly int[][] cellOf;
    private readonly Dictionary<int, DistinctRows> tables = [];
    private readonly RelationExpansion expansion;

    /// <param name="circuit">May be broken on purpose.</param>
    /// <param name="honest">Gives the parameters and public inputs.</param>
    /// <param name="freeColumns">Columns that the prover chooses too.</param>
    /// <param name="paddingIsLookedUp">False for a protocol in which padding entries of lookups do not count.</param>
    public TraceRelations(Circuit circuit, long[][] honest, int[]? freeColumns = null, bool paddingIsLookedUp = true)
    {
        Circuit = circuit;
        cellOf = new int[circuit.Columns.Count][];
        foreach (var column in circuit.Columns) cellOf[column.Id] = CellsOf(column, freeColumns ?? []);
        expansion = new RelationExpansion((column, index) => cellOf[column][index] is var cell && cell >= 0
            ? (Fr.Zero, cell)
            : (Fr.FromInt64(honest[column][index]), -1));
        foreach (var contraction in circuit.Contractions) AddContraction(contraction);
        Identities = statements.Count;
        foreach (var lookup in circuit.Lookups) AddLookup(lookup, paddingIsLookedUp);
    }

    public Circuit Circuit { get; }

    /// <summary>Leaves out traces with fractions, to show a lie to the reference checker.</summary>
    public bool IntegersOnly { get; init; }

    /// <summary>The contractions, whose target is 0; then the elements of lookups.</summary>
    public IReadOnlyList<Statement> Statements => statements;

    public int Identities { get; }

    public IReadOnlyList<LookupAt> Lookups => lookups;

    /// <summary>Column and index of each cell.</summary>
    public IReadOnlyList<(int Column, int Index)> Cells => cells;

    public int CellOf(int column, int index) => cellOf[column][index];

    /// <summary>What the verifier checks of a value before it starts.</summary>
    public bool IsAdmissible(int cell, Fr value)
    {
        var column = Circuit.Columns[cells[cell].Column];
        if (!value.TryToInt64(out var v)) return column.Kind != ColumnKind.Public && !IntegersOnly;
        return column.Kind != ColumnKind.Public || (v >= column.Min && v <= column.Max);
    }

    private int[] CellsOf(Column column, int[] free)
    {
        var own = new int[column.Space.Size];
        Array.Fill(own, -1);
        var isOutput = column.Kind == ColumnKind.Public && Circuit.Outputs.Contains(column.Id);
        var isWitness = column.Kind is ColumnKind.Witness or ColumnKind.Virtual && !Circuit.Multiplicities.Contains(column.Id);
        for (var i = 0; i < own.Length; i++)
        {
            if (!isWitness && !free.Contains(column.Id) && !(isOutput && column.Space.IsReal(i))) continue;
            own[i] = cells.Count;
            cells.Add((column.Id, i));
        }
        return own;
    }

    private void AddContraction(Contraction contraction)
    {
        var joint = new IndexSpace([.. contraction.Space.Axes, .. contraction.Contracted.Axes]);
        var operands = contraction.Operands.Select(o => expansion.Of(o, joint)).ToArray();
        for (var o = 0; o < contraction.Space.Size; o++)
        {
            var form = new QuadraticForm();
            form.Add(expansion.At(contraction.Left, o), Fr.One);
            if (contraction.Form == ContractionForm.Sum)
            {
                foreach (var operand in operands) form.Add(operand(o), -Fr.One);
            }
            for (var c = 0; contraction.Form == ContractionForm.Product && c < contraction.Contracted.Size; c++)
            {
                var j = o | (c << contraction.Space.Variables);
                form.AddProduct(operands[0](j), operands[1](j), -Fr.One);
            }
            statements.Add(form.Build($"{contraction.Name}[{o}]"));
        }
    }

    private void AddLookup(Lookup lookup, bool paddingIsLookedUp)
    {
        for (var i = 0; i < lookup.Space.Size; i++)
        {
            var isReal = lookup.Space.IsReal(i);
            if (!isReal && !paddingIsLookedUp) continue;
            var first = statements.Count;
            foreach (var element in lookup.Elements)
            {
                var form = new QuadraticForm();
                form.Add(expansion.At(element, i), Fr.One);
                statements.Add(form.Build($"{lookup.Name}[{i}]"));
            }
            var rows = isReal ? RowsOf(lookup.TableId) : new DistinctRows([new long[lookup.Elements.Count]]);
            lookups.Add(new LookupAt(lookup.Name, [.. Enumerable.Range(first, lookup.Elements.Count)], rows));
        }
    }

    private DistinctRows RowsOf(int table)
    {
        if (!tables.TryGetValue(table, out var rows)) tables.Add(table, rows = DistinctRows.Of(Circuit.TableById(table)));
        return rows;
    }
}
