using System.Text.Json;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Files;

/// <summary>Reads the "input_data" member of a JSON object: numbers in rectangular nested lists.</summary>
internal static class JsonTensor
{
    private const string Member = "input_data";

    /// <summary>Throws <see cref="InputFormatException"/> when the text is not such an object.</summary>
    public static FloatTensor Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty(Member, out var data))
            {
                throw new InputFormatException($"expected a .npy file or a JSON object with the member \"{Member}\"; found JSON without it");
            }
            return Read(data);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the JSON reader reports text that is not valid UTF-16.
            throw new InputFormatException($"expected a .npy file or JSON like {{\"{Member}\": [[…]]}}; found neither ({e.Message})", e);
        }
    }

    private static FloatTensor Read(JsonElement data)
    {
        var shape = new List<int>();
        for (var level = data; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
            if (shape.Count > TensorShape.MaxRank + 1)
            {
                throw new InputFormatException($"expected at most {TensorShape.MaxRank + 1} levels of lists in \"{Member}\"; found more");
            }
            if (shape[^1] == 0) throw new InputFormatException($"expected numbers in \"{Member}\"; found an empty list");
        }
        if (shape.Count == 0) throw new InputFormatException($"expected a list of numbers as \"{Member}\"; found {data.ValueKind}");
        var values = new List<float>();
        Collect(data, shape, 0, values);
        return new FloatTensor([.. values], [.. shape]);
    }

    /// <summary>Appends the numbers below an element; the depth of recursion is bounded by the rank.</summary>
    private static void Collect(JsonElement element, List<int> shape, int depth, List<float> values)
    {
        if (depth == shape.Count)
        {
            values.Add(Number(element, values.Count));
            return;
        }
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != shape[depth])
        {
            var found = element.ValueKind == JsonValueKind.Array ? $"one of {element.GetArrayLength()}" : $"{element.ValueKind}";
            throw new InputFormatException($"expected a list of {shape[depth]} elements at level {depth + 1} of \"{Member}\", before number {values.Count}; found {found}");
        }
        foreach (var item in element.EnumerateArray()) Collect(item, shape, depth + 1, values);
    }

    private static float Number(JsonElement element, int index)
    {
        if (element.ValueKind != JsonValueKind.Number)
        {
            throw new InputFormatException($"expected a number at index {index} of \"{Member}\"; found {element.ValueKind}");
        }
        if (!element.TryGetDouble(out var value) || !float.IsFinite((float)value))
        {
            throw new InputFormatException($"expected a finite float32 number at index {index} of \"{Member}\"; found {element.GetRawText()}");
        }
        return (float)value;
    }
}
