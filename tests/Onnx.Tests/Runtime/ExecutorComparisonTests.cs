using Xunit.Abstractions;
using Zkml.Onnx.Execution;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Runtime;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Runtime;

/// <summary>ONNX Runtime against the float executor that it replaces: every value of the simplified examples.</summary>
public sealed class ExecutorComparisonTests(ITestOutputHelper log)
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
    public void EveryValueAgrees(string model, bool apart)
    {
        var graph = GraphSimplifier.Simplify(OnnxImporter.Load(ExampleModels.File(model, "model.onnx")));
        var inputs = InputFile.Load(ExampleModels.File(model, "inputs.npy"), graph.Inputs[0].Shape);
        var executor = new FloatExecutor(graph);
        using var runtime = GraphModel.Open(graph, withAllValues: true, threads: 1, maxEmbedded: apart ? 0 : long.MaxValue);
        double worst = 0;
        for (var i = 0; i < Math.Min(64, inputs.Count); i++)
        {
            var expected = new Dictionary<string, FloatTensor>();
            executor.Run(inputs.Sample(i), (name, value) => expected[name] = value);
            using var result = runtime.Run(new Dictionary<string, Tensor> { [graph.Inputs[0].Name] = inputs.Sample(i) });
            for (var k = 0; k < result.Names.Count; k++)
            {
                var (actual, wanted) = ((FloatTensor)result.Tensor(k), expected[result.Names[k]]);
                Assert.Equal(wanted.Shape, actual.Shape);
                var range = wanted.Data.Max(Math.Abs);
                for (var j = 0; j < wanted.Length; j++) worst = Math.Max(worst, Math.Abs(wanted.Data[j] - actual.Data[j]) / range);
            }
        }
        log.WriteLine($"{model}: largest difference {worst:E2} of a value's range");
        Assert.InRange(worst, 0, 1e-5);
    }
}
