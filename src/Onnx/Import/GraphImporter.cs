using Zkml.Onnx.Execution;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import.Proto;

namespace Zkml.Onnx.Import;

/// <summary>Turns a GraphProto into a float graph.</summary>
internal static class GraphImporter
{
    public static FloatGraph Import(GraphProto graph, int opset)
    {
        if (graph.SparseInitializer.Count > 0)
        {
            throw new OnnxImportException("the model has sparse initializers, which are not supported; export dense weights");
        }
        // Operators are checked first: an unsupported operator says more than the error its inputs would give.
        var nodes = Nodes(graph);
        var initializers = Initializers(graph);
        // Before IR version 4 every initializer is listed as a graph input too.
        var inputs = graph.Input.Where(input => !initializers.ContainsKey(input.Name)).Select(InputImporter.Import).ToList();
        if (inputs.Count == 0)
        {
            throw new OnnxImportException("the graph has no input besides its weights; there is nothing to prove about it");
        }
        return FloatGraph.Build(opset, inputs, [.. graph.Output.Select(output => output.Name)], nodes, initializers);
    }

    private static List<FloatNode> Nodes(GraphProto graph)
    {
        var nodes = new List<FloatNode>();
        foreach (var proto in graph.Node)
        {
            var name = proto.Name.Length > 0 ? proto.Name : $"{proto.OpType}_{nodes.Count}";
            var outputs = proto.Output.ToList();
            var node = new FloatNode(name, proto.OpType, [.. proto.Input], outputs, NodeAttributesImporter.Import(name, proto.Attribute));
            if (proto.Domain is not ("" or "ai.onnx"))
            {
                throw node.Fail($"belongs to the operator domain '{proto.Domain}'; only the standard ONNX domain is supported");
            }
            OperatorRegistry.Find(node);
            nodes.Add(node);
        }
        return nodes;
    }

    private static Dictionary<string, Tensor> Initializers(GraphProto graph)
    {
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
