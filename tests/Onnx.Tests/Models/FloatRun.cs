using Zkml.Onnx.Graph;
using Zkml.Onnx.Reference;
using Zkml.Onnx.Runtime;

namespace Zkml.Onnx.Tests.Models;

/// <summary>One run of a float model.</summary>
internal static class FloatRun
{
    /// <summary>The only output of a graph with one input.</summary>
    public static FloatTensor Of(FloatGraph graph, FloatTensor input) => (FloatTensor)Of(graph, Named(graph, input))[graph.Outputs[0].Name];

    /// <summary>All outputs of a graph.</summary>
    public static IReadOnlyDictionary<string, Tensor> Of(FloatGraph graph, IReadOnlyDictionary<string, Tensor> inputs)
    {
        using var model = GraphModel.Open(graph);
        return Outputs(model, inputs);
    }

    /// <summary>The only output of a model as its author wrote it.</summary>
    public static FloatTensor Original(ModelBuilder builder, FloatTensor input)
    {
        var graph = builder.Load();
        using var model = OriginalModel.Open(builder.File(), graph);
        return (FloatTensor)Outputs(model, Named(graph, input))[graph.Outputs[0].Name];
    }

    /// <summary>All outputs of an open model.</summary>
    public static IReadOnlyDictionary<string, Tensor> Outputs(FloatModel model, IReadOnlyDictionary<string, Tensor> inputs)
    {
        using var result = model.Run(inputs);
        return result.Names.Select((name, k) => (name, Value: result.Tensor(k))).ToDictionary(pair => pair.name, pair => pair.Value);
    }

    private static Dictionary<string, Tensor> Named(FloatGraph graph, Tensor input) => new() { [graph.Inputs[0].Name] = input };
}
