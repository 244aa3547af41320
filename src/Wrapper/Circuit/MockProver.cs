namespace Zkml.Wrapper.Circuit;

/// <summary>A row that the assignment violates.</summary>
public sealed record FailedRow(int Row, RowKind Kind, string Label);

/// <summary>Evaluates every row of a circuit under an assignment, without any proof.</summary>
public static class MockProver
{
    /// <summary>The violated rows in order, at most <paramref name="limit"/>; empty when the assignment satisfies the circuit.</summary>
    public static IReadOnlyList<FailedRow> Check(ConstraintSystem system, ReadOnlySpan<Fr> wires, ReadOnlySpan<Fr> publicInputs, int limit = 10)
    {
        var failed = new List<FailedRow>();
        for (var k = 0; k < system.Rows.Length && failed.Count < limit; k++)
        {
            var publicInput = k < system.PublicInputs ? publicInputs[k] : Fr.Zero;
            if (!Holds(system, k, wires, publicInput))
            {
                failed.Add(new(k, system.Rows[k].Kind, k < system.PublicInputs ? $"public input {k}" : system.Labels[system.Rows[k].Label]));
            }
        }
        return failed;
    }

    private static bool Holds(ConstraintSystem system, int k, ReadOnlySpan<Fr> wires, Fr publicInput)
    {
        var row = system.Rows[k];
        Span<Fr> words = stackalloc Fr[Row.Wires];
        Load(row, wires, words);
        if (row.Kind == RowKind.Arithmetic)
        {
            var sum = row.Constant + (row.M * words[0] * words[1]) - publicInput;
            for (var j = 0; j < Row.Wires; j++) sum += row.Selector(j) * words[j];
            return sum.IsZero;
        }
        Span<Fr> constants = [row.Q.L, row.Q.R, row.Q.O, row.Q.D];
        Poseidon2Rounds.Apply(row.Kind == RowKind.FullRound, constants, words);
        Span<Fr> next = stackalloc Fr[Row.Wires];
        next.Clear();
        if (k + 1 < system.Rows.Length) Load(system.Rows[k + 1], wires, next);
        return words.SequenceEqual(next);
    }

    private static void Load(Row row, ReadOnlySpan<Fr> wires, Span<Fr> words)
    {
        for (var j = 0; j < Row.Wires; j++) words[j] = row.Wire(j) < 0 ? Fr.Zero : wires[row.Wire(j)];
    }
}
