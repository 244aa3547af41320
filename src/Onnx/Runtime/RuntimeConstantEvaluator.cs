using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;

namespace Zkml.Onnx.Runtime;

/// <summary>
/// Evaluates constants on ONNX Runtime: one node at a time, in limited memory. The last bits differ between machines, so
/// what enters a committed model has to be recorded (<see cref="Folding.RecordingEvaluator"/>). May be used from several
/// threads.
/// </summary>
/// <param name="threads">Threads inside the operator.</param>
public sealed class RuntimeConstantEvaluator(int threads = 1) : IConstantEvaluator
{
    private static readonly IReadOnlyDictionary<string, Tensor> Nothing = new Dictionary<string, Tensor>();

    /// <inheritdoc/>
    public IReadOnlyList<Tensor?> Evaluate(ConstantExpression expression)
    {
        var node = expression.Node;
        // Operators of other domains are code of which nothing is known here.
        if (node.Operator.Domain.Length > 0) throw node.Fail($"belongs to the operator domain '{node.Operator.Domain}', whose constants are not evaluated");
        NativeHazards.Refuse(expression);
        string[] wanted = [.. node.NamedOutputs()];
        try
        {
            using var model = new FloatModel(Model(expression, wanted), Nothing, threads, isLimited: true);
            using var result = model.Run(Nothing, wanted);
            return [.. node.Outputs.Select(name => name.Length == 0 ? null : result.Tensor(Array.IndexOf(wanted, name)))];
        }
        catch (GraphException e) when (!e.Message.Contains(node.Name, StringComparison.Ordinal))
        {
            throw node.Fail($"this constant expression cannot be evaluated: {e.Message}");
        }
    }

    /// <summary>The node alone, its inputs as initializers.</summary>
    private static ModelProto Model(ConstantExpression expression, string[] wanted)
    {
        var graph = new GraphProto { Name = "constant" };
        var known = new HashSet<string>();
        for (var i = 0; i < expression.Inputs.Count; i++)
        {
            var name = expression.Node.Inputs[i];
            if (expression.Inputs[i] is { } value && known.Add(name)) graph.Initializer.Add(ProtoWriter.Tensor(name, value));
        }
        graph.Node.Add(ProtoWriter.Node(expression.Node));
        foreach (var name in wanted) graph.Output.Add(new ValueInfoProto { Name = name });
        return ProtoWriter.Model(graph, expression.Opset);
    }
}
