using Xunit.Abstractions;
using Zkml.Onnx.Execution;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Execution;

/// <summary>The example models against the outputs of the framework that trained them.</summary>
public sealed class ExampleModelTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData("mnist_mlp", false)]
    [InlineData("mnist_mlp", true)]
    [InlineData("mnist_lenet", false)]
    [InlineData("mnist_lenet", true)]
    [InlineData("cancer_mlp", false)]
    [InlineData("cancer_mlp", true)]
    [InlineData("fashion_resnet", false)]
    [InlineData("fashion_resnet", true)]
    public void OutputsMatchTheReferenceOnAllSamples(string model, bool simplify)
    {
        var graph = OnnxImporter.Load(ExampleModels.File(model, "model.onnx"));
        if (simplify) graph = GraphSimplifier.Simplify(graph);
        var executor = new FloatExecutor(graph);
        var inputs = InputFile.Load(ExampleModels.File(model, "inputs.npy"), graph.Inputs[0].Shape);
        var reference = NpyFile.ReadFloat(ExampleModels.File(model, "outputs.npy"));
        var width = reference.Length / inputs.Count;
        float worst = 0;
        for (var i = 0; i < inputs.Count; i++)
        {
            var output = executor.Run(inputs.Sample(i));
            Assert.Equal(width, output.Length);
            for (var j = 0; j < width; j++) worst = Math.Max(worst, Math.Abs(output.Data[j] - reference.Data[i * width + j]));
        }
        log.WriteLine($"{model}: {inputs.Count} samples, largest difference {worst}");
        Assert.InRange(worst, 0, 1e-3f);
    }

    [Theory]
    [InlineData("mnist_mlp", 0.9)]
    [InlineData("mnist_lenet", 0.95)]
    [InlineData("fashion_resnet", 0.8)]
    public void MostSamplesAreClassifiedAsLabelled(string model, double atLeast)
    {
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(ExampleModels.File(model, "model.onnx")));
        var inputs = InputFile.Load(ExampleModels.File(model, "inputs.npy"), graph.Inputs[0].Shape);
        var labels = NpyFile.ReadLong(ExampleModels.File(model, "labels.npy"));
        var executor = new FloatExecutor(graph);
        var right = 0;
        for (var i = 0; i < inputs.Count; i++)
        {
            var scores = executor.Run(inputs.Sample(i)).Data;
            right += Array.IndexOf(scores, scores.Max()) == labels.Data[i] ? 1 : 0;
        }
        log.WriteLine($"{model}: {right} of {inputs.Count}");
        Assert.Equal(inputs.Count, labels.Length);
        Assert.True(right >= atLeast * inputs.Count);
    }

    [Fact]
    public void ObserverSeesEveryComputedValueOnce()
    {
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(ExampleModels.File("fashion_resnet", "model.onnx")));
        var seen = new List<string>();
        new FloatExecutor(graph).Run(
            FloatTensor.Zeros(1, 1, 28, 28),
            (name, value) =>
            {
                seen.Add(name);
                Assert.Equal(graph.Shapes[name], value.Shape);
            });
        Assert.Equal([graph.Inputs[0].Name, .. graph.Nodes.Select(node => node.Output)], seen);
    }
}
