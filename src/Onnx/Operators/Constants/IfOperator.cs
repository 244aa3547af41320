using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Operators.Constants;

/// <summary>
/// A choice between two subgraphs by a condition that is constant once shapes are known: the chosen one takes the node's
/// place. Its inner values get names of their own, since those of a subgraph are unique only within it.
/// </summary>
internal sealed class IfOperator : OnnxOperator, IInlined
{
    public static IfOperator Instance { get; } = new();

    public override string Name => "If";

    public override IReadOnlyList<OperatorVersion> Versions => [new(7, "constant conditions"), new(11, "branches may differ in shape")];

    public override IReadOnlyList<AttributeRule> Attributes { get; } =
        [new("then_branch", AttributeKind.Subgraph, true), new("else_branch", AttributeKind.Subgraph, true)];

    public override string Note => "constant conditions: replaced by the chosen branch";

    internal override TensorType[] Infer(InferenceContext context) => throw context.Fail("is replaced before types are inferred");

    public Subgraph Inline(InferenceContext context)
    {
        context.RequireInputs(1, 1);
        AttributeRule.Check(context.Node, Attributes);
        if (context.Constant(0) is not LongTensor { Length: 1 } condition)
        {
            throw context.Fail($"the condition '{context.Node.Inputs[0]}' has to be one constant; it depends on the model input");
        }
        var body = context.Attributes.RequiredSubgraph(condition.Data[0] != 0 ? "then_branch" : "else_branch");
        if (body.Outputs.Count != context.Node.Outputs.Count) throw context.Fail("its branches have another number of outputs; the model is malformed");
        return Renamed(context.Node, body);
    }

    private static Subgraph Renamed(FloatNode node, Subgraph body)
    {
        var names = new Dictionary<string, string>();
        foreach (var name in body.Nodes.SelectMany(inner => inner.NamedOutputs()).Concat(body.Initializers.Keys))
        {
            names[name] = $"{node.Output}/{name}";
        }
        string Resolve(string name) => names.GetValueOrDefault(name, name);
        var nodes = body.Nodes.Select(inner => Renamed(inner, Resolve)).ToList();
        for (var i = 0; i < body.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length == 0) continue;
            nodes.Add(FloatNode.Create($"{node.Name}/{i}", Layout.IdentityOperator.Instance, [Resolve(body.Outputs[i])], [node.Outputs[i]]));
        }
        return new Subgraph(nodes, body.Initializers.ToDictionary(pair => Resolve(pair.Key), pair => pair.Value), [], body.Outputs);
    }

    private static FloatNode Renamed(FloatNode node, Func<string, string> resolve)
    {
        var attributes = node.Attributes.Values.ToDictionary(
            pair => pair.Key, pair => pair.Value is Subgraph inner ? Renamed(inner, resolve) : pair.Value);
        return node with
        {
            Inputs = [.. node.Inputs.Select(resolve)],
            Outputs = [.. node.Outputs.Select(resolve)],
            Attributes = new NodeAttributes(node.Name, attributes),
        };
    }

    private static Subgraph Renamed(Subgraph body, Func<string, string> resolve) => body with
    {
        Nodes = [.. body.Nodes.Select(inner => Renamed(inner, resolve))],
        Outputs = [.. body.Outputs.Select(resolve)],
    };
}
