using Zkml.Algebra.Fields;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;

namespace Zkml.Prover.Witness;

/// <summary>
/// A map group with its free joint axes already weighted by eq: a matrix from source positions (columns) to positions of
/// the summed joint axes (rows), <c>M[row][col] = Σ_solutions Π_free eq(ρ, position)</c> (docs/protocol.md §6.2).
/// </summary>
public sealed class MapMatrix
{
    /// <summary>Builds the matrix; <paramref name="weights"/> gives the eq table of a free joint axis, null for a summed one.</summary>
    public MapMatrix(MapGroup group, Func<int, Fr[]?> weights)
    {
        SourceAxes = [.. group.Indices.Where(i => i.Kind == MapIndexKind.Source).Select(i => i.AxisNumber)];
        var solutions = MapSolutions.Enumerate(group);
        var tables = group.Indices.Select(i => i.Kind == MapIndexKind.Joint ? weights(i.AxisNumber) : null).ToArray();
        RowAxes = [.. Enumerable.Range(0, tables.Length)
            .Where(k => group.Indices[k].Kind == MapIndexKind.Joint && tables[k] is null)
            .Select(k => group.Indices[k].AxisNumber)];
        RowBits = [.. Enumerable.Range(0, tables.Length)
            .Where(k => group.Indices[k].Kind == MapIndexKind.Joint && tables[k] is null)
            .Select(k => group.Indices[k].Axis.Bits)];
        var columns = 1 << group.Indices.Where(i => i.Kind == MapIndexKind.Source).Sum(i => i.Axis.Bits);
        Rows = new Fr[1 << RowBits.Sum()][];
        for (var r = 0; r < Rows.Length; r++) Rows[r] = new Fr[columns];
        Fill(group, solutions, tables);
    }

    /// <summary>Source axes, in group order; the column index has the first of them lowest.</summary>
    public int[] SourceAxes { get; }

    /// <summary>Summed joint axes, in group order; the row index has the first of them lowest.</summary>
    public int[] RowAxes { get; }

    public int[] RowBits { get; }

    public Fr[][] Rows { get; }

    private void Fill(MapGroup group, MapSolutions solutions, Fr[]?[] tables)
    {
        for (var s = 0; s < solutions.Count; s++)
        {
            int row = 0, rowShift = 0, column = 0, columnShift = 0;
            var weight = Fr.One;
            for (var k = 0; k < tables.Length; k++)
            {
                var (index, position) = (group.Indices[k], solutions.Positions[k][s]);
                if (index.Kind == MapIndexKind.Source)
                {
                    column |= position << columnShift;
                    columnShift += index.Axis.Bits;
                }
                else if (tables[k] is { } table)
                {
                    weight *= table[position];
                }
                else if (index.Kind == MapIndexKind.Joint)
                {
                    row |= position << rowShift;
                    rowShift += index.Axis.Bits;
                }
            }
            Rows[row][column] += weight;
        }
    }
}
