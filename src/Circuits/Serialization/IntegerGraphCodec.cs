using System.Diagnostics.CodeAnalysis;
using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Serialization;

/// <summary>
/// The binary form of a quantized model, the provider's model file (docs/file-formats.md): a version byte, inputs,
/// operators in topological order, outputs. Every graph has exactly one encoding.
/// </summary>
public static class IntegerGraphCodec
{
    public const byte Version = 1;

    private static readonly Dictionary<Type, OperatorFormat> ByType = OperatorFormats.All.ToDictionary(f => f.Type);
    private static readonly Dictionary<byte, OperatorFormat> ByTag = OperatorFormats.All.ToDictionary(f => f.Tag);

    /// <summary>The bytes of a graph.</summary>
    /// <exception cref="ArgumentException">An operator or activation has no format.</exception>
    public static byte[] Encode(IntegerGraph graph)
    {
        var to = new ByteWriter();
        to.Byte(Version);
        WriteValues(to, graph.Inputs);
        to.Count(graph.Operators.Count);
        foreach (var op in graph.Operators) WriteOperator(to, op);
        WriteValues(to, graph.Outputs);
        return to.Written.ToArray();
    }

    /// <summary>
    /// Reads a graph whose attributes are not yet checked: <see cref="IntegerOperator.Infer"/> does that, operator by
    /// operator. Never throws; memory stays proportional to the bytes. Refuses any but the one encoding of a graph.
    /// </summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out IntegerGraph? graph, [NotNullWhen(false)] out string? error)
    {
        graph = null;
        error = null;
        try
        {
            var decoded = Decode(bytes);
            if (Encode(decoded).AsSpan().SequenceEqual(bytes)) graph = decoded;
            else error = "Model: not in canonical form.";
        }
        catch (MalformedBytesException exception)
        {
            error = $"Model: {exception.Message}.";
        }
        return graph is not null;
    }

    private static IntegerGraph Decode(ReadOnlySpan<byte> bytes)
    {
        var from = new ByteReader(bytes);
        var version = from.Byte();
        if (version != Version) throw new MalformedBytesException($"version {version}, expected {Version}");
        var inputs = ReadValues(ref from);
        var operators = new IntegerOperator[from.Count(5)];
        for (var k = 0; k < operators.Length; k++) operators[k] = ReadOperator(ref from);
        var graph = new IntegerGraph { Inputs = inputs, Operators = operators, Outputs = ReadValues(ref from) };
        return from.Remaining == 0 ? graph : throw new MalformedBytesException($"{from.Remaining} bytes after the end");
    }

    private static void WriteOperator(ByteWriter to, IntegerOperator op)
    {
        if (!ByType.TryGetValue(op.GetType(), out var format)) throw new ArgumentException($"No encoding for the operator {op.Kind}.");
        to.Byte(format.Tag);
        to.Text(op.Name);
        to.Count(op.Inputs.Count);
        foreach (var input in op.Inputs) to.Text(input);
        to.Text(op.Output);
        format.Write(to, op);
    }

    private static IntegerOperator ReadOperator(ref ByteReader from)
    {
        var tag = from.Byte();
        if (!ByTag.TryGetValue(tag, out var format)) throw new MalformedBytesException($"an operator of kind {tag}");
        var name = from.Text();
        var inputs = new string[from.Count(1)];
        for (var k = 0; k < inputs.Length; k++) inputs[k] = from.Text();
        return format.Read(ref from, new OperatorHeader(name, inputs, from.Text()));
    }

    private static void WriteValues(ByteWriter to, IReadOnlyList<GraphValue> values)
    {
        to.Count(values.Count);
        foreach (var value in values) GraphParts.Write(to, value);
    }

    private static GraphValue[] ReadValues(ref ByteReader from)
    {
        var values = new GraphValue[from.Count(12)];
        for (var k = 0; k < values.Length; k++) values[k] = GraphParts.ReadValue(ref from);
        return values;
    }
}
