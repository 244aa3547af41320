using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;
using Zkml.Verifier.Arithmetic;

namespace Zkml.Verifier.Tests.Arithmetic;

public class TableEvaluationTests
{
    public static TheoryData<string> Names => [.. Tables().Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryColumnIsEvaluatedAsTheExtensionOfItsRows(string name)
    {
        var table = Tables().Single(t => t.Name == name);
        var r = new RandomElements(table.Bits).Array(table.Bits);
        foreach (var column in table.Columns)
        {
            var rows = column.ToArray(table.Bits);
            var expected = DenseMle.Evaluate(table.Bits, i => Fr.FromInt64(rows[i]), r);
            Assert.Equal(expected, TableEvaluation.Evaluate(column, (ReadOnlySpan<Fr>)r, KernelSet.Default));
        }
    }

    [Fact]
    public void RandomPiecesAreEvaluatedAsTheExtensionOfTheirRows()
    {
        var elements = new RandomElements(3);
        for (var n = 0; n < 30; n++)
        {
            var bits = elements.Random.Next(1, 7);
            var cuts = Enumerable.Range(0, elements.Random.Next(0, 5)).Select(_ => elements.Random.Next(1, 1 << bits)).Append(0).Append(1 << bits).Distinct().Order().ToArray();
            var pieces = cuts.Zip(cuts.Skip(1), (a, b) => new AffinePiece(a, b, elements.Random.NextInt64(-(1L << 40), 1L << 40), elements.Random.NextInt64(-(1L << 60), 1L << 60)));
            var column = new PiecewiseColumn([.. pieces]);
            Assert.Null(column.Error(bits));
            var r = elements.Array(bits);
            Assert.Equal(DenseMle.Evaluate(bits, i => Fr.FromInt64(column[i]), r), TableEvaluation.Evaluate(column, (ReadOnlySpan<Fr>)r, KernelSet.Default));
        }
    }

    [Fact]
    public void FoldingEvaluatesADenseTable()
    {
        var elements = new RandomElements(4);
        for (var n = 0; n <= 6; n++)
        {
            var (table, r) = (elements.Array(1 << n), elements.Array(n));
            var expected = DenseMle.Evaluate(n, i => table[i], r);
            Assert.Equal(expected, MultilinearFold.Evaluate((Fr[])table.Clone(), (ReadOnlySpan<Fr>)r, KernelSet.Default));
        }
    }

    private static IEnumerable<Table> Tables() =>
    [
        StructuredTables.Zero(),
        StructuredTables.Range(2, 2),
        StructuredTables.Range(2, 13),
        StructuredTables.Range(2, 64),
        StructuredTables.Clamp(2, 6, -4, 3),
        StructuredTables.Clamp(2, 6, 0, 15),
        StructuredTables.Clamp(2, 4, -100, 100),
        StructuredTables.Clamp(2, 4, 5, 5),
        StructuredTables.Relu(2, 5),
        StructuredTables.Saturation(2, -8, 6, -4, 3),
        StructuredTables.Saturation(2, 0, 3, -1, 7),
        StructuredTables.Saturation(2, -3, 0, -1, 7),
        new Table(2, "sigmoid", 6, [new PiecewiseColumn([new(0, 64, 1, -32)]), new IrregularColumn(Sigmoid.Instance, 6, -32, 2, 4, 0, 15, 0)]),
        new Table(2, "leaky", 5, [new IrregularColumn(LeakyRelu.Instance, 5, -16, 2, 2, -8, 7, 20000)]),
    ];
}
