using System.Text.Json;

namespace Zkml.Onnx.Calibration;

/// <summary>
/// <c>quantization.json</c>: <c>{"version": 1, "bits": 8, "inputs": {name: {"min": …, "max": …}}, "values": {…}}</c>, and
/// <c>"folded"</c>, the SHA-256 of folded.bin beside it, where the model has constants that are kept there.
/// Names are in ordinal order and numbers in their shortest form that reads back exactly, so that equal parameters give
/// equal bytes. Reading is strict: unknown, repeated or missing members are errors.
/// </summary>
public static class QuantizationFile
{
    private const string Folded = "folded";

    /// <summary>The file content, UTF-8 with a final newline.</summary>
    public static byte[] ToBytes(QuantizationParameters parameters)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", QuantizationParameters.Version);
            writer.WriteNumber("bits", parameters.Bits);
            WriteRanges(writer, "inputs", parameters.Inputs);
            WriteRanges(writer, "values", parameters.Values);
            if (parameters.FoldedHash is { } hash) writer.WriteString(Folded, hash);
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Writes a file, replacing an existing one.</summary>
    public static void Write(string path, QuantizationParameters parameters) => File.WriteAllBytes(path, ToBytes(parameters));

    /// <summary>Reads a file; throws <see cref="QuantizationFormatException"/> naming it on any problem.</summary>
    public static QuantizationParameters Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is QuantizationFormatException or IOException or UnauthorizedAccessException)
        {
            throw new QuantizationFormatException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>Decodes the content of a file; throws <see cref="QuantizationFormatException"/> on any problem.</summary>
    public static QuantizationParameters Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return Parameters(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new QuantizationFormatException($"this is not JSON: {e.Message}", e);
        }
    }

    private static QuantizationParameters Parameters(JsonElement root)
    {
        var members = Members(root, "the file");
        // The version comes first: another version may have any other members.
        var version = Integer(members, "version");
        if (version != QuantizationParameters.Version)
        {
            throw new QuantizationFormatException($"version {version} is not supported; this program reads version {QuantizationParameters.Version}");
        }
        var folded = members.Remove(Folded, out var hash) ? Hash(hash) : null;
        RequireMembers(members, "the file", "version", "bits", "inputs", "values");
        var bits = Integer(members, "bits");
        if (bits is not (8 or 16)) throw new QuantizationFormatException($"'bits' is {bits}; supported are 8 and 16");
        return new QuantizationParameters(bits, Ranges(members["inputs"], "input"), Ranges(members["values"], "value")) { FoldedHash = folded };
    }

    /// <summary>64 hexadecimal digits in lower case.</summary>
    private static string Hash(JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
        return text.Length == 64 && text.All(digit => char.IsAsciiDigit(digit) || digit is >= 'a' and <= 'f')
            ? text
            : throw new QuantizationFormatException($"'{Folded}' should be a SHA-256 of 64 hexadecimal digits, not {element.GetRawText()}");
    }

    private static SortedDictionary<string, RealRange> Ranges(JsonElement element, string what)
    {
        var ranges = new SortedDictionary<string, RealRange>(StringComparer.Ordinal);
        foreach (var (name, entry) in Members(element, $"'{what}s'"))
        {
            var place = $"{what} '{name}'";
            var bounds = Members(entry, place);
            RequireMembers(bounds, place, "min", "max");
            var range = new RealRange(Number(bounds["min"], place, "min"), Number(bounds["max"], place, "max"));
            QuantizationParameters.RequireValid(what, name, range);
            ranges.Add(name, range);
        }
        return ranges;
    }

    private static Dictionary<string, JsonElement> Members(JsonElement element, string place)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new QuantizationFormatException($"{place} should be a JSON object, not {element.ValueKind}");
        }
        var members = new Dictionary<string, JsonElement>();
        foreach (var property in element.EnumerateObject())
        {
            if (!members.TryAdd(property.Name, property.Value))
            {
                throw new QuantizationFormatException($"{place} has '{property.Name}' twice");
            }
        }
        return members;
    }

    private static void RequireMembers(Dictionary<string, JsonElement> members, string place, params string[] names)
    {
        if (names.FirstOrDefault(name => !members.ContainsKey(name)) is { } missing)
        {
            throw new QuantizationFormatException($"{place} lacks '{missing}'");
        }
        if (members.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
        {
            throw new QuantizationFormatException($"{place} has the unknown member '{unknown}'");
        }
    }

    private static int Integer(Dictionary<string, JsonElement> members, string name)
    {
        if (!members.TryGetValue(name, out var element)) throw new QuantizationFormatException($"the file lacks '{name}'");
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value)
            ? value
            : throw new QuantizationFormatException($"'{name}' should be an integer, not {element.GetRawText()}");
    }

    private static double Number(JsonElement element, string place, string name) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new QuantizationFormatException($"'{name}' of {place} should be a finite number, not {element.GetRawText()}");

    private static void WriteRanges(Utf8JsonWriter writer, string section, IReadOnlyDictionary<string, RealRange> ranges)
    {
        writer.WriteStartObject(section);
        foreach (var (name, range) in ranges.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("min", range.Min);
            writer.WriteNumber("max", range.Max);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}
