namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>Random nodes that move elements, in the spelling of the operator set.</summary>
internal static class RandomLayouts
{
    public static void Concat(GraphDraft draft, DraftValue x)
    {
        var axis = draft.Below(x.Rank);
        var parts = draft.Draw(2 + draft.Below(2), () => draft.Partner(x, s => s.Select((size, k) => k == axis || size == x.Shape[k]).All(fits => fits)));
        var shape = (int[])x.Shape.Clone();
        shape[axis] = parts.Sum(part => part.Shape[axis]);
        draft.Node("Concat", string.Join(',', parts.Select(part => part.Name)), shape, x.Type, ("axis", Signed(draft, axis, x.Rank)));
    }

    /// <summary>Two or three parts, the first of one element.</summary>
    public static void Split(GraphDraft draft, DraftValue x)
    {
        var axis = draft.Below(x.Rank);
        var extent = x.Shape[axis];
        if (extent < 2) return;
        int[] sizes = extent > 2 && draft.Chance(0.5) ? [1, 1, extent - 2] : [1, extent - 1];
        var shapes = Array.ConvertAll(sizes, size => (int[])[.. x.Shape[..axis], size, .. x.Shape[(axis + 1)..]]);
        if (draft.Opset < 13) draft.Node("Split", x.Name, shapes, x.Type, ("axis", axis), ("split", sizes));
        else draft.Node("Split", $"{x.Name},{draft.Longs(sizes)}", shapes, x.Type, ("axis", Signed(draft, axis, x.Rank)));
    }

    public static void Flatten(GraphDraft draft, DraftValue x)
    {
        var axis = draft.Below(x.Rank + 1);
        int[] shape = [GraphDraft.Count(x.Shape[..axis]), GraphDraft.Count(x.Shape[axis..])];
        draft.Node("Flatten", x.Name, shape, x.Type, ("axis", axis == x.Rank ? axis : Signed(draft, axis, x.Rank)));
    }

    public static void Reshape(GraphDraft draft, DraftValue x)
    {
        var count = GraphDraft.Count(x.Shape);
        switch (draft.Below(3))
        {
            case 0:
                draft.Node("Reshape", $"{x.Name},{draft.Longs(count)}", [count], x.Type);
                break;
            case 1:
                draft.Node("Reshape", $"{x.Name},{draft.Longs(1, -1)}", [1, count], x.Type);
                break;
            default:
                draft.Node("Reshape", $"{x.Name},{draft.Longs(0, -1, 1)}", [x.Shape[0], count / x.Shape[0], 1], x.Type);
                break;
        }
    }

    public static void Transpose(GraphDraft draft, DraftValue x)
    {
        var order = draft.Permutation(x.Rank);
        draft.Node("Transpose", x.Name, Array.ConvertAll(order, axis => x.Shape[axis]), x.Type, ("perm", order));
    }

    public static void Pad(GraphDraft draft, DraftValue x)
    {
        var pads = draft.Draw(2 * x.Rank, () => draft.Chance(0.3) ? 1 : 0);
        int[] shape = [.. x.Shape.Select((size, k) => size + pads[k] + pads[k + x.Rank])];
        var isZero = draft.Chance(0.5);
        if (draft.Opset < 11) draft.Node("Pad", x.Name, shape, x.Type, ("pads", pads), ("value", isZero ? 0f : draft.Real()));
        else draft.Node("Pad", $"{x.Name},{draft.Longs(pads)}{(isZero ? "" : $",{draft.Constant([])}")}", shape, x.Type);
    }

    public static void Unsqueeze(GraphDraft draft, DraftValue x)
    {
        var axis = draft.Below(x.Rank + 1);
        int[] shape = [.. x.Shape[..axis], 1, .. x.Shape[axis..]];
        if (draft.Opset < 13) draft.Node("Unsqueeze", x.Name, shape, x.Type, ("axes", new[] { axis }));
        else draft.Node("Unsqueeze", $"{x.Name},{draft.Longs(axis)}", shape, x.Type);
    }

    private static int Signed(GraphDraft draft, int axis, int rank) => draft.Opset >= 11 && draft.Chance(0.3) ? axis - rank : axis;
}
