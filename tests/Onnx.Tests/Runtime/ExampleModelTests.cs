using Xunit.Abstractions;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Reference;
using Zkml.Onnx.Runtime;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Runtime;

/// <summary>The example models against the outputs of the framework that trained them.</summary>
public sealed class ExampleModelTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData("mnist_mlp")]
    [InlineData("mnist_lenet")]
    [InlineData("cancer_mlp")]
    [InlineData("fashion_resnet")]
    public void OutputsMatchTheReferenceOnAllSamples(string name)
    {
        var file = OnnxFile.Read(ExampleModels.File(name, "model.onnx"));
        var graph = file.Import(null);
        using var original = OriginalModel.Open(file, graph);
        using var simplified = GraphModel.Open(GraphSimplifier.Simplify(graph));
        using var apart = GraphModel.Open(GraphSimplifier.Simplify(graph), withAllValues: false, threads: 1, maxEmbedded: 0);
        foreach (var model in (FloatModel[])[original, simplified, apart])
        {
            var worst = LargestDifference(name, graph, model);
            log.WriteLine($"{name}: largest difference {worst}");
            Assert.InRange(worst, 0, 1e-3);
        }
    }

    [Theory]
    [InlineData("mnist_lenet")]
    [InlineData("fashion_resnet")]
    public void OutputsDoNotDependOnHowManySamplesRunAtOnce(string name)
    {
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(ExampleModels.File(name, "model.onnx")));
        var inputs = Inputs(name, graph);
        using var model = GraphModel.Open(graph);
        var alone = FloatOutputs.Of(model, 32, i => Sample(graph, inputs, i), parallelism: 1);
        var together = FloatOutputs.Of(model, 32, i => Sample(graph, inputs, i), parallelism: 4);
        Assert.Equal(alone.Single().Value, together.Single().Value);
    }

    [Theory]
    [InlineData("mnist_mlp", 0.9)]
    [InlineData("mnist_lenet", 0.95)]
    [InlineData("fashion_resnet", 0.8)]
    public void MostSamplesAreClassifiedAsLabelled(string name, double atLeast)
    {
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(ExampleModels.File(name, "model.onnx")));
        var inputs = Inputs(name, graph);
        var labels = NpyFile.ReadLong(ExampleModels.File(name, "labels.npy"));
        using var model = GraphModel.Open(graph);
        var scores = FloatOutputs.Of(model, inputs.Count, i => Sample(graph, inputs, i)).Single().Value;
        var right = scores.Chunk(scores.Length / inputs.Count).Where((row, i) => Array.IndexOf(row, row.Max()) == labels.Data[i]).Count();
        log.WriteLine($"{name}: {right} of {inputs.Count}");
        Assert.Equal(inputs.Count, labels.Length);
        Assert.True(right >= atLeast * inputs.Count);
    }

    [Fact]
    public void EveryComputedValueIsAnOutputOnce()
    {
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(ExampleModels.File("fashion_resnet", "model.onnx")));
        using var model = GraphModel.Open(graph, withAllValues: true);
        Assert.Equal(graph.Nodes.Select(node => node.Output).Order(), model.Outputs.Order());
        using var result = model.Run(new Dictionary<string, Tensor> { [graph.Inputs[0].Name] = FloatTensor.Zeros(1, 1, 28, 28) });
        for (var k = 0; k < result.Names.Count; k++) Assert.Equal(graph.Shapes[result.Names[k]], result.Tensor(k).Shape);
    }

    private static double LargestDifference(string name, FloatGraph graph, FloatModel model)
    {
        var inputs = Inputs(name, graph);
        var reference = NpyFile.ReadFloat(ExampleModels.File(name, "outputs.npy"));
        var actual = FloatOutputs.Of(model, inputs.Count, i => Sample(graph, inputs, i)).Single().Value;
        Assert.Equal(reference.Length, actual.Length);
        return actual.Zip(reference.Data, (a, b) => Math.Abs(a - b)).Max();
    }

    private static InputBatch Inputs(string name, FloatGraph graph) => InputFile.Load(ExampleModels.File(name, "inputs.npy"), graph.Inputs[0].Shape);

    private static Dictionary<string, Tensor> Sample(FloatGraph graph, InputBatch inputs, int index) => new() { [graph.Inputs[0].Name] = inputs.Sample(index) };
}
