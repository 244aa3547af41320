using Google.Protobuf;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Tests.Fuzz;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Import;

/// <summary>Damaged models give a graph or an import error, nothing else, and quickly.</summary>
public sealed class ImporterFuzzTests
{
    [Fact]
    public void TruncatedModels()
    {
        var bytes = SmallModels.KitchenSink();
        for (var length = 0; length < bytes.Length; length++) LoadOrRefuse(bytes[..length]);
    }

    [Theory]
    [InlineData(1, 2000)]
    [InlineData(2, 2000)]
    public void MutatedSmallModel(int seed, int rounds) => Mutate(SmallModels.KitchenSink(), seed, rounds);

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
            GraphSimplifier.Simplify(OnnxImporter.Load(bytes));
        }
        catch (GraphException)
        {
        }
    }
}
