using Zkml.Algebra.Hashing;

namespace Zkml.Wrapper.Circuit;

/// <summary>
/// A Poseidon2 permutation: seven arithmetic rows for the first M_E, 64 round rows, and a row that holds the result
/// (docs/wrapper.md §2).
/// </summary>
internal static class Poseidon2Gadget
{
    private const int Width = Row.Wires;

    public static void Permute(CircuitBuilder builder, Span<Variable> state)
    {
        Span<int> wires = stackalloc int[Width];
        FirstMatrix(builder, state, wires);
        var words = new Fr[Width];
        for (var j = 0; j < Width; j++) words[j] = builder.ValueOf(wires[j]);
        for (var round = 0; round < Poseidon2Rounds.Count; round++)
        {
            var c = Poseidon2Rounds.Constants(round);
            var kind = Poseidon2Rounds.IsFull(round) ? RowKind.FullRound : RowKind.PartialRound;
            builder.AddRow(kind, wires, (c[0], c[1], c[2], c[3]));
            Poseidon2Rounds.Apply(round, words);
            for (var j = 0; j < Width; j++) wires[j] = builder.NewWire(words[j]);
        }
        builder.AddRow(RowKind.Arithmetic, wires, default);
        for (var j = 0; j < Width; j++) state[j] = Variable.OfWire(builder, wires[j]);
    }

    /// <summary>
    /// M_E = [[5,7,1,3],[4,6,1,1],[1,3,5,7],[1,1,4,6]] with P = x_0 + x_1 and Q = x_2 + x_3:
    /// <c>y_1 = 4P + 2x_1 + Q, y_3 = P + 4Q + 2x_3, y_0 = y_1 + P + 2x_3, y_2 = y_3 + Q + 2x_1</c>.
    /// </summary>
    private static void FirstMatrix(CircuitBuilder builder, Span<Variable> state, Span<int> wires)
    {
        var two = Variable.FromInt64(2);
        var four = Variable.FromInt64(4);
        Variable x1 = state[1].Settle(), x3 = state[3].Settle();
        Variable p = (state[0] + x1).Settle(), q = (state[2] + x3).Settle();
        Variable y1 = ((four * p) + (two * x1) + q).Settle(), y3 = (p + (four * q) + (two * x3)).Settle();
        Variable y0 = y1 + p + (two * x3), y2 = y3 + q + (two * x1);
        wires[0] = y0.ToWire(builder);
        wires[1] = y1.ToWire(builder);
        wires[2] = y2.ToWire(builder);
        wires[3] = y3.ToWire(builder);
    }
}
