using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;

namespace Zkml.Onnx.Runtime;

/// <summary>A float graph written back as an ONNX model, so that ONNX Runtime can run it.</summary>
public static class GraphModel
{
    /// <summary>Weights beyond this stay outside the message, which cannot be longer than 2 GB.</summary>
    private const long MaxEmbeddedElements = 1L << 28;

    /// <summary>
    /// Opens a graph with static shapes. With <paramref name="withAllValues"/> every computed value is an output,
    /// otherwise the outputs of the graph. Throws <see cref="GraphException"/> when ONNX Runtime refuses it.
    /// </summary>
    /// <param name="graph">The graph, kept alive by the model: its weights are not copied where there are many.</param>
    /// <param name="withAllValues">Whether to give the intermediate values too.</param>
    /// <param name="threads">Threads inside one operator; more than one changes the last bits of sums.</param>
    public static FloatModel Open(FloatGraph graph, bool withAllValues = false, int threads = 1) =>
        Open(graph, withAllValues, threads, MaxEmbeddedElements);

    internal static FloatModel Open(FloatGraph graph, bool withAllValues, int threads, long maxEmbedded)
    {
        var apart = Apart(graph, maxEmbedded);
        return new FloatModel(Write(graph, withAllValues, apart), apart, threads);
    }

    /// <summary>The model; the weights that stay apart are inputs of it.</summary>
    private static ModelProto Write(FloatGraph graph, bool withAllValues, Dictionary<string, Tensor> apart)
    {
        var proto = new GraphProto { Name = "graph" };
        foreach (var input in graph.Inputs) proto.Input.Add(ProtoWriter.Value(input.Name, graph.Types[input.Name]));
        foreach (var (name, tensor) in graph.Initializers)
        {
            if (apart.ContainsKey(name)) proto.Input.Add(ProtoWriter.Value(name, tensor.Type));
            else proto.Initializer.Add(ProtoWriter.Tensor(name, tensor));
        }
        foreach (var node in graph.Nodes) proto.Node.Add(ProtoWriter.Node(node));
        ProtoWriter.MakeNamesUnique(proto);
        // ONNX Runtime infers the types of outputs that are only named.
        var outputs = graph.Outputs.Select(output => output.Name);
        if (withAllValues) outputs = outputs.Union(Computed(graph));
        foreach (var name in outputs) proto.Output.Add(new ValueInfoProto { Name = name });
        return ProtoWriter.Model(proto, graph.Opset);
    }

    /// <summary>The computed values of a graph, in order; outputs that an operator lists without computing them are none.</summary>
    internal static IEnumerable<string> Computed(FloatGraph graph) =>
        graph.Nodes.SelectMany(node => node.NamedOutputs()).Where(graph.Types.ContainsKey);

    /// <summary>The float weights that do not fit in the message: from the largest down, until the rest fits.</summary>
    private static Dictionary<string, Tensor> Apart(FloatGraph graph, long maxEmbedded)
    {
        var apart = new Dictionary<string, Tensor>();
        var total = graph.Initializers.Values.Sum(tensor => (long)tensor.Length);
        foreach (var (name, tensor) in graph.Initializers.Where(pair => pair.Value is FloatTensor).OrderByDescending(pair => pair.Value.Length))
        {
            if (total <= maxEmbedded) break;
            apart.Add(name, tensor);
            total -= tensor.Length;
        }
        return apart;
    }
}
