using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Wire;

namespace Zkml.Circuits.Serialization;

/// <summary>Writes a circuit's body; spaces are written as numbers of a pool that the codec puts before the body.</summary>
internal sealed class CircuitWriter(ByteWriter to, SpacePool spaces)
{
    public const byte PiecewiseTag = 0;
    public const byte IrregularTag = 1;

    public void Circuit(Circuit circuit)
    {
        List(circuit.Columns, Column);
        List(circuit.Tables, Table);
        List(circuit.Lookups, Lookup);
        List(circuit.Contractions, Contraction);
        List(circuit.Inputs, to.Count);
        List(circuit.Outputs, to.Count);
        List(circuit.Multiplicities, to.Count);
    }

    public static void Space(ByteWriter to, IndexSpace space)
    {
        to.Count(space.Axes.Count);
        foreach (var axis in space.Axes) Axis(to, axis);
    }

    private static void Axis(ByteWriter to, Axis axis)
    {
        to.Count(axis.Bits);
        to.Count(axis.Extent);
    }

    private void List<T>(IReadOnlyList<T> items, Action<T> write)
    {
        to.Count(items.Count);
        foreach (var item in items) write(item);
    }

    private void Column(Column column)
    {
        to.Text(column.Name);
        to.Byte((byte)column.Kind);
        Space(column.Space);
        to.Signed(column.Min);
        to.Signed(column.Max);
    }

    private void Table(Table table)
    {
        to.Text(table.Name);
        to.Count(table.Bits);
        List(table.Columns, TableColumn);
    }

    private void TableColumn(TableColumn column)
    {
        switch (column)
        {
            case PiecewiseColumn piecewise:
                to.Byte(PiecewiseTag);
                List(piecewise.Pieces, Piece);
                break;
            case IrregularColumn irregular:
                to.Byte(IrregularTag);
                Irregular(irregular);
                break;
            default:
                throw new ArgumentException($"{column.GetType().Name} is not in the catalogue of tables.");
        }
    }

    private void Piece(AffinePiece piece)
    {
        to.Signed(piece.Start);
        to.Signed(piece.End);
        to.Signed(piece.Slope);
        to.Signed(piece.Offset);
    }

    private void Irregular(IrregularColumn column)
    {
        to.Byte(column.Function.Code);
        to.Signed(column.Bits);
        to.Signed(column.Start);
        to.Signed(column.InputFraction);
        to.Signed(column.OutputFraction);
        to.Signed(column.Min);
        to.Signed(column.Max);
        to.Signed(column.Parameter);
    }

    private void Lookup(Lookup lookup)
    {
        to.Text(lookup.Name);
        Space(lookup.Space);
        to.Count(lookup.TableId);
        List(lookup.Elements, Expression);
    }

    private void Expression(Expression expression)
    {
        Space(expression.Space);
        to.Count(expression.Shift);
        List(expression.Terms, Term);
    }

    // A view is its length and whether it is the identity, in one number, and its entries when it is not.
    private void Term(Term term)
    {
        to.Signed(term.Coefficient);
        to.Count(term.Column + 1);
        var isIdentity = true;
        for (var k = 0; k < term.View.Length; k++) isIdentity &= term.View[k] == k;
        to.Count((term.View.Length * 2) + (isIdentity ? 0 : 1));
        if (isIdentity) return;
        foreach (var variable in term.View) to.Count(variable + 2);
    }

    private void Contraction(Contraction contraction)
    {
        to.Text(contraction.Name);
        Space(contraction.Space);
        Space(contraction.Contracted);
        Expression(contraction.Left);
        to.Byte((byte)contraction.Form);
        List(contraction.Operands, Operand);
    }

    private void Operand(Operand operand)
    {
        Expression(operand.Source);
        List(operand.Bound, axis => to.Count(axis + 1));
        List(operand.Groups, Group);
    }

    private void Group(MapGroup group)
    {
        to.Flag(group.HasEquation);
        to.Signed(group.Constant);
        List(group.Indices, Index);
    }

    private void Index(MapIndex index)
    {
        to.Byte((byte)index.Kind);
        to.Count(index.AxisNumber + 1);
        Axis(to, index.Axis);
        to.Signed(index.Coefficient);
    }

    private void Space(IndexSpace space) => to.Count(spaces.NumberOf(space));
}
