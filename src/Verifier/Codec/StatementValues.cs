using Zkml.Circuits.Relations;
using Zkml.Wire;

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

    /// <summary>A statement with these values; without them when the reader has failed. Allocates no more than there are bytes.</summary>
    public static Statement Read(ref ByteReader reader, Circuits.Circuit circuit, Fr context)
    {
        reader.Part = "public values";
        var inputs = Read(ref reader, circuit.Columns, circuit.Inputs);
        return new Statement(context, inputs, Read(ref reader, circuit.Columns, circuit.Outputs));
    }

    private static long[][] Read(ref ByteReader reader, IReadOnlyList<Column> columns, IReadOnlyList<int> ids)
    {
        var values = new long[ids.Count][];
        for (var k = 0; k < values.Length; k++)
        {
            var size = columns[ids[k]].Space.TrueSize;
            reader.Require(size <= reader.Remaining, "truncated");
            values[k] = reader.Items(reader.Failed ? 0 : (int)size, 1, (ref ByteReader r) => r.Signed());
        }
        return values;
    }
}
