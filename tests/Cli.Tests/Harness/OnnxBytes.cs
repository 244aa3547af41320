using System.Text;

namespace Zkml.Cli.Tests.Harness;

/// <summary>Writes tiny ONNX models by hand: the fields of the format that a test needs, and no more.</summary>
internal static class OnnxBytes
{
    private const ulong FloatType = 1, IntegerType = 7;

    /// <summary>
    /// A model from x [1, width] to y: an operator "Add", or several in a row "Add+Softmax". The first also takes the
    /// weights, if any. A width below 0 is dynamic.
    /// </summary>
    public static byte[] Model(string operators, float[]? weights = null, int width = 2)
    {
        var names = operators.Split('+');
        return Model(
            [.. names.Select((op, k) => Node(
                op,
                k > 0 || weights is null ? [k == 0 ? "x" : $"value{k}"] : ["x", "w"],
                k == names.Length - 1 ? "y" : $"value{k + 1}",
                k == 0 ? "the_node" : $"node{k}"))],
            weights is null ? [] : [Weights("w", weights)],
            [Value("x", FloatType, width)],
            [Value("y", FloatType, width)]);
    }

    /// <summary>
    /// Two inputs [1, 3], ids (int64) and x (float), and two outputs: next = ids + 1 (int64) and y = relu(ids + x). With
    /// <paramref name="unused"/>, an input hint [1, 2] that nothing reads.
    /// </summary>
    public static byte[] IdsAndReals(bool unused = false) => Model(
        [
            Node("Add", ["ids", "one"], "next", "count"),
            [.. Node("Cast", ["ids"], "f", "cast"), .. Message(5, [.. Text(1, "to"), .. Number(3, FloatType), .. Number(20, 2)])],
            Node("Add", ["f", "x"], "h", "sum"),
            Node("Relu", ["h"], "y", "relu"),
        ],
        [[.. Number(1, 1), .. Number(2, IntegerType), .. Text(8, "one"), .. Message(9, BitConverter.GetBytes(1L))]],
        [Value("ids", IntegerType, 3), Value("x", FloatType, 3), .. unused ? [Value("hint", FloatType, 2)] : Array.Empty<byte[]>()],
        [Value("next", IntegerType, 3), Value("y", FloatType, 3)]);

    /// <summary>x [1, 6] cut at 1 and 3: y = relu(first), the middle part is not read, last is an output.</summary>
    public static byte[] Parts() => Model(
        [
            [
                .. Node("Split", ["x", "sizes"], "first", "cut"), .. Text(2, "middle"), .. Text(2, "last"),
                .. Message(5, [.. Text(1, "axis"), .. Number(3, 1), .. Number(20, 2)]),
            ],
            Node("Relu", ["first"], "y", "relu"),
        ],
        [[.. Number(1, 3), .. Number(2, IntegerType), .. Text(8, "sizes"), .. Message(9, [.. new long[] { 1, 2, 3 }.SelectMany(BitConverter.GetBytes)])]],
        [Value("x", FloatType, 6)],
        [Value("y", FloatType, 1), Value("last", FloatType, 3)]);

    /// <summary>y = x · exp(w): a constant that is not folded exactly.</summary>
    public static byte[] FoldedExponential(params float[] weights) => Model(
        [Node("Exp", ["w"], "e", "exponential"), Node("Mul", ["x", "e"], "y", "scale")],
        [Weights("w", weights)],
        [Value("x", FloatType, weights.Length)],
        [Value("y", FloatType, weights.Length)]);

    private static byte[] Model(byte[][] nodes, byte[][] initializers, byte[][] inputs, byte[][] outputs)
    {
        byte[] graph =
        [
            .. nodes.SelectMany(n => Message(1, n)),
            .. Text(2, "graph"),
            .. initializers.SelectMany(i => Message(5, i)),
            .. inputs.SelectMany(i => Message(11, i)),
            .. outputs.SelectMany(o => Message(12, o)),
        ];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Number(2, 17)])];
    }

    private static byte[] Node(string op, string[] inputs, string output, string name) =>
        [.. inputs.SelectMany(i => Text(1, i)), .. Text(2, output), .. Text(3, name), .. Text(4, op)];

    private static byte[] Weights(string name, float[] weights) =>
        [.. Number(1, 1), .. Number(1, (ulong)weights.Length), .. Number(2, FloatType), .. Text(8, name), .. Message(9, [.. weights.SelectMany(BitConverter.GetBytes)])];

    private static byte[] Value(string name, ulong type, int width)
    {
        var last = width < 0 ? Text(2, "width") : Number(1, (ulong)width);
        byte[] shape = [.. Message(1, Number(1, 1)), .. Message(1, last)];
        return [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, type), .. Message(2, shape)]))];
    }

    private static byte[] Number(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
