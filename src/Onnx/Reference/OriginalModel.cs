using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Runtime;

namespace Zkml.Onnx.Reference;

/// <summary>
/// The model as its author wrote it, for reference outputs: nodes, weights and element types are those of the file.
/// What no output needs and what only describes (declared shapes of intermediate values, functions, metadata) is left
/// out, so that ONNX Runtime sees nothing that the import has not checked.
/// </summary>
public static class OriginalModel
{
    /// <summary>Weights with more bytes than this together stay outside the message, which cannot be longer than 2 GB.</summary>
    private const long MaxEmbeddedBytes = 1L << 30;

    /// <summary>Opens the file that <paramref name="graph"/> was imported from, with the static shapes of its inputs.</summary>
    public static FloatModel Open(OnnxFile file, FloatGraph graph, int threads = 1)
    {
        var source = file.Model.Graph;
        var needed = Needed(source, graph.Outputs.Select(output => output.Name));
        var copy = new GraphProto { Name = "original" };
        copy.Node.Add(source.Node.Where(node => node.Output.Any(needed.Contains)).Select(node => node.Clone()));
        ProtoWriter.MakeNamesUnique(copy);
        foreach (var input in graph.Inputs) copy.Input.Add(Input(source, input));
        foreach (var output in graph.Outputs) copy.Output.Add(new ValueInfoProto { Name = output.Name });
        var apart = new Dictionary<string, Tensor>();
        AddInitializers(source, copy, needed, graph, apart);
        return new FloatModel(ProtoWriter.Model(copy, graph.Opset), apart, threads);
    }

    /// <summary>All values that the outputs depend on. The nodes of a graph without cycles need one pass per level at most.</summary>
    private static HashSet<string> Needed(GraphProto graph, IEnumerable<string> outputs)
    {
        var producers = new Dictionary<string, NodeProto>();
        foreach (var node in graph.Node)
        {
            foreach (var name in node.Output) producers[name] = node;
        }
        var needed = new HashSet<string>();
        var pending = new Stack<string>(outputs);
        while (pending.TryPop(out var name))
        {
            if (!needed.Add(name) || !producers.TryGetValue(name, out var node)) continue;
            foreach (var read in Reads(node)) pending.Push(read);
        }
        return needed;
    }

    /// <summary>What a node reads, and what its subgraphs name: some of that is their own, and does no harm here.</summary>
    private static IEnumerable<string> Reads(NodeProto node)
    {
        var bodies = node.Attribute.Where(attribute => attribute.G is not null).Select(attribute => attribute.G)
            .Concat(node.Attribute.SelectMany(attribute => attribute.Graphs));
        var inner = bodies.SelectMany(body => body.Node.SelectMany(Reads).Concat(body.Output.Select(output => output.Name)));
        return node.Input.Concat(inner).Where(name => name.Length > 0);
    }

    private static ValueInfoProto Input(GraphProto source, ValueInfo input)
    {
        var element = source.Input.First(proto => proto.Name == input.Name).Type.TensorType.ElemType;
        return ProtoWriter.Value(input.Name, input.Type with { Element = (ElementType)element });
    }

    private static void AddInitializers(GraphProto source, GraphProto copy, HashSet<string> needed, FloatGraph graph, Dictionary<string, Tensor> apart)
    {
        long embedded = 0;
        foreach (var tensor in source.Initializer.Where(tensor => needed.Contains(tensor.Name)))
        {
            var isFloat = tensor.DataType == (int)ElementType.Float;
            if (isFloat && embedded + tensor.CalculateSize() > MaxEmbeddedBytes)
            {
                var values = graph.Initializers[tensor.Name];
                apart.Add(tensor.Name, values);
                copy.Input.Add(ProtoWriter.Value(tensor.Name, values.Type));
                continue;
            }
            embedded += tensor.CalculateSize();
            copy.Initializer.Add(tensor);
        }
    }
}
