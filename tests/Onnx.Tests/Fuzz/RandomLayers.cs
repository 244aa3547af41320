using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>Random nodes with weights or windows.</summary>
internal static class RandomLayers
{
    public static void MatMul(GraphDraft draft, DraftValue x)
    {
        var columns = 1 + draft.Below(5);
        draft.Node("MatMul", $"{x.Name},{draft.Constant([x.Shape[^1], columns])}", [.. x.Shape[..^1], columns], DataType.Float);
    }

    public static void Gemm(GraphDraft draft, DraftValue x)
    {
        if (x.Rank != 2) return;
        var (isLeft, isRight) = (draft.Chance(0.15), draft.Chance(0.5));
        var (rows, inner, columns) = (x.Shape[isLeft ? 1 : 0], x.Shape[isLeft ? 0 : 1], 1 + draft.Below(5));
        var weights = draft.Constant(isRight ? [columns, inner] : [inner, columns]);
        var bias = draft.Opset >= 11 && draft.Chance(0.2) ? "" : $",{draft.Constant(draft.Any<int[]>([columns], [1, columns], [rows, columns]))}";
        List<(string, object)> attributes = [("transB", isRight ? 1 : 0)];
        if (isLeft) attributes.Add(("transA", 1));
        if (draft.Chance(0.3)) attributes.Add(("alpha", 0.5f));
        if (draft.Chance(0.3)) attributes.Add(("beta", -2f));
        draft.Node("Gemm", $"{x.Name},{weights}{bias}", [rows, columns], DataType.Float, [.. attributes]);
    }

    /// <summary>Over one or two axes.</summary>
    public static void Conv(GraphDraft draft, DraftValue x)
    {
        var axes = x.Rank - 2;
        if (axes is not (1 or 2) || x.Shape[0] != 1) return;
        var groups = draft.Chance(0.3) ? x.Shape[1] : 1;
        var channels = groups * (1 + draft.Below(3));
        var kernel = draft.Draw(axes, () => 1 + draft.Below(3));
        var pads = draft.Draw(2 * axes, () => draft.Chance(0.5) ? draft.Below(3) : 0);
        var strides = draft.Draw(axes, () => 1 + draft.Below(2));
        var dilations = draft.Draw(axes, () => draft.Chance(0.2) ? 2 : 1);
        var sizes = new int[axes];
        for (var k = 0; k < axes; k++)
        {
            var room = x.Shape[2 + k] + pads[k] + pads[k + axes] - dilations[k] * (kernel[k] - 1) - 1;
            if (room < 0) return;
            sizes[k] = room / strides[k] + 1;
        }
        var bias = draft.Chance(0.5) ? $",{draft.Constant([channels])}" : "";
        var weights = draft.Constant([channels, x.Shape[1] / groups, .. kernel]);
        draft.Node("Conv", $"{x.Name},{weights}{bias}", [1, channels, .. sizes], DataType.Float,
            ("kernel_shape", kernel), ("pads", pads), ("strides", strides), ("dilations", dilations), ("group", groups));
    }

    /// <summary>Windows that begin inside the input or its left padding, which is narrower than they.</summary>
    public static void Pool(GraphDraft draft, DraftValue x)
    {
        var axes = x.Rank - 2;
        if (axes is not (1 or 2)) return;
        var kernel = draft.Draw(axes, () => 1 + draft.Below(3));
        var strides = draft.Draw(axes, () => 1 + draft.Below(2));
        var pads = new int[2 * axes];
        for (var k = 0; k < pads.Length; k++) pads[k] = draft.Chance(0.4) ? draft.Below(Math.Min(2, kernel[k % axes])) : 0;
        var isCeiling = draft.Opset >= 10 && draft.Chance(0.4);
        var sizes = new int[axes];
        for (var k = 0; k < axes; k++)
        {
            var room = x.Shape[2 + k] + pads[k] + pads[k + axes] - kernel[k];
            if (room < 0) return;
            sizes[k] = (isCeiling ? (room + strides[k] - 1) / strides[k] : room / strides[k]) + 1;
            if (isCeiling && (sizes[k] - 1) * strides[k] >= x.Shape[2 + k] + pads[k]) sizes[k]--;
        }
        List<(string, object)> attributes = [("kernel_shape", kernel), ("pads", pads), ("strides", strides)];
        if (isCeiling) attributes.Add(("ceil_mode", 1));
        var op = draft.Any("MaxPool", "AveragePool");
        if (op == "AveragePool" && draft.Chance(0.5)) attributes.Add(("count_include_pad", 1));
        draft.Node(op, x.Name, [x.Shape[0], x.Shape[1], .. sizes], x.Type, [.. attributes]);
    }

    public static void GlobalPool(GraphDraft draft, DraftValue x)
    {
        if (x.Rank is 3 or 4) draft.Node("GlobalAveragePool", x.Name, [x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)], DataType.Float);
    }

    public static void BatchNormalization(GraphDraft draft, DraftValue x)
    {
        if (x.Rank < 2) return;
        int[] channels = [x.Shape[1]];
        var (scale, bias, mean) = (draft.Constant(channels), draft.Constant(channels), draft.Constant(channels));
        draft.Node("BatchNormalization", $"{x.Name},{scale},{bias},{mean},{draft.Constant(channels, draft.Positive)}", x.Shape, DataType.Float, ("epsilon", 1e-3f));
    }

    public static void Softmax(GraphDraft draft, DraftValue x) =>
        draft.Node("Softmax", x.Name, x.Shape, DataType.Float, ("axis", draft.Opset >= 11 && draft.Chance(0.5) ? -1 : draft.Below(x.Rank)));
}
