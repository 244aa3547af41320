using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Tests.Tables;

public class StructuredTablesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(1000)]
    public void RangeHasEveryValueAndNoOther(int bound)
    {
        var table = StructuredTables.Range(2, bound);
        var values = Rows(table).Select(r => r[0]).ToArray();
        Assert.Equal(Enumerable.Range(0, bound).Select(v => (long)v), values.Distinct());
        Assert.Equal(table.Rows, values.Length);
    }

    [Theory]
    [InlineData(6, 0, 15)]
    [InlineData(6, -100, 100)]
    [InlineData(4, -3, 2)]
    [InlineData(4, 20, 30)]
    [InlineData(4, -30, -20)]
    [InlineData(4, 7, 7)]
    public void ClampMatchesItsDefinition(int bits, long low, long high)
    {
        foreach (var (row, r) in Rows(StructuredTables.Clamp(2, bits, low, high)).Select((row, r) => (row, r)))
        {
            var t = r - (1 << (bits - 1));
            Assert.Equal([t, Math.Clamp(t, low, high)], row);
        }
    }

    [Fact]
    public void ReluMatchesItsDefinition()
    {
        foreach (var (row, r) in Rows(StructuredTables.Relu(2, 5)).Select((row, r) => (row, r)))
        {
            Assert.Equal([r - 16, Math.Max(r - 16, 0)], row);
        }
    }

    [Theory]
    [InlineData(-3, 2)]
    [InlineData(0, 4)]
    [InlineData(-4, 0)]
    [InlineData(0, 0)]
    [InlineData(-1, 2)]
    public void SaturationHasExactlyTheHonestRows(int hMin, int hMax)
    {
        var expected = Enumerable.Range(hMin, hMax - hMin + 1)
            .Select(h => $"{h} {(h == 0 ? 1 : 0)} {(h == 0 ? 0 : h < 0 ? -7 : 9)}").ToHashSet();
        Assert.Equal(expected, Rows(StructuredTables.Saturation(2, hMin, hMax, -7, 9)).Select(r => string.Join(" ", r)).ToHashSet());
    }

    [Fact]
    public void PiecesMustCoverTheRowsOnceInOrder()
    {
        AffinePiece a = new(0, 3, 1, 0), b = new(3, 8, 0, 5);
        Assert.Null(new PiecewiseColumn([a, b]).Error(3));
        Assert.NotNull(new PiecewiseColumn([a, b]).Error(4));
        Assert.NotNull(new PiecewiseColumn([b, a]).Error(3));
        Assert.NotNull(new PiecewiseColumn([a]).Error(3));
        Assert.NotNull(new PiecewiseColumn([]).Error(3));
        Assert.NotNull(new PiecewiseColumn([a, b with { Start = 2 }]).Error(3));
        Assert.NotNull(new PiecewiseColumn([a, b with { Start = 4 }]).Error(3));
        Assert.NotNull(new PiecewiseColumn([a, b, new(8, 8, 0, 0)]).Error(3));
        Assert.NotNull(new PiecewiseColumn([a with { Slope = long.MaxValue }, b]).Error(3));
        Assert.NotNull(new PiecewiseColumn([a with { End = int.MaxValue }]).Error(3));
    }

    [Fact]
    public void EqualTablesColumnsAreEqual()
    {
        Assert.Equal(StructuredTables.Range(2, 77).Columns[0], StructuredTables.Range(3, 77).Columns[0]);
        Assert.Equal(StructuredTables.Range(2, 77).Columns[0].GetHashCode(), StructuredTables.Range(3, 77).Columns[0].GetHashCode());
        Assert.NotEqual(StructuredTables.Range(2, 77).Columns[0], StructuredTables.Range(2, 78).Columns[0]);
    }

    private static IEnumerable<long[]> Rows(Table table)
    {
        foreach (var column in table.Columns) Assert.Null(((PiecewiseColumn)column).Error(table.Bits));
        var columns = table.Columns.Select(c => c.ToArray(table.Bits)).ToArray();
        for (var row = 0; row < table.Rows; row++)
        {
            for (var k = 0; k < columns.Length; k++) Assert.Equal(columns[k][row], table.Columns[k][row]);
            yield return [.. columns.Select(c => c[row])];
        }
    }
}
