using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>What the steps of one witness generation share: row-major tensors, padded columns, table row counts.</summary>
internal sealed class WitnessState(IReadOnlyList<Column> circuitColumns, int slots, IReadOnlyList<long[]> emptyCounts, Cpu cpu)
{
    /// <summary>What the operators run on.</summary>
    public Cpu Cpu { get; } = cpu;

    /// <summary>Row-major values by slot.</summary>
    public long[][] Dense { get; } = new long[slots][];

    /// <summary>Padded columns by id.</summary>
    public long[][] Columns { get; } = new long[circuitColumns.Count][];

    /// <summary>Lookups of each row, by table position.</summary>
    public IReadOnlyList<long[]> Counts { get; } = emptyCounts;

    public IntegerTensor Tensor(TensorValue value) => new(value.Layout.Shape, Dense[value.Slot]);

    /// <summary>Sets a column from its true entries, which must not be written to afterwards.</summary>
    public void Set(Column column, long[] dense) => Columns[column.Id] = PaddedScatter.Scatter(column.Space, dense);

    /// <summary>Counts lookups by their first elements, which number the table's rows from <paramref name="first"/> on.</summary>
    public void Count(int tableId, long first, ReadOnlySpan<long> elements)
    {
        var counts = Counts[tableId - 1];
        foreach (var element in elements)
        {
            var row = element - first;
            if (row < 0 || row >= counts.Length)
            {
                throw new InvalidDataException($"{element} is no row of table {tableId}: an accumulator left its proven range");
            }
            counts[(int)row]++;
        }
    }
}
