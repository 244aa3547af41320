using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Tests.Execution;

/// <summary>
/// A requantized linear layer, y[n] = clamp(round((Σ_k W[n,k]·x[k] + b[n]) / 2^4), 0, 15), with 3 inputs and 5 outputs, as a
/// circuit and as an honest trace.
/// </summary>
internal static class LinearExample
{
    public const int Inputs = 3, Outputs = 5, Shift = 4;
    public const int X = 0, W = 1, B = 2, T = 3, Rem = 4, Y = 5;

    public static Circuit Circuit()
    {
        var c = new TestCircuit();
        var (k, n) = (Axis.Of(Inputs), Axis.Of(Outputs));
        c.Column("x", ColumnKind.Public, new IndexSpace(k), -8, 7);
        c.Column("w", ColumnKind.Parameter, new IndexSpace(k, n), -8, 7);
        c.Column("b", ColumnKind.Parameter, new IndexSpace(n), -100, 100);
        c.Column("t", ColumnKind.Virtual, new IndexSpace(n), -32, 31);
        c.Column("rem", ColumnKind.Witness, new IndexSpace(n), 0, 15);
        c.Column("y", ColumnKind.Public, new IndexSpace(n), 0, 15);
        c.Inputs.Add(X);
        c.Outputs.Add(Y);
        c.Lookup("rem", c.Table(id => StructuredTables.Range(id, 1 << Shift)), c.Just(Rem));
        c.Lookup("activation", c.Table(id => StructuredTables.Clamp(id, 6, 0, 15)), c.Just(T), c.Just(Y));
        var left = new Expression(new IndexSpace(n),
            [c.Identity(T, 1 << Shift), c.Identity(Rem), c.Identity(B, -1), Term.Of(-(1 << (Shift - 1)))]);
        c.Contractions.Add(new Contraction("linear", new IndexSpace(n), new IndexSpace(k), left, ContractionForm.Product,
            [new Operand(c.Just(W), [1, 0], []), new Operand(c.Just(X), [1], [])]));
        return c.Build();
    }

    public static long[][] Trace(Circuit circuit, int seed = 1)
    {
        var random = new Random(seed);
        var columns = circuit.Columns.Select(c => new long[c.Space.Size]).ToArray();
        foreach (var id in new[] { X, W, B })
        {
            var column = circuit.Columns[id];
            for (var i = 0; i < column.Space.TrueSize; i++)
            {
                columns[id][column.Space.PaddedIndex(i)] = random.NextInt64(column.Min, column.Max + 1);
            }
        }
        for (var n = 0; n < Outputs; n++)
        {
            var acc = columns[B][n] + (1 << (Shift - 1));
            for (var k = 0; k < Inputs; k++) acc += columns[W][(n << 2) | k] * columns[X][k];
            columns[T][n] = acc >> Shift;
            columns[Rem][n] = acc & ((1 << Shift) - 1);
            columns[Y][n] = Math.Clamp(columns[T][n], 0, 15);
        }
        Multiplicities.Fill(circuit, columns);
        return columns;
    }
}
