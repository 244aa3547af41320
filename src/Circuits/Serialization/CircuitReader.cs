using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Serialization;

/// <summary>Reads what <see cref="CircuitWriter"/> writes, in the same order; enum values are left to the validator.</summary>
internal sealed class CircuitReader(IndexSpace[] spaces)
{
    private delegate T ReadItem<T>(ref ByteReader from);

    public Circuit Circuit(ref ByteReader from)
    {
        var (columnId, tableId) = (0, 0);
        return new Circuit
        {
            Columns = List(ref from, 6, (ref ByteReader r) => Column(ref r, columnId++)),
            Tables = List(ref from, 3, (ref ByteReader r) => Table(ref r, ++tableId)),
            Lookups = List(ref from, 4, Lookup),
            Contractions = List(ref from, 8, Contraction),
            Inputs = List(ref from, 1, Id),
            Outputs = List(ref from, 1, Id),
            Multiplicities = List(ref from, 1, Id),
        };
    }

    public static IndexSpace Space(ref ByteReader from)
    {
        var count = from.Count(2);
        if (count > CircuitLimits.MaxAxes) throw new MalformedBytesException($"a space of {count} axes");
        var axes = new Axis[count];
        for (var k = 0; k < count; k++) axes[k] = Axis(ref from);
        return new IndexSpace(axes);
    }

    private static Axis Axis(ref ByteReader from)
    {
        var bits = from.Number(CircuitLimits.MaxVariables);
        return new Axis(from.Number(int.MaxValue), bits);
    }

    private static T[] List<T>(ref ByteReader from, int itemBytes, ReadItem<T> read)
    {
        var items = new T[from.Count(itemBytes)];
        for (var k = 0; k < items.Length; k++) items[k] = read(ref from);
        return items;
    }

    private static int Id(ref ByteReader from) => from.Number(int.MaxValue);

    private IndexSpace KnownSpace(ref ByteReader from) => spaces[from.Number(spaces.Length - 1)];

    private Column Column(ref ByteReader from, int id)
    {
        var name = from.Text();
        var kind = (ColumnKind)from.Byte();
        return new Column(id, name, kind, KnownSpace(ref from), from.Signed(), from.Signed());
    }

    private static Table Table(ref ByteReader from, int id)
    {
        var name = from.Text();
        var bits = from.Number(CircuitLimits.MaxTableBits);
        return new Table(id, name, bits, List(ref from, 2, TableColumn));
    }

    private static TableColumn TableColumn(ref ByteReader from) => from.Byte() switch
    {
        CircuitWriter.PiecewiseTag => new PiecewiseColumn(List(ref from, 4, Piece)),
        CircuitWriter.IrregularTag => Irregular(ref from),
        var tag => throw new MalformedBytesException($"a table column of kind {tag}"),
    };

    private static AffinePiece Piece(ref ByteReader from) => new(from.SignedInt(), from.SignedInt(), from.Signed(), from.Signed());

    private static IrregularColumn Irregular(ref ByteReader from)
    {
        var (function, bits, start) = ((IrregularFunction)from.Byte(), from.SignedInt(), from.Signed());
        var (inputFraction, outputFraction) = (from.SignedInt(), from.SignedInt());
        return new IrregularColumn(function, bits, start, inputFraction, outputFraction, from.Signed(), from.Signed(), from.Signed());
    }

    private Lookup Lookup(ref ByteReader from)
    {
        var name = from.Text();
        var space = KnownSpace(ref from);
        return new Lookup(name, space, Id(ref from), List(ref from, 3, Expression));
    }

    private Expression Expression(ref ByteReader from)
    {
        var space = KnownSpace(ref from);
        var shift = from.Number(int.MaxValue);
        return new Expression(space, List(ref from, 3, Term), shift);
    }

    private static Term Term(ref ByteReader from)
    {
        var coefficient = from.Signed();
        var column = from.Number(int.MaxValue) - 1;
        var shape = from.Number((2 * CircuitLimits.MaxVariables) + 1);
        var view = new int[shape >> 1];
        for (var k = 0; k < view.Length; k++) view[k] = (shape & 1) == 0 ? k : from.Number(int.MaxValue) - 2;
        return new Term(coefficient, column, view);
    }

    private Contraction Contraction(ref ByteReader from)
    {
        var name = from.Text();
        var (space, contracted) = (KnownSpace(ref from), KnownSpace(ref from));
        var left = Expression(ref from);
        return new Contraction(name, space, contracted, left, (ContractionForm)from.Byte(), List(ref from, 5, Operand));
    }

    private Operand Operand(ref ByteReader from)
    {
        var source = Expression(ref from);
        var bound = List(ref from, 1, (ref ByteReader r) => Id(ref r) - 1);
        return new Operand(source, bound, List(ref from, 3, Group));
    }

    private static MapGroup Group(ref ByteReader from)
    {
        var hasEquation = from.Flag();
        var constant = from.Signed();
        return new MapGroup(List(ref from, 5, Index), constant, hasEquation);
    }

    private static MapIndex Index(ref ByteReader from)
    {
        var kind = (MapIndexKind)from.Byte();
        var axisNumber = from.Number(int.MaxValue) - 1;
        var axis = Axis(ref from);
        return new MapIndex(kind, axisNumber, axis, from.Signed());
    }
}
