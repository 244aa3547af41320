using System.Diagnostics.CodeAnalysis;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Wire;

namespace Zkml.Circuits.Serialization;

/// <summary>
/// The binary form of a quantized model, the provider's model file (docs/file-formats.md): a version byte, inputs,
/// operators in topological order, outputs. Every graph has exactly one encoding.
/// </summary>
public static class IntegerGraphCodec
{
    public const byte Version = 1;

    private const int MinValueBytes = 12, MinOperatorBytes = 5;

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
        var from = new ByteReader(bytes);
        var decoded = Decode(ref from);
        error = from.Error is { } wrong ? $"Model: {wrong}."
            : !Encode(decoded).AsSpan().SequenceEqual(bytes) ? "Model: not in canonical form." : null;
        graph = error is null ? decoded : null;
        return graph is not null;
    }

    private static IntegerGraph Decode(ref ByteReader from)
    {
        var version = from.Byte();
        from.Require(version == Version, $"version {version}, expected {Version}");
        var graph = new IntegerGraph
        {
            Inputs = from.List(MinValueBytes, GraphParts.ReadValue),
            Operators = from.List(MinOperatorBytes, ReadOperator),
            Outputs = from.List(MinValueBytes, GraphParts.ReadValue),
        };
        from.End();
        return graph;
    }

    private static void WriteOperator(ByteWriter to, IntegerOperator op)
    {
        var format = OperatorCatalogue.Of(op);
        to.Byte(format.Tag);
        format.WriteHeader(to, op);
        format.Write(to, op);
    }

    private static IntegerOperator ReadOperator(ref ByteReader from)
    {
        var tag = from.Byte();
        if (OperatorCatalogue.WithTag(tag) is not { } format)
        {
            from.Fail($"an operator of kind {tag}");
            format = OperatorCatalogue.All[0];
        }
        return format.Read(ref from, format.ReadHeader(ref from));
    }

    private static void WriteValues(ByteWriter to, IReadOnlyList<GraphValue> values)
    {
        to.Count(values.Count);
        foreach (var value in values) GraphParts.Write(to, value);
    }
}
