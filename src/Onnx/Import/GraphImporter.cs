using Zkml.Onnx.Graph;
using Zkml.Onnx.Operators;
using Zkml.Onnx.Proto;

namespace Zkml.Onnx.Import;

/// <summary>Turns a GraphProto into a float graph.</summary>
internal static class GraphImporter
{
    public static FloatGraph Import(GraphProto graph, int opset, IConstantEvaluator? evaluator)
    {
        var initializers = Initializers(graph);
        // Before IR version 4 every initializer is listed as a graph input too.
        var inputs = graph.Input.Where(input => !initializers.ContainsKey(input.Name)).Select(InputImporter.Import).ToList();
        if (inputs.Count == 0)
        {
            throw new OnnxImportException("the graph has no input besides its weights; there is nothing to prove about it");
        }
        return FloatGraph.Build(opset, inputs, [.. graph.Output.Select(output => output.Name)], Nodes(graph), initializers, evaluator);
    }

    /// <summary>The body of a control-flow node.</summary>
    public static Subgraph Body(GraphProto graph) => new(
        Nodes(graph), Initializers(graph), [.. graph.Input.Select(input => input.Name)], [.. graph.Output.Select(output => output.Name)]);

    /// <summary>The nodes in the order of the file. Operators that have no unit are refused later, if anybody needs them.</summary>
    private static List<FloatNode> Nodes(GraphProto graph)
    {
        var nodes = new List<FloatNode>();
        foreach (var proto in graph.Node)
        {
            var name = proto.Name.Length > 0 ? proto.Name : $"{proto.OpType}_{nodes.Count}";
            var unit = Catalogue.Resolve(proto.Domain, proto.OpType);
            nodes.Add(new FloatNode(name, unit, [.. proto.Input], [.. proto.Output], NodeAttributesImporter.Import(name, proto.Attribute)));
        }
        return nodes;
    }

    private static Dictionary<string, Tensor> Initializers(GraphProto graph)
    {
        if (graph.SparseInitializer.Count > 0)
        {
            throw new OnnxImportException("the model has sparse initializers, which are not supported; export dense weights");
        }
        var initializers = new Dictionary<string, Tensor>();
        foreach (var proto in graph.Initializer)
        {
            if (proto.Name.Length == 0)
            {
                throw new OnnxImportException("the graph has an initializer without a name; the model is malformed");
            }
            if (!initializers.TryAdd(proto.Name, TensorImporter.Import(proto, $"initializer '{proto.Name}'")))
            {
                throw new OnnxImportException($"initializer '{proto.Name}' is defined twice; the model is malformed");
            }
        }
        return initializers;
    }
}
