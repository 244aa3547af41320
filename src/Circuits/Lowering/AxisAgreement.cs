using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// Makes dimensions of several tensors lie on the same axes: by cutting axes where that is a renaming, else by copying a
/// tensor into another layout.
/// </summary>
internal static class AxisAgreement
{
    /// <summary>
    /// The tensors with equal axes within each group of (tensor number, dimension). Dimensions of extent 1 in a group
    /// broadcast and are left alone.
    /// </summary>
    public static TensorValue[] Align(
        LoweringContext context, string name, IReadOnlyList<TensorValue> values, IEnumerable<(int Value, int Dimension)[]> groups)
    {
        var wanted = values.Select(v => v.Layout.Dimensions.ToArray()).ToArray();
        foreach (var group in groups)
        {
            Axis[]? common = null;
            foreach (var (value, dimension) in group)
            {
                var axes = wanted[value][dimension];
                if (axes.Count == 0) continue;
                common = common is null ? [.. axes] : AxisFactors.Unify(common, axes) ?? common;
            }
            foreach (var (value, dimension) in group)
            {
                if (wanted[value][dimension].Count > 0) wanted[value][dimension] = common!;
            }
        }
        var result = new TensorValue[values.Count];
        for (var k = 0; k < result.Length; k++)
        {
            result[k] = LayoutCopy.InLayout(context, $"{name}.in{k}", values[k], new TensorLayout(values[k].Layout.Shape, wanted[k]));
        }
        return result;
    }

    /// <summary>Groups that align all dimensions from the last on, as NumPy broadcasting does.</summary>
    /// <param name="values">The tensors.</param>
    /// <param name="skip">Trailing dimensions to leave out.</param>
    /// <param name="except">A dimension of equal-rank tensors to leave out.</param>
    public static IEnumerable<(int Value, int Dimension)[]> Broadcast(IReadOnlyList<TensorValue> values, int skip = 0, int except = -1)
    {
        for (var k = 1 + skip; k <= values.Max(v => v.Layout.Shape.Length); k++)
        {
            var group = new List<(int, int)>();
            for (var v = 0; v < values.Count; v++)
            {
                var dimension = values[v].Layout.Shape.Length - k;
                if (dimension >= 0 && dimension != except) group.Add((v, dimension));
            }
            yield return [.. group];
        }
    }

    /// <summary>The layout of aligned tensors broadcast together.</summary>
    public static TensorLayout BroadcastLayout(IReadOnlyList<TensorLayout> layouts)
    {
        var rank = layouts.Max(l => l.Shape.Length);
        var (shape, dimensions) = (new int[rank], new IReadOnlyList<Axis>[rank]);
        Array.Fill(shape, 1);
        Array.Fill(dimensions, []);
        foreach (var layout in layouts)
        {
            for (var k = 1; k <= layout.Shape.Length; k++)
            {
                if (layout.Shape[^k] == 1) continue;
                shape[^k] = layout.Shape[^k];
                dimensions[^k] = layout.Dimensions[^k];
            }
        }
        return new TensorLayout(shape, dimensions);
    }
}
