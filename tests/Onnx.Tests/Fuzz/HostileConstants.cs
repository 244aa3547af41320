using Zkml.Onnx.Graph;
using Zkml.Onnx.Runtime;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>Constant expressions that ask native code for the impossible: by name, for the child process.</summary>
internal static class HostileConstants
{
    private const long Huge = 1L << 40;

    /// <summary>Those that have a value.</summary>
    public static string[] Harmless { get; } =
        ["smallest integer by minus one", "a slice of the smallest step", "shifted by a hundred", "quantized by zero"];

    /// <summary>Each is refused with a message, or evaluates.</summary>
    public static IReadOnlyDictionary<string, Func<ModelBuilder>> All { get; } = new Dictionary<string, Func<ModelBuilder>>
    {
        ["integer remainder by zero"] = () => Start().Longs("a", 5, 6).Longs("b", 0, 0).Node("Mod", "a,b", "c"),
        ["smallest integer remainder by minus one"] = () => Start().Longs("a", long.MinValue).Longs("b", -1).Node("Mod", "a,b", "c"),
        ["integer division by zero"] = () => Start().Longs("a", 5).Longs("b", 0).Node("Div", "a,b", "c"),
        ["smallest integer by minus one"] = () => Start().Longs("a", long.MinValue).Longs("b", -1).Node("Div", "a,b", "c"),
        ["a constant of 2^40 elements"] = () => Start().Longs("a", Huge).Node("ConstantOfShape", "a", "c"),
        ["a constant of 2^29 elements"] = () => Start().Longs("a", 1L << 29).Node("ConstantOfShape", "a", "c"),
        ["a constant of overflowing size"] = () => Start().Longs("a", 1L << 32, 1L << 32, 2).Node("ConstantOfShape", "a", "c"),
        ["a negative dimension"] = () => Start().Longs("a", -5).Node("ConstantOfShape", "a", "c"),
        ["an endless range"] = () => Start().Weights("a", [], 0).Weights("b", [], 1e30f).Weights("d", [], 1e-30f).Node("Range", "a,b,d", "c"),
        ["a range of step zero"] = () => Start().Longs("l", 0).Weights("a", [], 0).Weights("b", [], 1).Weights("d", [], 0).Node("Range", "a,b,d", "c"),
        ["a tile of 2^40"] = () => Start().Longs("a", 1).Longs("b", Huge).Node("Tile", "a,b", "c"),
        ["an expansion to 2^40"] = () => Start().Longs("a", 1).Longs("b", Huge).Node("Expand", "a,b", "c"),
        ["a resize by 1e9"] = () => Start().Weights("a", [1, 1, 2, 2], 1, 2, 3, 4).Weights("r", [0]).Weights("b", [4], 1, 1, 1e9f, 1e9f).Node("Resize", "a,r,b", "c"),
        ["a product of 2^48 elements"] = () => Start().Longs("s", 1 << 24, 1).Longs("t", 1, 1 << 24).Node("ConstantOfShape", "s", "a").Node("ConstantOfShape", "t", "b").Node("Einsum", "a,b", "c", ("equation", "ij,jk->ik")),
        ["an identity matrix of a negative size"] = () => Start().Longs("s", -1, -1).Node("EyeLike", "s", "c"),
        ["indices far outside"] = () => Start().Weights("a", [2, 2], 1, 2, 3, 4).Longs("b", Huge).Node("GatherND", "a,b", "c"),
        ["scattered far outside"] = () => Start().Weights("a", [2], 1, 2).Longs("b", Huge).Weights("d", [1], 1).Node("ScatterElements", "a,b,d", "c"),
        ["a negative split"] = () => Start().Weights("a", [2], 1, 2).Longs("b", -1, 3).Node("Split", "a,b", "c,d"),
        ["a hot one of a negative depth"] = () => Start().Longs("a", 1).Longs("b", -1).Weights("d", [2], 0, 1).Node("OneHot", "a,b,d", "c"),
        ["a hot one of 2^40"] = () => Start().Longs("a", 1).Longs("b", Huge).Weights("d", [2], 0, 1).Node("OneHot", "a,b,d", "c"),
        ["a hot one of no depth"] = () => Start().Longs("a", 1).Longs("b").Weights("d", [2], 0, 1).Node("OneHot", "a,b,d", "c"),
        ["the largest 2^40"] = () => Start().Weights("a", [2], 1, 2).Longs("b", Huge).Node("TopK", "a,b", "c,d"),
        ["blocks of size zero"] = () => Start().Weights("a", [1, 1, 2, 2], 1, 2, 3, 4).Node("SpaceToDepth", "a", "c", ("blocksize", 0)),
        ["an empty shuffle"] = () => Start().Weights("a", [1, 4, 1, 1], 1, 2, 3, 4).Node("DepthToSpace", "a", "c", ("blocksize", 0)),
        ["a convolution of zero groups"] = () => Start().Weights("a", [1, 1, 2, 2], 1, 2, 3, 4).Weights("b", [1, 1, 1, 1], 1).Node("ConvTranspose", "a,b", "c", ("group", 0)),
        ["a pooling of stride zero"] = () => Start().Weights("a", [1, 1, 2, 2], 1, 2, 3, 4).Node("LpPool", "a", "c", ("kernel_shape", new[] { 1, 1 }), ("strides", new[] { 0, 0 })),
        ["a pooling of a huge window"] = () => Start().Weights("a", [1, 1, 2, 2], 1, 2, 3, 4).Node("LpPool", "a", "c", ("kernel_shape", new[] { 1 << 30, 1 << 30 })),
        ["a normalization over nothing"] = () => Start().Weights("a", [1, 1, 2, 2], 1, 2, 3, 4).Node("LRN", "a", "c", ("size", 0)),
        ["groups that do not divide"] = () => Start().Weights("a", [1, 3, 2], 1, 2, 3, 4, 5, 6).Weights("s", [2], 1, 1).Weights("b", [2], 0, 0).Node("GroupNormalization", "a,s,b", "c", ("num_groups", 0)),
        ["a step of zero"] = () => Start().Longs("a", 1, 2, 3).Longs("z", 0).Longs("e", 3).Longs("s", 0).Node("Slice", "a,z,e,z,s", "c"),
        ["a slice of the smallest step"] = () => Start().Longs("a", 1, 2, 3).Longs("z", 0).Longs("b", long.MinValue).Node("Slice", "a,b,b,z,b", "c"),
        ["a window of 2^40"] = () => Start().Longs("n", Huge).Node("HannWindow", "n", "c"),
        ["filters of 2^30"] = () => Start().Longs("n", 1 << 30).Weights("f", [], 1).Node("MelWeightMatrix", "n,n,n,f,f", "c"),
        ["shifted by a hundred"] = () => Start().Longs("a", 1).Longs("b", 100).Node("Cast", "a", "u", ("to", 13)).Node("Cast", "b", "v", ("to", 13)).Node("BitShift", "u,v", "c", ("direction", "LEFT")),
        ["quantized by zero"] = () => Start().Weights("a", [2], 1, float.MaxValue).Weights("s", [], 0).Node("QuantizeLinear", "a,s", "c"),
        ["a recurrence of negative size"] = () => Start().Weights("a", [1, 1, 1], 1).Weights("w", [1, 4, 1], 1, 1, 1, 1).Weights("r", [1, 4, 1], 1, 1, 1, 1).Node("LSTM", "a,w,r", "c", ("hidden_size", -1)),
        ["a recurrence of another size"] = () => Start().Weights("a", [1, 1, 1], 1).Weights("w", [1, 4, 1], 1, 1, 1, 1).Weights("r", [1, 4, 1], 1, 1, 1, 1).Node("LSTM", "a,w,r", "c", ("hidden_size", 1 << 30)),
        ["lengths beyond the sequence"] = () => Start().Weights("a", [2, 1], 1, 2).Longs("b", Huge).Node("ReverseSequence", "a,b", "c"),
        ["an unpooling far outside"] = () => Start().Weights("a", [1, 1, 1, 1], 1).Node("ConstantOfShape", "four", "i", ("value", ModelBuilder.LongTensorProto("", [1], Huge))).Longs("four", 1, 1, 1, 1).Node("MaxUnpool", "a,i", "c", ("kernel_shape", new[] { 2, 2 })),
        ["columns to an image far outside"] = () => Start().Weights("a", [1, 4, 1], 1, 2, 3, 4).Longs("s", 1 << 20, 1 << 20).Longs("b", 2, 2).Node("Col2Im", "a,s,b", "c"),
        ["a transform of length 2^40"] = () => Start(17).Weights("a", [1, 2, 1], 1, 2).Longs("n", Huge).Node("DFT", "a,n", "c"),
        ["regions of samples without end"] = () => Start(16).Weights("a", [1, 1, 2, 2], 1, 2, 3, 4).Weights("r", [1, 4], 0, 0, 1e9f, 1e9f).Longs("i", Huge).Node("RoiAlign", "a,r,i", "c", ("output_height", 1 << 15), ("output_width", 1 << 15)),
        ["strings"] = () => Start().Longs("a", 1).Node("Cast", "a", "c", ("to", 8)),
        ["a sequence"] = () => Start().Longs("a", 1).Node("SequenceConstruct", "a", "c"),
        ["another domain"] = () => Start().Longs("a", 1).Node("Exp", "a", "c", ("axis", 1)),
    };

    /// <summary>Imports one; the constant feeds the output, so that it has to be evaluated. Returns what was said.</summary>
    public static string Run(string name) => Run(All[name]());

    /// <summary>As the other overload, for a model whose last node is the constant.</summary>
    public static string Run(ModelBuilder builder)
    {
        var constant = builder.Graph.Node[^1].Output[0];
        builder.Node("Shape", constant, "shape of it").Node("Cast", "shape of it", "real", ("to", 1)).Node("ReduceSum", "real", "sum").Node("Mul", "x,sum", "y").Output("y");
        try
        {
            var graph = builder.Load();
            return $"evaluates to {graph.Constants[constant].Type}";
        }
        catch (GraphException e)
        {
            return $"refused: {e.Message}";
        }
    }

    private static ModelBuilder Start(int opset = 18) => ModelBuilder.WithInput(opset, 1);
}
