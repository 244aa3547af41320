using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// A non-negative number cut into limbs, lowest first, each a witness column looked up in the range table of its width:
/// <c>Σ limb_k · 2^(widths below k)</c>.
/// </summary>
internal sealed class LimbColumns
{
    private readonly Column[] columns;
    private readonly Table[] tables;
    private readonly int[] widths;

    private LimbColumns(Column[] columns, Table[] tables, int[] widths) =>
        (this.columns, this.tables, this.widths) = (columns, tables, widths);

    /// <summary>The number as terms over the limbs' space; no terms when there are no limbs.</summary>
    public IReadOnlyList<Term> Terms
    {
        get
        {
            var parts = new IReadOnlyList<Term>[columns.Length];
            for (int k = 0, position = 0; k < parts.Length; position += widths[k++]) parts[k] = AffineTerms.Of(columns[k], 1L << position);
            return AffineTerms.Add(parts);
        }
    }

    public static LimbColumns Add(LoweringContext context, string name, IndexSpace space, int[] widths)
    {
        var (columns, tables) = (new Column[widths.Length], new Table[widths.Length]);
        for (var k = 0; k < columns.Length; k++)
        {
            tables[k] = context.Builder.Tables.Range(widths[k]);
            columns[k] = context.Builder.AddColumn($"{name}{k}", ColumnKind.Witness, space, 0, (1L << widths[k]) - 1);
            context.Builder.AddLookup(tables[k], columns[k]);
        }
        return new LimbColumns(columns, tables, widths);
    }

    /// <summary>Fills the limbs with the low bits of the row-major numbers.</summary>
    public void Fill(WitnessState state, ReadOnlySpan<long> numbers)
    {
        var position = 0;
        for (var k = 0; k < columns.Length; k++)
        {
            var values = new long[numbers.Length];
            var mask = (1L << widths[k]) - 1;
            for (var i = 0; i < values.Length; i++) values[i] = (numbers[i] >> position) & mask;
            state.Count(tables[k].Id, 0, values);
            state.Set(columns[k], values);
            position += widths[k];
        }
    }
}
