using Zkml.Circuits;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Prover.Tests.Circuits;

/// <summary>
/// The smallest whole model, built by hand: y = relu-clamp((W·x + b + 2^(s−1)) / 2^s), 5 inputs, 3 outputs, both padded.
/// </summary>
internal static class DenseRelu
{
    public const int Inputs = 5, Outputs = 3, Shift = 4, TableBits = 7, Max = 15;

    public static Circuit Build()
    {
        var input = new IndexSpace(Axis.Of(Inputs));
        var output = new IndexSpace(Axis.Of(Outputs));
        var weights = new IndexSpace(Axis.Of(Inputs), Axis.Of(Outputs));
        Column[] columns =
        [
            new(0, "x", ColumnKind.Public, input, 0, Max),
            new(1, "w", ColumnKind.Parameter, weights, -8, 7),
            new(2, "b", ColumnKind.Parameter, output, -200, 200),
            new(3, "t", ColumnKind.Virtual, output, -64, 63),
            new(4, "rem", ColumnKind.Witness, output, 0, 15),
            new(5, "y", ColumnKind.Public, output, 0, Max),
            new(6, "m.zero", ColumnKind.Witness, new IndexSpace(), 0, long.MaxValue),
            new(7, "m.range", ColumnKind.Witness, new IndexSpace(Axis.Of(16)), 0, long.MaxValue),
            new(8, "m.relu", ColumnKind.Witness, new IndexSpace(Axis.Of(1 << TableBits)), 0, long.MaxValue),
        ];
        int[] identity = [0, 1];
        Expression Plain(int column) => new(output, [new Term(1, column, identity)]);
        return new Circuit
        {
            Columns = columns,
            Tables = [Zero(), Range(), Relu()],
            Lookups = [new("act", output, 3, [Plain(3), Plain(5)]), new("rem", output, 2, [Plain(4)])],
            Contractions = [new(
                "dense", output, input,
                new Expression(output,
                [
                    new Term(1 << Shift, 3, identity), new Term(1, 4, identity), new Term(-1, 2, identity), Term.Of(-(1 << (Shift - 1))),
                ]),
                ContractionForm.Product,
                [
                    new Operand(new Expression(weights, [new Term(1, 1, [0, 1, 2, 3, 4])]), [1, 0], []),
                    new Operand(new Expression(input, [new Term(1, 0, [0, 1, 2])]), [1], []),
                ])],
            Inputs = [0],
            Outputs = [5],
            Multiplicities = [6, 7, 8],
        };
    }

    /// <summary>A trace for an input; <paramref name="bend"/> changes columns before multiplicities are counted.</summary>
    public static long[][] Trace(Circuit circuit, long[] x, Action<long[][]>? bend = null)
    {
        var columns = circuit.Columns.Select(c => new long[c.Space.Size]).ToArray();
        x.CopyTo(columns[0], 0);
        for (var o = 0; o < Outputs; o++)
        {
            for (var k = 0; k < Inputs; k++) columns[1][k | (o << 3)] = ((7 * k) + (5 * o)) % 16 - 8;
            columns[2][o] = (70 * o) - 60;
        }
        for (var o = 0; o < Outputs; o++)
        {
            var acc = columns[2][o] + (1 << (Shift - 1));
            for (var k = 0; k < Inputs; k++) acc += columns[1][k | (o << 3)] * x[k];
            columns[3][o] = acc >> Shift;
            columns[4][o] = acc & ((1 << Shift) - 1);
            columns[5][o] = Math.Clamp(columns[3][o], 0, Max);
        }
        bend?.Invoke(columns);
        Multiplicities.FillLenient(circuit, columns);
        return columns;
    }

    private static Table Zero() => new(1, "zero", 0, [new PiecewiseColumn([new(0, 1, 0, 0)])]);

    private static Table Range() => new(2, "range", 4, [new PiecewiseColumn([new(0, 16, 1, 0)])]);

    private static Table Relu() => new(3, "relu", TableBits,
    [
        new PiecewiseColumn([new(0, 128, 1, -64)]),
        new PiecewiseColumn([new(0, 64, 0, 0), new(64, 64 + Max + 1, 1, -64), new(64 + Max + 1, 128, 0, Max)]),
    ]);
}
