using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Operators;

/// <summary>Shape and range of every value of a graph.</summary>
public static class GraphTypes
{
    /// <summary>Types by value name.</summary>
    /// <exception cref="InvalidDataException">
    /// A node uses an unknown value, a name is taken twice, or an operator refuses its attributes or inputs.
    /// </exception>
    public static IReadOnlyDictionary<string, IntegerType> Infer(IntegerGraph graph)
    {
        var types = new Dictionary<string, IntegerType>();
        foreach (var input in graph.Inputs)
        {
            if (input.Type.Min > input.Type.Max || input.Type.Range.Magnitude >= AccumulatorRange.Limit)
            {
                throw new InvalidDataException($"input '{input.Name}' has the range [{input.Type.Min}, {input.Type.Max}]");
            }
            Add(types, input.Name, input.Type);
        }
        foreach (var node in graph.Operators)
        {
            var outputs = Infer(node, types);
            if (outputs.Count == 0 || outputs.Count != node.Outputs.Count) throw node.Invalid($"infers {outputs.Count} of {node.Outputs.Count} outputs");
            for (var k = 0; k < outputs.Count; k++) Add(types, node.Outputs[k], outputs[k]);
        }
        foreach (var output in graph.Outputs)
        {
            if (!types.ContainsKey(output.Name)) throw new InvalidDataException($"no node computes the output '{output.Name}'");
        }
        return types;
    }

    private static IReadOnlyList<IntegerType> Infer(IntegerOperator node, Dictionary<string, IntegerType> types)
    {
        var inputs = new List<IntegerType>();
        foreach (var name in node.Inputs)
        {
            inputs.Add(types.TryGetValue(name, out var type) ? type : throw node.Invalid($"reads '{name}', which no earlier node computes"));
        }
        try
        {
            return node.Infer(inputs);
        }
        catch (OverflowException)
        {
            throw node.Invalid("its output has more than 2^31 entries");
        }
    }

    private static void Add(Dictionary<string, IntegerType> types, string name, IntegerType type)
    {
        if (!types.TryAdd(name, type)) throw new InvalidDataException($"the value '{name}' is computed twice");
    }
}
