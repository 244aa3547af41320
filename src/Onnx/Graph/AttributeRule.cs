namespace Zkml.Onnx.Graph;

/// <summary>The kinds of attribute that operators read.</summary>
public enum AttributeKind
{
    Int,
    Float,
    String,
    Ints,
    Floats,
    Tensor,
    Subgraph,

    /// <summary>Named here so that it is not unknown; the operator says itself that it does not read it.</summary>
    Other,
}

/// <summary>An attribute that an operator reads.</summary>
public sealed record AttributeRule(string Name, AttributeKind Kind, bool IsRequired = false)
{
    public static AttributeRule Int(string name) => new(name, AttributeKind.Int);

    public static AttributeRule Float(string name) => new(name, AttributeKind.Float);

    public static AttributeRule String(string name) => new(name, AttributeKind.String);

    public static AttributeRule Ints(string name) => new(name, AttributeKind.Ints);

    /// <summary>The same attribute, which a node has to have.</summary>
    public AttributeRule Required => this with { IsRequired = true };

    /// <summary>Throws <see cref="GraphException"/>, naming the node, on an unknown, missing or mistyped attribute.</summary>
    internal static void Check(FloatNode node, IReadOnlyList<AttributeRule> rules)
    {
        foreach (var (name, value) in node.Attributes.Values)
        {
            var rule = rules.FirstOrDefault(rule => rule.Name == name)
                ?? throw node.Fail($"attribute '{name}' is unknown; this operator reads {Known(rules)}");
            if (!rule.Fits(value)) throw node.Fail($"attribute '{name}' should be of kind {rule.Kind}; the model is malformed");
        }
        foreach (var rule in rules)
        {
            if (rule.IsRequired && !node.Attributes.Has(rule.Name))
            {
                throw node.Fail($"the required attribute '{rule.Name}' is missing; the model is malformed");
            }
        }
    }

    private bool Fits(object value) => Kind switch
    {
        AttributeKind.Int => value is long,
        AttributeKind.Float => value is float,
        AttributeKind.String => value is string,
        AttributeKind.Ints => value is long[],
        AttributeKind.Floats => value is float[],
        AttributeKind.Tensor => value is Tensor,
        AttributeKind.Subgraph => value is Subgraph,
        _ => true,
    };

    private static string Known(IReadOnlyList<AttributeRule> rules) =>
        rules.Count == 0 ? "none" : string.Join(", ", rules.Select(rule => rule.Name));
}
