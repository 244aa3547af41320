using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>Small models that reach much of the import, and of ONNX Runtime.</summary>
internal static class SmallModels
{
    /// <summary>Most operators.</summary>
    public static byte[] KitchenSink() => ModelBuilder.WithInput(11, 1, 2, 6, 6)
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
        .Node("Gemm", "o,g", "r", ("alpha", 0.5f)).Node("Split", "r", "left,right", ("axis", 1), ("split", new[] { 1, 2 }))
        .Node("LeakyRelu", "right", "j").Node("Concat", "j,left", "joined", ("axis", 1)).Node("Softmax", "joined", "y", ("axis", 1)).ToBytes();

    /// <summary>Constant expressions of operators that no unit knows, in front of a small product.</summary>
    public static byte[] Constants() => ModelBuilder.WithInput(13, 1, 4)
        .Weights("w", TestData.Random(3, 4, 4)).Longs("zero", 0).Longs("four", 4).Longs("one", 1)
        .Node("Exp", "w", "e").Node("Sqrt", "e", "r").Node("Slice", "r,zero,four,one", "s").Node("Floor", "s", "f")
        .Node("Where", "c,f,r", "v").Node("Tile", "v,two", "t").Node("CumSum", "t,one", "u").Node("Expand", "zero,four", "z")
        .Node("Greater", "w,e", "c").Node("Concat", "one,one", "two", ("axis", 0)).Node("MatMul", "x,u", "y").Output("y").ToBytes();
}
