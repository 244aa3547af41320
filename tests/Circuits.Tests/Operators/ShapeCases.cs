using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;
using static Zkml.Circuits.Tests.Operators.OperatorCase;

namespace Zkml.Circuits.Tests.Operators;

/// <summary>Concatenation, padding, reshapes, transposes, softmax.</summary>
internal static class ShapeCases
{
    public static IEnumerable<OperatorCase> All()
    {
        yield return Concat("Concat channels", [[1, 2, 3], [1, 1, 3], [1, 3, 3]], 1, [1, 1, 1], null);
        yield return Concat("Concat last, scaled", [[2, 3], [2, 2]], -1, [3, -2], Signed(2));
        yield return Concat("Concat numbers", [[1], [1], [1]], 0, [1, 1, 1], null);
        yield return Pad("Pad", [2, 3], [1, 0], [0, 2], 0);
        yield return Pad("Pad with a value", [2, 3], [1, 2], [1, 0], -5);
        yield return Pad("Crop", [4, 5], [-1, -2], [0, -1], 0);
        yield return Pad("Crop and pad", [3, 3], [-1, 1], [1, -1], 3);
        yield return Pad("Pad nothing", [2, 3], [0, 0], [0, 0], 3);
        yield return Reshape("Reshape renamed", [2, 3, 4], [6, 4]);
        yield return Reshape("Reshape cut", [12], [3, 4]);
        yield return Reshape("Reshape cut with ones", [1, 24, 1], [3, 1, 2, 4]);
        yield return Reshape("Reshape copied", [3, 5], [5, 3]);
        yield return Reshape("Reshape partly copied", [3, 5, 4], [5, 3, 4]);
        yield return Transpose("Transpose", [2, 3], [1, 0]);
        yield return Transpose("Transpose 3", [2, 3, 5], [2, 0, 1]);
        yield return Split("Split in halves", [2, 6], -1, [3, 3]);
        yield return Split("Split of a full axis", [8, 3], 0, [2, 2, 2, 2]);
        yield return Split("Split in three full parts", [1, 12], 1, [4, 4, 4]);
        yield return Split("Split in single entries", [3, 2], 0, [1, 1, 1]);
        yield return Split("Split unevenly", [2, 7, 2], 1, [1, 4, 2]);
        yield return Split("Split of a vector", [5], 0, [2, 3]);
        yield return Split("Split in one part", [2, 3], 1, [3]);
        yield return SplitFlattened([2, 3, 5], 1, [15, 15]);
        yield return SplitFlattened([3, 2, 5], 1, [10, 10, 10]);
        yield return SplitFlattened([6, 3], 1, [9, 9]);
        yield return SplitAndRecombined();
        yield return MisalignedAdd();
        foreach (var n in new[] { 1, 2, 5 }) yield return Softmax($"Softmax of {n}", [2, n], 3, 6, 5, 31);
        yield return Softmax("Softmax with a far tail", [1, 3], 2, 4, 6, 127);
        yield return SoftmaxOfTwoAxes();
        yield return Softmax("Softmax of one row", [4], 3, 8, 8, 20);
    }

    private static OperatorCase Concat(string name, int[][] shapes, int axis, long[] multipliers, Requantization? r)
    {
        string[] names = [.. shapes.Select((_, k) => ((char)('a' + k)).ToString())];
        var graph = GraphOf([.. shapes.Select(s => Type(-8, 7, s))], new ConcatOperator(name, names, "y", axis, multipliers, r));
        var d = axis < 0 ? axis + shapes[0].Length : axis;
        return new OperatorCase(name, graph, x => Naive.Fill(graph.Outputs[0].Type.Shape, index =>
        {
            var (part, position) = (0, index[d]);
            while (position >= x[part].Shape[d]) position -= x[part++].Shape[d];
            int[] at = [.. index[..d], position, .. index[(d + 1)..]];
            return Naive.Requantize(r, multipliers[part] * Naive.At(x[part], at));
        }));
    }

    private static OperatorCase Pad(string name, int[] shape, int[] begin, int[] end, long value)
    {
        var graph = GraphOf([Type(-8, 7, shape)], new PadOperator(name, ["a"], "y", begin, end, value));
        return new OperatorCase(name, graph, x => Naive.Fill(graph.Outputs[0].Type.Shape, index =>
        {
            int[] at = [.. index.Select((p, d) => p - begin[d])];
            return at.Where((p, d) => p < 0 || p >= shape[d]).Any() ? value : Naive.At(x[0], at);
        }));
    }

    private static OperatorCase Reshape(string name, int[] shape, int[] target) => new(
        name, GraphOf([Type(-8, 7, shape)], new ReshapeOperator(name, ["a"], "y", target)), x => x[0].Data);

    private static OperatorCase Transpose(string name, int[] shape, int[] permutation)
    {
        var graph = GraphOf([Type(-8, 7, shape)], new TransposeOperator(name, ["a"], "y", permutation));
        return new OperatorCase(name, graph, x => Naive.Fill(graph.Outputs[0].Type.Shape, index =>
        {
            var at = new int[shape.Length];
            for (var d = 0; d < at.Length; d++) at[permutation[d]] = index[d];
            return Naive.At(x[0], at);
        }));
    }

    private static OperatorCase Split(string name, int[] shape, int axis, int[] sizes) =>
        SplitCase(name, GraphOf([Type(-8, 7, shape)], Splitting("a", axis, sizes)), shape, axis < 0 ? axis + shape.Length : axis, sizes);

