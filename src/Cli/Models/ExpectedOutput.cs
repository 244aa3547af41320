using System.Text.Json;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using GraphValue = Zkml.Circuits.Graph.GraphValue;

namespace Zkml.Cli.Models;

/// <summary>
/// The output that somebody claims: integers (int64 .npy, or JSON without fractions) stand for themselves, floats for
/// their nearest code. JSON is a list, or an object with the list under "integers", "output", "output_data" or "input_data".
/// </summary>
internal sealed class ExpectedOutput
{
    private const int MaxDepth = 16;

    private static readonly string[] Members = ["output", "integers", "output_data", "input_data"];

    private readonly string path;
    private readonly long[] codes;
    private readonly int size;

    private ExpectedOutput(string path, long[] codes, int size) => (this.path, this.codes, this.size) = (path, codes, size);

    private int Rows => codes.Length / size;

    /// <summary>Reads a file of one row of outputs or more.</summary>
    public static ExpectedOutput Read(string path, GraphValue output)
    {
        var bytes = InputPath.Read(path, "output");
        var codes = FailureMessage.Naming(path, () => bytes is [0x93, ..] ? OfNpy(bytes, output) : OfJson(bytes, output));
        var size = output.Type.Shape.Aggregate(1, (n, d) => n * d);
        if (codes.Length < size || codes.Length % size != 0) throw new BadInputException($"'{path}' has {codes.Length} numbers; the model has {size} outputs.");
        return new ExpectedOutput(path, codes, size);
    }

    /// <summary>The rows that there are for a proof of some samples: those from <paramref name="index"/> on, or all when they are as many.</summary>
    public int SamplesFrom(int index, int samples)
    {
        if (Rows == samples) return samples;
        if (index < 0 || index >= Rows) throw new BadInputException($"'{path}' has {Rows} rows: --index {index} is outside 0 to {Rows - 1}.");
        return Rows - index;
    }

    /// <summary>The codes of these rows.</summary>
    public long[] Codes(int index, int samples)
    {
        var first = Rows == samples ? 0 : index * size;
        return codes[first..(first + (samples * size))];
    }

    private static long[] OfNpy(byte[] bytes, GraphValue output) => NpyFile.Read(bytes) switch
    {
        LongTensor integers => integers.Data,
        FloatTensor floats => Array.ConvertAll(floats.Data, x => Nearest(x, output)),
        var other => throw new BadInputException($"expected int64 or float32 numbers; found {other.Kind}"),
    };

    private static long[] OfJson(byte[] bytes, GraphValue output)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            while (root.ValueKind == JsonValueKind.Object) root = Member(root);
            var numbers = new List<JsonElement>();
            Collect(root, numbers, 0);
            var isInteger = numbers.All(n => n.TryGetInt64(out _));
            return [.. numbers.Select(n => isInteger ? n.GetInt64() : Nearest(n.GetDouble(), output))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new BadInputException($"expected a .npy file or a JSON list of numbers ({e.Message})", e);
        }
    }

    private static JsonElement Member(JsonElement root)
    {
        foreach (var name in Members)
        {
            if (root.TryGetProperty(name, out var member)) return member;
        }
        throw new BadInputException($"expected a JSON list, or an object with one of the members {string.Join(", ", Members)}");
    }

    private static void Collect(JsonElement element, List<JsonElement> numbers, int depth)
    {
        if (depth > MaxDepth) throw new BadInputException("the lists are nested too deeply");
        if (element.ValueKind != JsonValueKind.Array)
        {
            if (element.ValueKind != JsonValueKind.Number) throw new BadInputException($"expected numbers; found {element.ValueKind}");
            numbers.Add(element);
            return;
        }
        foreach (var item in element.EnumerateArray()) Collect(item, numbers, depth + 1);
    }

    private static long Nearest(double value, GraphValue output) => double.IsFinite(value)
        ? new CodeFormat(output.Scale, output.Type.Min, output.Type.Max).Encode(value)
        : throw new BadInputException("expected finite numbers; found NaN or infinity");
}
