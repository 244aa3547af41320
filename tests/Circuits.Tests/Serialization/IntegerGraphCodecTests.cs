using System.Text.Json;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Serialization;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;

namespace Zkml.Circuits.Tests.Serialization;

public class IntegerGraphCodecTests
{
    [Fact]
    public void EveryOperatorOfTheAssemblyHasAFormat()
    {
        var types = typeof(IntegerOperator).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(IntegerOperator)) && !t.IsAbstract);
        Assert.Equal(types.Select(t => t.Name).Order(), Graph().Operators.Select(o => o.GetType().Name).Order());
    }

    [Fact]
    public void RoundTrips()
    {
        var graph = Graph();
        var bytes = IntegerGraphCodec.Encode(graph);
        Assert.True(IntegerGraphCodec.TryDecode(bytes, out var decoded, out var error), error);
        Assert.Equal(bytes, IntegerGraphCodec.Encode(decoded));
        Assert.Equal(graph.Operators.Select(Text), decoded.Operators.Select(Text));
        Assert.Equal(JsonSerializer.Serialize(graph.Inputs), JsonSerializer.Serialize(decoded.Inputs));
        Assert.Equal(JsonSerializer.Serialize(graph.Outputs), JsonSerializer.Serialize(decoded.Outputs));
    }

    [Theory]
    [InlineData(1, -128L, 127L)]
    [InlineData(2, -129L, 0L)]
    [InlineData(2, 0L, 128L)]
    [InlineData(3, -(1L << 23), (1L << 23) - 1)]
    [InlineData(4, 1L << 23, 0L)]
    [InlineData(7, (1L << 55) - 1, -(1L << 55))]
    [InlineData(8, 1L << 55, 0L)]
    [InlineData(8, long.MinValue, long.MaxValue)]
    public void WeightsTakeTheirWidth(int width, long a, long b)
    {
        var small = IntegerGraphCodec.Encode(Only(new AddOperator("n", [], "y", [], 0, null))).Length;
        var graph = Only(new AddOperator("n", [], "y", [a, b, 0, 1, -1], 0, null));
        var bytes = IntegerGraphCodec.Encode(graph);
        Assert.Equal(small + (5 * width), bytes.Length);
        Assert.True(IntegerGraphCodec.TryDecode(bytes, out var decoded, out _));
        Assert.Equal([a, b, 0, 1, -1], ((AddOperator)decoded.Operators[0]).Multipliers);
    }

    [Theory]
    [InlineData(0.0, true)]
    [InlineData(1.0, true)]
    [InlineData(double.Epsilon, true)]
    [InlineData(-0.0, false)]
    [InlineData(-1.0, false)]
    [InlineData(double.NaN, false)]
    [InlineData(double.NegativeInfinity, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void TheScaleFieldIsAPositiveNumberOrZeroForIntegers(double field, bool isRead)
    {
        var bytes = IntegerGraphCodec.Encode(Only(new AddOperator("n", [], "y", [], 0, null), new GraphValue("x", new IntegerType([2], 0, 5), 7)));
        var at = bytes.AsSpan().IndexOf(BitConverter.GetBytes(7.0));
        BitConverter.GetBytes(field).CopyTo(bytes, at);
        Assert.Equal(isRead, IntegerGraphCodec.TryDecode(bytes, out var decoded, out _));
        if (!isRead) return;
        var (kind, scale) = field == 0 ? (ValueKind.Integer, 1) : (ValueKind.Real, field);
        Assert.Equal((kind, scale), (decoded!.Inputs[0].Kind, decoded.Inputs[0].Scale));
        Assert.Equal(bytes, IntegerGraphCodec.Encode(decoded));
    }

    [Theory]
    [InlineData(0, ValueKind.Real)]
    [InlineData(double.NaN, ValueKind.Real)]
    [InlineData(2, ValueKind.Integer)]
    public void ScalesThatNoFileCanHoldAreNotWritten(double scale, ValueKind kind) => Assert.Throws<ArgumentException>(
        () => IntegerGraphCodec.Encode(Only(new AddOperator("n", [], "y", [], 0, null), new GraphValue("x", new IntegerType([2], 0, 5), scale, kind))));

    [Fact]
    public void EveryTruncationIsRefused()
    {
        var bytes = IntegerGraphCodec.Encode(Graph());
        for (var n = 0; n < bytes.Length; n++) Assert.False(IntegerGraphCodec.TryDecode(bytes.AsSpan(0, n), out _, out _));
        Assert.False(IntegerGraphCodec.TryDecode([.. bytes, 0], out _, out _));
        Assert.False(IntegerGraphCodec.TryDecode([2, .. bytes[1..]], out _, out _));
    }

    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void MutationsNeverThrowAndAreCanonicalWhenAccepted()
    {
        var original = IntegerGraphCodec.Encode(Graph());
        var random = new Random(12);
        for (var trial = 0; trial < TestTier.Rounds(10_000); trial++)
        {
            var bytes = Mutation.Of(original, random);
            if (IntegerGraphCodec.TryDecode(bytes, out var graph, out var error)) Assert.Equal(bytes, IntegerGraphCodec.Encode(graph));
            else Assert.NotEmpty(error);
        }
    }

    private static string Text(IntegerOperator op) => op.GetType().Name + JsonSerializer.Serialize(op, op.GetType());

    private static IntegerGraph Only(IntegerOperator op, params GraphValue[] inputs) => new() { Inputs = inputs, Operators = [op], Outputs = [] };

    private static IntegerGraph Graph()
    {
        var clamp = new Requantization(12, new ClampActivation(-128, 127));
        var sigmoid = new Requantization(3, new FunctionActivation(LeakyRelu.Instance, 8, 7, 0, 127, 655));
        var tensor = new IntegerTensor([2, 3], [1, -2, 3, -400, 5, 6]);
        return new IntegerGraph
        {
            Inputs = [new GraphValue("x", new IntegerType([1, 3, 8, 8], -128, 127), 1 / 127.0), GraphValue.OfIntegers("ids", new IntegerType([5], 0, 50256))],
            Operators =
            [
                new LinearOperator("fc", ["a"], "b", [1, 2, 3, 4, 5, -600], 2, 3, [70000, -1], clamp),
                new ConvOperator("conv", ["x"], "c", [1, -1, 2, -2], [2, 1, 1, 2], [1L << 40, 7], [1, 2], [0, 1], [1, 0], [1, 1], 1, sigmoid),
                new ScaleOperator("scale", ["c"], "d", tensor, tensor with { Data = [0, 0, 0, 0, 0, 0] }, null),
                new AddOperator("add", ["c", "d"], "e", [3, -5], 99, clamp),
                new MultiplyOperator("mul", ["c", "d"], "f", -17, clamp),
                new MatMulOperator("mm", ["e", "f"], "g", 5, null),
                new MaxPoolOperator("mp", ["g"], "h", [2, 2], [2, 2], [0, 1], [1, 0], [1, 1]),
                new AveragePoolOperator("ap", ["h"], "i", [2, 2], [1, 1], [0, 0], [0, 0], tensor, clamp),
                new ConcatOperator("cat", ["h", "i"], "j", 1, [4, 5], sigmoid),
                new PadOperator("pad", ["j"], "k", [0, 1], [1, 0], -7),
                new ReshapeOperator("reshape", ["k"], "l", [4, 1, 9]),
                new TransposeOperator("ü", ["l"], "m", [2, 0, 1]),
                new SplitOperator("split", ["m"], ["n", "ö", "o"], -1, [2, 1, 1]),
                new SoftmaxOperator("softmax", ["m"], "y", 5, 15, 8),
                new ConstantOperator("wte", "w", tensor),
                new EmbeddingOperator("embed", ["tokens", "w"], "p"),
                new ProjectionOperator("head", ["p", "w"], "q", clamp),
                new NormalizationOperator("norm", ["p"], "s", 29, 1L << 33, clamp),
            ],
            Outputs = [new GraphValue("y", new IntegerType([9, 4], 0, 256), 1 / 256.0)],
        };
    }
}
