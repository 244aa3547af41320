using System.Diagnostics.CodeAnalysis;
using Zkml.Circuits.Relations;
using Zkml.Wire;

namespace Zkml.Circuits.Serialization;

/// <summary>
/// The binary form of a circuit (docs/file-formats.md): a version byte, the distinct index spaces in order of first use,
/// and the lists of the circuit. Every circuit has exactly one encoding, so its digest is the digest of the bytes.
/// </summary>
public static class CircuitCodec
{
    public const byte Version = 1;

    /// <summary>The bytes of a well-formed circuit.</summary>
    /// <exception cref="ArgumentException">An id does not match its position, or a number has no encoding.</exception>
    public static byte[] Encode(Circuit circuit)
    {
        RequireIds(circuit);
        var (body, spaces) = (new ByteWriter(), new SpacePool());
        new CircuitWriter(body, spaces).Circuit(circuit);
        var whole = new ByteWriter();
        whole.Byte(Version);
        whole.Count(spaces.Spaces.Count);
        foreach (var space in spaces.Spaces) CircuitWriter.Space(whole, space);
        whole.Bytes(body.Written);
        return whole.Written.ToArray();
    }

    /// <summary>
    /// Reads a circuit, which is not yet validated. Never throws; memory stays proportional to the bytes. Whatever is
    /// not the one encoding of the circuit that it decodes to is refused.
    /// </summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Circuit? circuit, [NotNullWhen(false)] out string? error)
    {
        var from = new ByteReader(bytes);
        var decoded = Decode(ref from);
        error = from.Error is { } wrong ? $"Circuit: {wrong}."
            : !Encode(decoded).AsSpan().SequenceEqual(bytes) ? "Circuit: not in canonical form." : null;
        circuit = error is null ? decoded : null;
        return circuit is not null;
    }

    // Ids are not written: they are the positions.
    private static void RequireIds(Circuit circuit)
    {
        for (var k = 0; k < circuit.Columns.Count; k++)
        {
            var column = circuit.Columns[k];
            if (column.Id != k) throw new ArgumentException($"Column '{column.Name}' has id {column.Id} at position {k}.");
        }
        for (var k = 0; k < circuit.Tables.Count; k++)
        {
            var table = circuit.Tables[k];
            if (table.Id != k + 1) throw new ArgumentException($"Table '{table.Name}' has id {table.Id} at position {k}.");
        }
    }

    private static Circuit Decode(ref ByteReader from)
    {
        var version = from.Byte();
        from.Require(version == Version, $"version {version}, expected {Version}");
        var spaces = from.List(1, CircuitReader.Space);
        var circuit = new CircuitReader(spaces).Circuit(ref from);
        from.End();
        return circuit;
    }
}
