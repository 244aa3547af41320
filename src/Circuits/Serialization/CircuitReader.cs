using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Wire;

namespace Zkml.Circuits.Serialization;

/// <summary>Reads what <see cref="CircuitWriter"/> writes, in the same order; enum values are left to the validator.</summary>
internal sealed class CircuitReader(IndexSpace[] spaces)
{
    // Most views are the identity. Sharing them keeps a term's memory a small multiple of its three bytes.
    private static readonly int[][] Identities = [.. Enumerable.Range(0, CircuitLimits.MaxVariables + 1).Select(n => Enumerable.Range(0, n).ToArray())];

    private static readonly IndexSpace NoSpace = new();

    public Circuit Circuit(ref ByteReader from)
    {
        var (columnId, tableId) = (0, 0);
        return new Circuit
        {
            Columns = from.List(6, (ref ByteReader r) => Column(ref r, columnId++)),
            Tables = from.List(3, (ref ByteReader r) => Table(ref r, ++tableId)),
            Lookups = from.List(4, Lookup),
            Contractions = from.List(8, Contraction),
            Inputs = from.List(1, Id),
            Outputs = from.List(1, Id),
            Multiplicities = from.List(1, Id),
        };
    }

    public static IndexSpace Space(ref ByteReader from)
    {
        var count = from.Count(2);
        from.Require(count <= CircuitLimits.MaxAxes, $"a space of {count} axes");
        return new IndexSpace(from.Items(count, 2, Axis));
    }

    private static Axis Axis(ref ByteReader from)
    {
        var bits = from.Number(CircuitLimits.MaxVariables);
        return new Axis(from.Number(int.MaxValue), bits);
    }

    private static int Id(ref ByteReader from) => from.Number(int.MaxValue);

    private IndexSpace KnownSpace(ref ByteReader from)
    {
        from.Require(spaces.Length > 0, "an index space where there is none");
        var number = from.Number(Math.Max(0, spaces.Length - 1));
        return from.Failed ? NoSpace : spaces[number];
    }

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
        return new Table(id, name, bits, from.List(2, TableColumn));
    }

    private static TableColumn TableColumn(ref ByteReader from)
    {
        var tag = from.Byte();
        if (tag == CircuitWriter.IrregularTag) return Irregular(ref from);
        from.Require(tag == CircuitWriter.PiecewiseTag, $"a table column of kind {tag}");
        return new PiecewiseColumn(from.List(4, Piece));
    }

    private static AffinePiece Piece(ref ByteReader from) => new(from.SignedInt(), from.SignedInt(), from.Signed(), from.Signed());

    private static IrregularColumn Irregular(ref ByteReader from)
    {
        var (function, bits, start) = (GraphParts.ReadFunction(ref from), from.SignedInt(), from.Signed());
        var (inputFraction, outputFraction) = (from.SignedInt(), from.SignedInt());
        return new IrregularColumn(function, bits, start, inputFraction, outputFraction, from.Signed(), from.Signed(), from.Signed());
    }

    private Lookup Lookup(ref ByteReader from)
    {
        var name = from.Text();
        var space = KnownSpace(ref from);
        return new Lookup(name, space, Id(ref from), from.List(3, Expression));
    }

    private Expression Expression(ref ByteReader from)
    {
        var space = KnownSpace(ref from);
        var shift = from.Number(int.MaxValue);
        return new Expression(space, from.List(3, Term), shift);
    }

    private static Term Term(ref ByteReader from)
    {
        var coefficient = from.Signed();
        var column = from.Number(int.MaxValue) - 1;
        var shape = from.Number((2 * CircuitLimits.MaxVariables) + 1);
        var (length, isIdentity) = (shape >> 1, (shape & 1) == 0);
        return new Term(coefficient, column, isIdentity ? Identities[length] : from.Items(length, 1, (ref ByteReader r) => r.Number(int.MaxValue) - 2));
    }

    private Contraction Contraction(ref ByteReader from)
    {
        var name = from.Text();
        var (space, contracted) = (KnownSpace(ref from), KnownSpace(ref from));
        var left = Expression(ref from);
        return new Contraction(name, space, contracted, left, (ContractionForm)from.Byte(), from.List(5, Operand));
    }

    private Operand Operand(ref ByteReader from)
    {
        var source = Expression(ref from);
        var bound = from.List(1, (ref ByteReader r) => Id(ref r) - 1);
        return new Operand(source, bound, from.List(3, Group));
    }

    private static MapGroup Group(ref ByteReader from)
    {
        var hasEquation = from.Flag();
        var constant = from.Signed();
        return new MapGroup(from.List(5, Index), constant, hasEquation);
    }

    private static MapIndex Index(ref ByteReader from)
    {
        var kind = (MapIndexKind)from.Byte();
        var axisNumber = from.Number(int.MaxValue) - 1;
        var axis = Axis(ref from);
        return new MapIndex(kind, axisNumber, axis, from.Signed());
    }
}
