using System.Text.Json;

namespace Zkml.Onnx.Files;

/// <summary>
/// Tensors in JSON: an object with a member for each, a list of such objects with a sample each, or, where there is only one
/// tensor, <c>{"input_data": […]}</c> or the list alone. For results also what <c>zkml run --json</c> prints.
/// </summary>
internal static class JsonTensors
{
    /// <summary>The member that holds the only input, beside anything else.</summary>
    public const string InputData = "input_data";

    private const string Integers = "integers", Output = "output", Outputs = "outputs";

    private const int MaxDepth = 8;

    /// <summary>Where the tensors of a result are, from the outside to the inside.</summary>
    private static readonly string[] Claims = [Output, Outputs, Integers, "output_data", InputData];

    private static readonly string[] Inputs = [InputData];

    /// <summary>The tensors of each sample, or of all at once; throws <see cref="InputFormatException"/>.</summary>
    public static List<IReadOnlyDictionary<string, NumberArray>> Parse(ReadOnlyMemory<byte> bytes, TensorNames names)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var parts = new List<IReadOnlyDictionary<string, NumberArray>>();
            Read(document.RootElement, InputData, names, parts, 0);
            return parts;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the JSON reader reports text that is not valid UTF-16.
            throw new InputFormatException($"expected a .npy or .npz file or JSON like {{\"{names.Wanted[0]}\": [[…]]}}; found neither ({e.Message})", e);
        }
    }

    private static void Read(JsonElement element, string member, TensorNames names, List<IReadOnlyDictionary<string, NumberArray>> parts, int depth)
    {
        if (depth > MaxDepth) throw new InputFormatException("the objects are nested too deeply");
        if (element.ValueKind == JsonValueKind.Object)
        {
            ReadObject(Members(element), names, parts, depth);
        }
        else if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0 && element[0].ValueKind == JsonValueKind.Object)
        {
            foreach (var sample in element.EnumerateArray())
            {
                if (sample.ValueKind != JsonValueKind.Object) throw new InputFormatException($"expected a list of objects, one for each sample; found {sample.ValueKind} at index {parts.Count}");
                Read(sample, member, names, parts, depth + 1);
            }
        }
        else
        {
            parts.Add(new Dictionary<string, NumberArray> { [names.Only] = JsonTensor.Read(element, member) });
        }
    }

    private static void ReadObject(Dictionary<string, JsonElement> members, TensorNames names, List<IReadOnlyDictionary<string, NumberArray>> parts, int depth)
    {
        var named = names.Wanted.Where(members.ContainsKey).ToList();
        var isResult = names.IsClaim && IsResult(members, names.Wanted);
        if (named.Count > 0 && !isResult)
        {
            if (!names.IsClaim && !(names.Wanted.Count == 1 && members.ContainsKey(InputData))) names.RequireKnown(members.Keys);
            parts.Add(named.ToDictionary(n => n, n => Tensor(members[n], n, names.IsClaim)));
            return;
        }
        var place = (names.IsClaim ? Claims : Inputs).FirstOrDefault(members.ContainsKey) ?? throw Nothing(names, members);
        Read(members[place], place, names, parts, depth + 1);
    }

    /// <summary>
    /// Whether members stand around the outputs, as <c>run --json</c> prints them: none of them is an output then, whatever its
    /// name. A model may have an output named "output", which is also where results keep all of them.
    /// </summary>
    private static bool IsResult(Dictionary<string, JsonElement> members, IReadOnlyList<string> wanted)
    {
        if (members.TryGetValue(Output, out var output) && output.ValueKind == JsonValueKind.Object)
        {
            return !output.TryGetProperty(Integers, out _) || !wanted.Contains(Output);
        }
        return !wanted.Contains(Outputs) && members.TryGetValue(Outputs, out var list) && list.ValueKind == JsonValueKind.Array
            && list.GetArrayLength() > 0 && list[0].ValueKind == JsonValueKind.Object;
    }

    private static NumberArray Tensor(JsonElement value, string name, bool isClaim)
    {
        if (value.ValueKind != JsonValueKind.Object) return JsonTensor.Read(value, name);
        return isClaim && value.TryGetProperty(Integers, out var integers)
            ? JsonTensor.Read(integers, name)
            : throw new InputFormatException($"expected a list of numbers as \"{name}\"; found {value.ValueKind}");
    }

    private static InputFormatException Nothing(TensorNames names, Dictionary<string, JsonElement> members)
    {
        var alternative = names.IsClaim || names.Wanted.Count > 1 ? "" : $" or \"{InputData}\"";
        var found = members.Count == 0 ? "an empty object" : $"an object with {TensorNames.List(members.Keys.Take(8))}";
        return new InputFormatException($"expected JSON with members named {TensorNames.List(names.Wanted)}{alternative}; found {found}");
    }

    private static Dictionary<string, JsonElement> Members(JsonElement element)
    {
        var members = new Dictionary<string, JsonElement>();
        foreach (var property in element.EnumerateObject())
        {
            if (!members.TryAdd(property.Name, property.Value)) throw new InputFormatException($"the object has the member \"{property.Name}\" twice");
        }
        return members;
    }
}
