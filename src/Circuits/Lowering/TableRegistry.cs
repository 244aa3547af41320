using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// The tables of a circuit under construction; equal content is one table. The first column of each table numbers its
/// rows consecutively, which is how the witness program counts lookups.
/// </summary>
internal sealed class TableRegistry
{
    private readonly List<Table> tables = [StructuredTables.Zero()];

    public IReadOnlyList<Table> Tables => tables;

    /// <summary>[0, 2^bits).</summary>
    public Table Range(int bits) => Intern(id => StructuredTables.Range(id, 1 << bits));

    /// <summary>[0, bound], bound included.</summary>
    public Table UpTo(int bound) => Intern(id => StructuredTables.Range(id, bound + 1));

    /// <summary>(t, activation(t)) for all bits-wide signed t.</summary>
    public Table Activation(Activation activation, int bits) => activation switch
    {
        ClampActivation clamp => Intern(id => StructuredTables.Clamp(id, bits, clamp.Min, clamp.Max)),
        FunctionActivation f => Intern(id =>
            Function(id, $"{f.Function} {f.InputFraction}.{f.OutputFraction}", ActivationFunction.ColumnOf(f, bits))),
        _ => throw new NotSupportedException($"unknown activation {activation.GetType().Name}"),
    };

    /// <summary>(d, e^(−d)) for d in [0, 2^bits).</summary>
    public Table Exponential(IrregularColumn column) => Intern(id => Function(id, $"exp {column.InputFraction}.{column.OutputFraction}", column));

    /// <summary>(h, in, bound): in = [h = 0], bound = low for h &lt; 0, high for h &gt; 0, 0 otherwise.</summary>
    public Table Saturation(long hMin, long hMax, long low, long high) =>
        Intern(id => StructuredTables.Saturation(id, checked((int)hMin), checked((int)hMax), low, high));

    /// <summary>(h, [h = 0]) for h in [0, 2^bits).</summary>
    public Table IsZero(int bits) => Intern(id => new Table(id, $"is zero {bits}", bits,
    [
        new PiecewiseColumn([new AffinePiece(0, 1 << bits, 1, 0)]),
        new PiecewiseColumn([new AffinePiece(0, 1, 0, 1), new AffinePiece(1, 1 << bits, 0, 0)]),
    ]));

    /// <summary>A function that the catalogue has no name for, as affine pieces: rows (row + first, f).</summary>
    public Table Tabulated(string name, int bits, long first, PiecewiseColumn values) =>
        Intern(id => new Table(id, name, bits, [new PiecewiseColumn([new AffinePiece(0, 1 << bits, 1, first)]), values]));

    private static Table Function(int id, string name, IrregularColumn column) => new(id, $"{name} {column.Bits}", column.Bits,
        [new PiecewiseColumn([new AffinePiece(0, 1 << column.Bits, 1, column.Start)]), column]);

    private Table Intern(Func<int, Table> create)
    {
        var table = create(tables.Count + 1);
        foreach (var known in tables)
        {
            if (known.Id != Table.ZeroId && known.Bits == table.Bits && known.Columns.SequenceEqual(table.Columns)) return known;
        }
        var named = table;
        for (var k = 2; tables.Any(t => t.Name == named.Name); k++) named = table with { Name = $"{table.Name} #{k}" };
        tables.Add(named);
        return named;
    }
}
