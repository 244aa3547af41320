using System.Runtime.InteropServices;
using System.Text.Json;
using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Files;

/// <summary>Numbers in rectangular nested lists of JSON, or a number alone; booleans are 0 and 1.</summary>
internal static class JsonTensor
{
    /// <summary>The numbers below an element; throws <see cref="InputFormatException"/>, naming the member.</summary>
    public static NumberArray Read(JsonElement data, string member)
    {
        var shape = new List<int>();
        for (var level = data; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
            if (shape.Count > TensorShape.MaxRank + 1)
            {
                throw new InputFormatException($"expected at most {TensorShape.MaxRank + 1} levels of lists in \"{member}\"; found more");
            }
            if (shape[^1] == 0) throw new InputFormatException($"expected numbers in \"{member}\"; found an empty list");
        }
        var numbers = new Numbers(member);
        Collect(data, shape, 0, numbers);
        return numbers.ToArray([.. shape]);
    }

    /// <summary>Appends the numbers below an element; the depth of recursion is bounded by the rank.</summary>
    private static void Collect(JsonElement element, List<int> shape, int depth, Numbers numbers)
    {
        if (depth == shape.Count)
        {
            numbers.Add(element);
            return;
        }
        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != shape[depth])
        {
            var found = element.ValueKind == JsonValueKind.Array ? $"one of {element.GetArrayLength()}" : $"{element.ValueKind}";
            throw new InputFormatException($"expected a list of {shape[depth]} elements at level {depth + 1} of \"{numbers.Member}\", before number {numbers.Count}; found {found}");
        }
        foreach (var item in element.EnumerateArray()) Collect(item, shape, depth + 1, numbers);
    }

    /// <summary>Integers as long as all are, reals from the first that is not one.</summary>
    private sealed class Numbers(string member)
    {
        private readonly List<long> integers = [];
        private readonly List<double> reals = [];
        private bool isReal;

        public string Member { get; } = member;

        public int Count => reals.Count;

        public void Add(JsonElement element)
        {
            var isBoolean = element.ValueKind is JsonValueKind.True or JsonValueKind.False;
            if (!isBoolean && element.ValueKind != JsonValueKind.Number)
            {
                throw new InputFormatException($"expected a number at index {Count} of \"{Member}\"; found {element.ValueKind}");
            }
            long integer = element.ValueKind == JsonValueKind.True ? 1 : 0;
            if (isBoolean || element.TryGetInt64(out integer))
            {
                integers.Add(integer);
                reals.Add(integer);
                return;
            }
            if (!element.TryGetDouble(out var value) || !float.IsFinite((float)value))
            {
                throw new InputFormatException($"expected a finite float32 number at index {Count} of \"{Member}\"; found {element.GetRawText()}");
            }
            isReal = true;
            reals.Add(value);
        }

        public NumberArray ToArray(int[] shape) => isReal
            ? new NumberArray(shape, NumberFormat.Float64, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(reals)).ToArray())
            : new NumberArray(shape, NumberFormat.Int64, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(integers)).ToArray());
    }
}