    /// <summary>A dimension with several axes: parts that lie between them are views, others copies.</summary>
    private static OperatorCase SplitFlattened(int[] shape, int axis, int[] sizes)
    {
        int[] flat = [1, shape.Aggregate(1, (n, e) => n * e)];
        var graph = GraphOf([Type(-8, 7, shape)], new ReshapeOperator("flat", ["a"], "f", flat), Splitting("f", axis, sizes));
        return SplitCase($"Split of flattened {string.Join('x', shape)}", graph, flat, axis, sizes);
    }

    private static SplitOperator Splitting(string input, int axis, int[] sizes) =>
        new("split", [input], [.. sizes.Select((_, k) => $"y{k}")], axis, sizes);

    private static OperatorCase SplitCase(string name, IntegerGraph graph, int[] shape, int axis, int[] sizes)
    {
        long[][] Parts(IntegerTensor[] x) => [.. sizes.Select((size, k) =>
        {
            int[] part = [.. shape[..axis], size, .. shape[(axis + 1)..]];
            var whole = x[0] with { Shape = shape };
            return Naive.Fill(part, i => Naive.At(whole, [.. i[..axis], sizes[..k].Sum() + i[axis], .. i[(axis + 1)..]]));
        })];
        return new OperatorCase(name, graph, x => Parts(x)[0]) { References = Parts };
    }

    /// <summary>A gated sum: halves of a sum with a constant, on padded axes, meet again in a product.</summary>
    private static OperatorCase SplitAndRecombined()
    {
        var graph = GraphOf([Type(-8, 7, 3, 6), Type(-8, 7, 6)],
            new AddOperator("sum", ["a", "b"], "s", [1, 2], 3, null), Splitting("s", 1, [3, 3]),
            new MultiplyOperator("gate", ["y0", "y1"], "y", 1, Signed(4)));
        return new OperatorCase("Split and recombined", graph, x =>
        {
            long At(int row, int column) => x[0].Data[(row * 6) + column] + (2 * x[1].Data[column]) + 3;
            return Naive.Fill([3, 3], i => Naive.Requantize(Signed(4), At(i[0], i[1]) * At(i[0], i[1] + 3)));
        });
    }

    /// <summary>[15] as axes 3·5 and 5·3: no common refinement, so one is copied.</summary>
    private static OperatorCase MisalignedAdd()
    {
        var graph = GraphOf([Type(-8, 7, 3, 5), Type(-8, 7, 5, 3), Type(-8, 7, 15)],
            new ReshapeOperator("first", ["a"], "u", [15]), new ReshapeOperator("second", ["b"], "v", [15]),
            new AddOperator("add", ["u", "v", "c"], "y", [1, 2, 1], 0, Signed(2)));
        return new OperatorCase("Add of different axes", graph, x => Naive.Fill([15], index =>
            Naive.Requantize(Signed(2), x[0].Data[index[0]] + (2 * x[1].Data[index[0]]) + x[2].Data[index[0]])));
    }

    /// <summary>A softmax over a flattened dimension of a sum, times another activation.</summary>
    private static OperatorCase SoftmaxOfTwoAxes()
    {
        var softmax = new SoftmaxOperator("softmax", ["u"], "p", 2, 5, 4);
        var graph = GraphOf([Type(-8, 7, 2, 3, 3), Type(-8, 7, 9), Type(-8, 7, 9, 2)],
            new ReshapeOperator("flat", ["a"], "f", [2, 9]), new AddOperator("sum", ["f", "b"], "u", [1, -1], 2, null),
            softmax, new MatMulOperator("mix", ["p", "c"], "y", 1, Signed(4)));
        return new OperatorCase("Softmax of two axes", graph, x =>
        {
            var u = new IntegerTensor([2, 9], Naive.Fill([2, 9], i => x[0].Data[(i[0] * 9) + i[1]] - x[1].Data[i[1]] + 2));
            var p = new IntegerTensor([2, 9], Normalized(u, softmax));
            return Naive.Fill([2, 2], i =>
                Naive.Requantize(Signed(4), Enumerable.Range(0, 9).Sum(k => Naive.At(p, i[0], k) * Naive.At(x[2], k, i[1]))));
        });
    }

    private static long[] Normalized(IntegerTensor x, SoftmaxOperator node)
    {
        var exp = new IrregularColumn(ExpNegative.Instance, 16, 0, node.InputFraction, node.ExpFraction, 0, 1L << node.ExpFraction, 0);
        return Naive.Fill(x.Shape, index =>
        {
            var row = Enumerable.Range(0, x.Shape[^1]).Select(j => Naive.At(x, [.. index[..^1], j])).ToArray();
            var sum = row.Sum(v => exp[(int)(row.Max() - v)]);
            var e = exp[(int)(row.Max() - Naive.At(x, index))];
            return ((e << node.OutputFraction) + (sum / 2)) / sum;
        });
    }

    private static OperatorCase Softmax(string name, int[] shape, int inputFraction, int expFraction, int outputFraction, long bound)
    {
        var node = new SoftmaxOperator(name, ["a"], "y", inputFraction, expFraction, outputFraction);
        return new OperatorCase(name, GraphOf([Type(-bound, bound, shape)], node), x => Normalized(x[0], node));
    }
}
