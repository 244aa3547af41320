using Zkml.Onnx.Graph;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>
/// Single constant nodes with hostile inputs and attributes of the right names: what a random change of a file seldom
/// reaches. Operators, the kinds of their inputs (f float, i int64, l a list of int64, b bool, m map [1, 2, 4, 4], s scalar
/// float) and the names of their attributes.
/// </summary>
internal static class ConstantMutator
{
    private static readonly string[] Nodes =
    [
        "Mod ii fmod", "BitShift uu", "Pow ff", "Pow ii", "CumSum fl exclusive reverse", "CumSum il", "ConvTranspose mm group strides pads kernel_shape dilations output_padding output_shape",
        "LpPool m kernel_shape strides pads dilations ceil_mode p", "GlobalLpPool m p", "LRN m size alpha beta bias", "DepthToSpace m blocksize", "SpaceToDepth m blocksize",
        "Resize mxl axes", "Resize mxf axes", "TopK fl axis largest sorted", "Split fl axis num_outputs", "OneHot isf axis", "OneHot ilf axis", "GatherND fi batch_dims", "GatherElements fi axis",
        "ScatterND fif", "ScatterElements fif axis", "Slice fllll", "Tile fl", "Expand fl", "Range iii", "Range sss", "ConstantOfShape l", "EyeLike m k", "Trilu fs upper", "NonZero f", "Compress fb axis",
        "Unique f axis sorted", "ReverseSequence fl batch_axis time_axis", "ReduceSum fl keepdims noop_with_empty_axes", "ReduceMax il keepdims", "ReduceProd il", "ArgMax f axis keepdims select_last_index",
        "MaxUnpool mil kernel_shape strides pads", "MaxRoiPool mf pooled_shape", "RoiAlign mfl output_height output_width sampling_ratio", "GroupNormalization mff num_groups", "InstanceNormalization mff",
        "LayerNormalization ff axis", "MeanVarianceNormalization m axes", "LSTM fff hidden_size", "GRU fff hidden_size layout", "RNN fff hidden_size", "QuantizeLinear ff axis block_size", "DequantizeLinear if axis",
        "MatMulInteger ii", "Einsum ff", "Col2Im mll dilations pads strides", "GridSample mf align_corners", "DFT fs axis inverse onesided", "STFT fsfs", "HannWindow s periodic", "BlackmanWindow s", "MelWeightMatrix sssff",
        "CenterCropPad fl axes", "NonMaxSuppression ffsss center_point_box", "AffineGrid fl align_corners", "Det f", "Hardmax f axis", "LogSoftmax f axis", "Shrink f bias lambd", "Upsample mf", "Bernoulli f", "Multinomial f sample_size",
        "ConvInteger mm group strides pads kernel_shape dilations", "DeformConv mmm group offset_group strides pads kernel_shape dilations", "Pad mlf", "Pad ml", "MaxPool m kernel_shape strides pads dilations ceil_mode storage_order",
        "AveragePool m kernel_shape strides pads dilations ceil_mode", "Conv mm group strides pads kernel_shape dilations", "Concat ff axis", "Flatten m axis", "Gather fi axis", "Gather il axis", "Reshape fl allowzero", "Squeeze fl", "Unsqueeze fl", "Transpose m perm", "Shape f start end",
        "Attention fff q_num_heads kv_num_heads", "RotaryEmbedding fff num_heads rotary_embedding_dim", "RMSNormalization ff axis", "TensorScatter fff axis", "Sum ff", "Softmax f axis", "LpNormalization f axis p", "Scan f num_scan_inputs", "ImageDecoder l", "StringSplit f", "Optional f", "BitwiseAnd ii", "Mean ff", "Max ii",
    ];

    private static readonly long[] Numbers = [0, -1, 1, 2, 3, 4, 5, 16, -2, -4, 1000, 1 << 16, int.MaxValue, int.MinValue, 1L << 31, 1L << 32, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly float[] Reals = [0, 1, -1, 0.5f, 2, 1e-45f, 1e9f, -1e30f, float.MaxValue];

    /// <summary>A model whose last node is such a constant, read by the output.</summary>
    public static ModelBuilder Node(int seed, int round)
    {
        var random = new Random(unchecked(seed * 1_000_003 + round * 7919));
        var parts = Nodes[round % Nodes.Length].Split(' ');
        var builder = ModelBuilder.WithInput(random.Next(2) == 0 ? 18 : random.Next(11, 26), 1);
        var inputs = parts[1].Select((kind, k) => Input(builder, kind, $"i{k}", random)).ToArray();
        var attributes = parts.Skip(2).Where(_ => random.Next(3) > 0).Select(name => (name, Attribute(name, random))).ToArray();
        if (parts[0] == "Einsum") attributes = [("equation", random.Next(2) == 0 ? "ij,jk->ik" : "a,b->ab")];
        return builder.Node(parts[0], string.Join(',', inputs), "c", attributes);
    }

    private static object Attribute(string name, Random random)
    {
        if (name is "strides" or "pads" or "kernel_shape" or "dilations" or "output_padding" or "output_shape" or "axes" or "perm" or "pooled_shape")
        {
            var list = new int[name == "pads" ? 4 : 2];
            for (var k = 0; k < list.Length; k++) list[k] = Small(random);
            return list;
        }
        return name is "alpha" or "beta" or "bias" or "lambd" ? Reals[random.Next(Reals.Length)] : Small(random);
    }

    private static int Small(Random random) => random.Next(3) > 0 ? random.Next(-1, 5) : (int)Math.Clamp(Numbers[random.Next(Numbers.Length)], int.MinValue, int.MaxValue);

    private static string Input(ModelBuilder builder, char kind, string name, Random random)
    {
        var shape = kind switch { 'm' => [random.Next(1, 3), 2, 4, random.Next(1, 5)], 's' or 'x' => [], 'l' => [random.Next(0, 5)], _ => Shape(random) };
        var count = ShapeLimits.Count(shape, name);
        if (kind is 'x') builder.Weights(name, [0]);
        else if (kind is 'f' or 'm' || (kind is 's' && random.Next(2) == 0)) builder.Weights(name, shape, [.. Enumerable.Range(0, count).Select(_ => random.Next(4) > 0 ? random.NextSingle() : Reals[random.Next(Reals.Length)])]);
        else builder.Graph.Initializer.Add(ModelBuilder.LongTensorProto(name, shape, [.. Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? random.Next(0, 4) : Numbers[random.Next(Numbers.Length)])]));
        if (kind is not ('b' or 'u')) return name;
        builder.Node("Cast", name, $"{name}c", ("to", kind == 'b' ? 9 : 13));
        return $"{name}c";
    }

    private static int[] Shape(Random random) => [.. Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(1, 5))];
}
