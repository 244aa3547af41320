using System.Diagnostics.CodeAnalysis;
using Zkml.Circuits.Relations;

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
        circuit = null;
        error = null;
        try
        {
            var decoded = Decode(bytes);
            if (Encode(decoded).AsSpan().SequenceEqual(bytes)) circuit = decoded;
            else error = "Circuit: not in canonical form.";
        }
        catch (MalformedBytesException exception)
        {
            error = $"Circuit: {exception.Message}.";
        }
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

    private static Circuit Decode(ReadOnlySpan<byte> bytes)
    {
        var from = new ByteReader(bytes);
        var version = from.Byte();
        if (version != Version) throw new MalformedBytesException($"version {version}, expected {Version}");
        var spaces = new IndexSpace[from.Count(1)];
        for (var k = 0; k < spaces.Length; k++) spaces[k] = CircuitReader.Space(ref from);
        var circuit = new CircuitReader(spaces).Circuit(ref from);
        return from.Remaining == 0 ? circuit : throw new MalformedBytesException($"{from.Remaining} bytes after the end");
    }
}
