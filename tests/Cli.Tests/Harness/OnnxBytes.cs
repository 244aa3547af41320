using System.Text;

namespace Zkml.Cli.Tests.Harness;

/// <summary>Writes tiny ONNX models by hand: the fields of the format that a test needs, and no more.</summary>
internal static class OnnxBytes
{
    /// <summary>
    /// A model from x [1, width] to y: an operator "Add", or several in a row "Add+Softmax". The first also takes the
    /// weights, if any. A width below 0 is dynamic.
    /// </summary>
    public static byte[] Model(string operators, float[]? weights = null, int width = 2)
    {
        var names = operators.Split('+');
        byte[] graph =
        [
            .. names.SelectMany((op, k) => Message(1,
            [
                .. Text(1, k == 0 ? "x" : $"value{k}"),
                .. k > 0 || weights is null ? [] : Text(1, "w"),
                .. Text(2, k == names.Length - 1 ? "y" : $"value{k + 1}"),
                .. Text(3, k == 0 ? "the_node" : $"node{k}"),
                .. Text(4, op),
            ])),
            .. Text(2, "graph"),
            .. weights is null ? [] : Message(5, Weights(weights)),
            .. Message(11, Value("x", width)),
            .. Message(12, Value("y", width)),
        ];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Number(2, 17)])];
    }

    private static byte[] Weights(float[] weights) =>
        [.. Number(1, 1), .. Number(1, (ulong)weights.Length), .. Number(2, 1), .. Text(8, "w"), .. Message(9, [.. weights.SelectMany(BitConverter.GetBytes)])];

    private static byte[] Value(string name, int width)
    {
        var last = width < 0 ? Text(2, "width") : Number(1, (ulong)width);
        byte[] shape = [.. Message(1, Number(1, 1)), .. Message(1, last)];
        return [.. Text(1, name), .. Message(2, Message(1, [.. Number(1, 1), .. Message(2, shape)]))];
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
