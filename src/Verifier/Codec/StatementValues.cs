using Zkml.Circuits.Relations;

namespace Zkml.Verifier.Codec;

/// <summary>The values of the tensors that a proof shows: inputs, then outputs, signed, as many as the circuit has.</summary>
public static class StatementValues
{
    /// <summary>True entries in row-major order, tensor by tensor.</summary>
    public static void Write(ByteWriter writer, Statement statement)
    {
        foreach (var values in statement.Inputs.Concat(statement.Outputs))
        {
            foreach (var value in values) writer.Signed(value);
        }
    }

    /// <summary>False when the bytes end early or are not canonical; allocates no more than there are bytes.</summary>
    public static bool TryRead(ref ByteReader reader, Circuits.Circuit circuit, out long[][] inputs, out long[][] outputs)
    {
        outputs = [];
        return TryRead(ref reader, circuit.Columns, circuit.Inputs, out inputs) && TryRead(ref reader, circuit.Columns, circuit.Outputs, out outputs);
    }

    private static bool TryRead(ref ByteReader reader, IReadOnlyList<Column> columns, IReadOnlyList<int> ids, out long[][] values)
    {
        values = new long[ids.Count][];
        for (var k = 0; k < ids.Count; k++)
        {
            var size = columns[ids[k]].Space.TrueSize;
            if (size > reader.Remaining) return false;
            values[k] = new long[size];
            for (var i = 0; i < values[k].Length; i++)
            {
                if (!reader.TrySigned(out values[k][i])) return false;
            }
        }
        return true;
    }
}
