
namespace Zkml.Onnx.Graph;

/// <summary>
/// Typed access to the attributes of one node. A value is a long, float, string, long[], float[],
/// <see cref="Tensor"/>, <see cref="Subgraph"/>, or something else that no operator reads.
/// Every accessor throws <see cref="GraphException"/> naming the node when the attribute has another type.
/// </summary>
public sealed class NodeAttributes(string nodeName, IReadOnlyDictionary<string, object> values)
{
    public IReadOnlyDictionary<string, object> Values { get; } = values;

    public bool Has(string name) => Values.ContainsKey(name);

    /// <summary>Integer attribute, or the default when it is absent.</summary>
    public long Int(string name, long defaultValue) => Get<long>(name, "an integer", out var value) ? value : defaultValue;

    /// <summary>Integer attribute that has to be present.</summary>
    public long RequiredInt(string name) =>
        Get<long>(name, "an integer", out var value) ? value : throw Missing(name);

    /// <summary>Float attribute, or the default when it is absent. NaN and infinities are refused.</summary>
    public float Float(string name, float defaultValue)
    {
        if (!Get<float>(name, "a float", out var value)) return defaultValue;
        return float.IsFinite(value) ? value : throw new GraphException($"node '{nodeName}': attribute '{name}' is {value}; it must be finite");
    }

    /// <summary>String attribute, or the default when it is absent.</summary>
    public string String(string name, string defaultValue) => Get<string>(name, "a string", out var value) ? value! : defaultValue;

    /// <summary>Integer list attribute, or null when it is absent.</summary>
    public long[]? Ints(string name) => Get<long[]>(name, "a list of integers", out var value) ? value : null;

    /// <summary>Float list attribute, or null when it is absent.</summary>
    public float[]? Floats(string name) => Get<float[]>(name, "a list of floats", out var value) ? value : null;

    /// <summary>Tensor attribute, or null when it is absent.</summary>
    public Tensor? Tensor(string name) => Get<Tensor>(name, "a tensor", out var value) ? value : null;

    /// <summary>Subgraph attribute that has to be present.</summary>
    public Subgraph RequiredSubgraph(string name) => Get<Subgraph>(name, "a graph", out var value) ? value! : throw Missing(name);

    private bool Get<T>(string name, string expected, out T? value)
    {
        value = default;
        if (!Values.TryGetValue(name, out var raw)) return false;
        if (raw is not T typed)
        {
            throw new GraphException($"node '{nodeName}': attribute '{name}' should be {expected}; the model is malformed");
        }
        value = typed;
        return true;
    }

    private GraphException Missing(string name) =>
        new($"node '{nodeName}': the required attribute '{name}' is missing; the model is malformed");
}
