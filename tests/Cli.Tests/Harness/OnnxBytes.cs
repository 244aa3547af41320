using System.Text;

namespace Zkml.Cli.Tests.Harness;

/// <summary>Writes tiny ONNX models by hand: the fields of the format that a test needs, and no more.</summary>
internal static class OnnxBytes
{
    /// <summary>A model x → op(x, weights…) of input [1, 2]; a dimension below 0 is dynamic.</summary>
    public static byte[] Model(string op, float[]? weights = null, int width = 2)
    {
        byte[] graph =
        [
            .. Message(1, [.. Text(1, "x"), .. weights is null ? [] : Text(1, "w"), .. Text(2, "y"), .. Text(3, "the_node"), .. Text(4, op)]),
            .. Text(2, "graph"),
            .. weights is null ? [] : Message(5, Weights(weights)),
            .. Message(11, Value("x", width)),
            .. Message(12, Value("y", width)),
        ];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, [.. Text(1, ""), .. Number(2, 17)])];
    }

    private static byte[] Weights(float[] weights) =>
        [.. Number(1, 2), .. Number(1, (ulong)(weights.Length / 2)), .. Number(2, 1), .. Text(8, "w"), .. Message(9, [.. weights.SelectMany(BitConverter.GetBytes)])];

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
