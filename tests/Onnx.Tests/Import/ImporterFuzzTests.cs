using Google.Protobuf;
using Zkml.Onnx.Execution;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Import;

/// <summary>Damaged models give a graph or an import error, nothing else, and quickly.</summary>
public sealed class ImporterFuzzTests
{
    [Fact]
    public void TruncatedModels()
    {
        var bytes = KitchenSink();
        for (var length = 0; length < bytes.Length; length++) LoadOrRefuse(bytes[..length]);
    }

    [Theory]
    [InlineData(1, 2000)]
    [InlineData(2, 2000)]
    public void MutatedSmallModel(int seed, int rounds) => Mutate(KitchenSink(), seed, rounds);

    [Theory]
    [InlineData("cancer_mlp", 1000)]
    [InlineData("fashion_resnet", 500)]
    public void MutatedExample(string model, int rounds) => Mutate(File.ReadAllBytes(ExampleModels.File(model, "model.onnx")), 3, rounds);

    [Fact]
    public void RandomBytes()
    {
        var random = new Random(4);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = new byte[random.Next(100)];
            random.NextBytes(bytes);
            LoadOrRefuse(bytes);
        }
    }

    [Fact]
    public void DeeplyNestedSubgraphsDoNotOverflowTheStack()
    {
        // Field 7 (graph) of the model, then field 1 (node), 5 (attribute), 6 (subgraph) over and over, inside out.
        byte[] message = [];
        byte[] fields = [1, 5, 6];
        for (var depth = 0; depth < 9000; depth++) message = Wrap(fields[2 - depth % 3], message);
        Assert.Throws<OnnxImportException>(() => OnnxImporter.Load(Wrap(7, message)));
    }

    private static byte[] Wrap(int field, byte[] content)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }

    private static void Mutate(byte[] original, int seed, int rounds)
    {
        GraphSimplifier.Simplify(OnnxImporter.Load(original));
        var random = new Random(seed);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                var position = random.Next(bytes.Length);
                bytes[position] = random.Next(3) switch
                {
                    0 => (byte)(bytes[position] ^ (1 << random.Next(8))),
                    1 => (byte)random.Next(256),
                    _ => random.Next(2) == 0 ? (byte)0xFF : (byte)0,
                };
            }
            LoadOrRefuse(bytes);
        }
    }

    private static void LoadOrRefuse(byte[] bytes)
    {
        try
        {
            var graph = GraphSimplifier.Simplify(OnnxImporter.Load(bytes));
            // Runs what is small; a mutated pad or shape may legitimately describe a long computation.
            if (graph.Shapes.Values.All(shape => TensorShape.Count(shape, "value") < 1000))
            {
                new FloatExecutor(graph).Run(graph.Inputs.ToDictionary(input => input.Name, input => FloatTensor.Zeros(input.Shape)));
            }
        }
        catch (OnnxImportException)
        {
        }
    }

    /// <summary>A small model with most operators.</summary>
    private static byte[] KitchenSink() => ModelBuilder.WithInput(11, 1, 2, 6, 6)
        .Weights("w", TestData.Random(1, 2, 1, 3, 3)).Weights("b", [2], 1, 2).Weights("v", [2], 1, 2).Weights("lo", [], 0).Weights("six", [], 6)
        .Weights("g", TestData.Random(2, 2, 3)).Longs("pads", 0, 0, 1, 1, 0, 0, 1, 1).Longs("i", 0)
        .Node("Pad", "x,pads", "p").Node("Conv", "p,w,b", "c", ("group", 2), ("strides", new[] { 1, 1 }), ("dilations", new[] { 2, 1 }))
        .Node("BatchNormalization", "c,b,v,b,v", "n", ("epsilon", 1e-3f)).Node("Clip", "n,lo,six", "k")
        .Node("MaxPool", "k", "m", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }), ("ceil_mode", 1))
        .Node("AveragePool", "k", "a", ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }), ("auto_pad", "SAME_LOWER"))
        .Node("Add", "m,a", "s").Node("Sub", "s,lo", "u").Node("Div", "u,six", "d").Node("GlobalAveragePool", "d", "q")
        .Node("Shape", "q", "h").Node("Gather", "h,i", "e").Node("Constant", "", "one", ("value_ints", new[] { -1 }))
        .Node("Concat", "e,one", "t", ("axis", 0)).Node("Reshape", "q,t", "f").Node("Transpose", "f", "z", ("perm", new[] { 1, 0 }))
        .Node("Squeeze", "z", "l", ("axes", new[] { 1 })).Node("Unsqueeze", "l", "o", ("axes", new[] { 0 }))
        .Node("Gemm", "o,g", "r", ("alpha", 0.5f)).Node("LeakyRelu", "r", "j").Node("Softmax", "j", "y", ("axis", 1)).ToBytes();
}
