using Zkml.Onnx.Graph;
using Zkml.Onnx.Import.Proto;

namespace Zkml.Onnx.Runtime;

/// <summary>Writes nodes whose normal form is not that of the ONNX operator set.</summary>
internal static class RuntimeNode
{
    /// <summary>Appends a node, and the constants that ONNX has as inputs where the normal form has attributes.</summary>
    public static void Add(GraphProto graph, FloatNode node, int opset)
    {
        var proto = ProtoWriter.Node(node);
        if (node.OpType == "Clip" && opset >= 11) BoundsAsInputs(graph, proto, node);
        if (node.OpType is "MaxPool" or "AveragePool") RemoveUnitDilations(proto);
        graph.Node.Add(proto);
    }

    private static void BoundsAsInputs(GraphProto graph, NodeProto proto, FloatNode node)
    {
        proto.Attribute.Clear();
        foreach (var (name, fallback) in ((string, float)[])[("min", float.MinValue), ("max", float.MaxValue)])
        {
            if (!node.Attributes.Has(name)) continue;
            var constant = $"{node.Output}/{name}";
            graph.Initializer.Add(ProtoWriter.Tensor(constant, FloatTensor.Scalar(node.Attributes.Float(name, fallback))));
            proto.Input.Add(constant);
        }
    }

    /// <summary>Poolings have dilations since operator sets 10 and 19.</summary>
    private static void RemoveUnitDilations(NodeProto proto)
    {
        if (proto.Attribute.FirstOrDefault(attribute => attribute.Name == "dilations") is { } dilations && dilations.Ints.All(step => step == 1))
        {
            proto.Attribute.Remove(dilations);
        }
    }
}
