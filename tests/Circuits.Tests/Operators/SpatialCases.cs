using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using static Zkml.Circuits.Tests.Operators.OperatorCase;

namespace Zkml.Circuits.Tests.Operators;

/// <summary>Convolutions and pooling in one and two dimensions.</summary>
internal static class SpatialCases
{
    public static IEnumerable<OperatorCase> All()
    {
        yield return Conv("Conv 3x3", [1, 2, 4, 4], [3, 2, 3, 3], [1, 1], [1, 1], [1, 1], [1, 1], 1, Relu(5));
        yield return Conv("Conv valid odd", [1, 1, 5, 7], [2, 1, 3, 2], [1, 1], [0, 0], [0, 0], [1, 1], 1, Signed(4));
        yield return Conv("Conv pad 2 stride 2", [1, 2, 5, 5], [3, 2, 3, 3], [2, 2], [2, 2], [2, 2], [1, 1], 1, Signed(6));
        yield return Conv("Conv asymmetric pads", [1, 1, 4, 5], [2, 1, 3, 3], [1, 2], [0, 2], [1, 0], [1, 1], 1, Signed(4));
        yield return Conv("Conv dilated", [1, 1, 6, 7], [2, 1, 3, 2], [1, 1], [1, 0], [1, 0], [2, 3], 1, Signed(4));
        yield return Conv("Conv 1x1", [1, 3, 3, 3], [2, 3, 1, 1], [1, 1], [0, 0], [0, 0], [1, 1], 1, Relu(4));
        yield return Conv("Conv 1x1 stride 2", [1, 3, 5, 5], [2, 3, 1, 1], [2, 2], [0, 0], [0, 0], [1, 1], 1, Relu(4));
        yield return Conv("Conv groups", [1, 4, 3, 3], [6, 2, 2, 2], [1, 1], [0, 0], [0, 0], [1, 1], 2, Signed(4));
        yield return Conv("Conv groups of 3 channels", [1, 6, 3, 3], [4, 3, 2, 2], [1, 1], [1, 0], [0, 1], [1, 1], 2, Signed(4));
        yield return Conv("Conv depthwise", [1, 3, 4, 4], [3, 1, 3, 3], [1, 1], [1, 1], [1, 1], [1, 1], 3, Signed(4));
        yield return Conv("Conv depthwise doubled", [1, 3, 3, 3], [6, 1, 2, 2], [1, 1], [0, 0], [0, 0], [1, 1], 3, Signed(4));
        yield return Conv("Conv exact", [1, 1, 3, 3], [2, 1, 2, 2], [1, 1], [0, 0], [0, 0], [1, 1], 1, null);
        yield return Conv("Conv whole image", [1, 2, 3, 3], [2, 2, 3, 3], [1, 1], [0, 0], [0, 0], [1, 1], 1, Signed(4));
        yield return Conv("Conv 1-D", [1, 2, 7], [3, 2, 3], [2], [1], [0], [1], 1, Signed(4));
        yield return Conv("Conv reads nothing", [1, 2, 1], [3, 2, 1], [3], [1], [1], [1], 1, Signed(4));
        yield return Conv("Conv 1-D on one row", [1, 3, 1], [2, 3, 3], [1], [1], [1], [1], 1, Signed(4));
        yield return Conv("Conv 1-D padding wider than the input", [1, 2, 1], [2, 2, 3], [1], [2], [2], [1], 1, Signed(4));
        yield return Conv("Conv padding wider than the height", [1, 1, 1, 4], [2, 1, 5, 3], [1, 1], [2, 1], [2, 1], [1, 1], 1, Signed(4));
        yield return Conv("Conv dilated padding wider than the map", [1, 1, 3, 3], [2, 1, 3, 3], [1, 1], [6, 6], [6, 6], [6, 6], 1, Signed(4));
        yield return ConvChain();
        foreach (var pool in Pools()) yield return pool;
    }

    /// <summary>A convolution, max-pool or average pool with random attributes; null when they do not fit together.</summary>
    public static OperatorCase? Arbitrary(int seed)
    {
        var random = new Random(seed);
        var rank = random.Next(1, 3);
        int[] Draw(int min, int max) => [.. Enumerable.Range(0, rank).Select(_ => random.Next(min, max + 1))];
        var (size, kernel, strides, begin, end, dilations) = (Draw(1, 7), Draw(1, 4), Draw(1, 3), Draw(0, 2), Draw(0, 2), Draw(1, 2));
        var (groups, inner, outer) = (random.Next(1, 4), random.Next(1, 4), random.Next(1, 3));
        int[] shape = [1, groups * inner, .. size];
        var name = $"seed {seed}";
        try
        {
            return (seed % 3) switch
            {
                0 => Conv(name, shape, [groups * outer, inner, .. kernel], strides, begin, end, dilations, groups, Signed(5)),
                1 => Max(name, shape, kernel, strides, begin, end, dilations, random.Next(-8, 3)),
                _ => Average(name, shape, kernel, strides, begin, end, random.Next(2) == 0, Signed(6)),
            };
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static IEnumerable<OperatorCase> Pools()
    {
        yield return Max("MaxPool halves", [1, 2, 4, 4], [2, 2], [2, 2], [0, 0], [0, 0], [1, 1], -8);
        yield return Max("MaxPool to one", [1, 3, 2, 2], [2, 2], [2, 2], [0, 0], [0, 0], [1, 1], -8);
        yield return Max("MaxPool odd floor", [1, 2, 5, 5], [2, 2], [2, 2], [0, 0], [0, 0], [1, 1], -8);
        yield return Max("MaxPool odd ceil, signed", [1, 1, 5, 5], [2, 2], [2, 2], [0, 0], [1, 1], [1, 1], -8);
        yield return Max("MaxPool odd ceil, non-negative", [1, 2, 5, 3], [2, 2], [2, 2], [0, 0], [1, 1], [1, 1], 0);
        yield return Max("MaxPool positive range", [1, 1, 5, 3], [2, 2], [2, 2], [0, 0], [1, 1], [1, 1], 2);
        yield return Max("MaxPool 3x3 stride 2 pad 1", [1, 2, 5, 6], [3, 3], [2, 2], [1, 1], [1, 1], [1, 1], -8);
        yield return Max("MaxPool dilated", [1, 1, 6, 7], [2, 3], [1, 2], [0, 1], [0, 1], [3, 2], -8);
        yield return Max("MaxPool asymmetric", [1, 1, 4, 5], [3, 2], [2, 1], [2, 0], [0, 1], [1, 1], -8);
        yield return Max("MaxPool only rows", [1, 2, 4, 3], [2, 1], [2, 1], [0, 0], [0, 0], [1, 1], -8);
        yield return Max("MaxPool subsampling", [1, 2, 5, 5], [1, 1], [2, 2], [0, 0], [0, 0], [1, 1], -8);
        yield return Max("MaxPool 1-D", [1, 2, 7], [3], [2], [1], [1], [1], -8);
        yield return Max("MaxPool 1-D halves", [1, 2, 6], [2], [2], [0], [0], [1], -8);
        yield return Max("MaxPool of one row", [1, 2, 1, 3], [2, 2], [2, 1], [0, 0], [1, 0], [1, 1], -8);
        yield return Max("MaxPool of one entry", [1, 1, 1, 1], [3, 2], [1, 1], [1, 0], [1, 1], [1, 1], -8);
        yield return Average("AveragePool of one entry", [1, 2, 1, 1], [3, 2], [1, 1], [1, 0], [1, 1], false, Signed(6));
        yield return Average("AveragePool", [1, 2, 4, 4], [2, 2], [2, 2], [0, 0], [0, 0], false, Signed(6));
        yield return Average("AveragePool padded", [1, 2, 5, 5], [3, 3], [2, 2], [1, 1], [1, 1], false, Signed(6));
        yield return Average("AveragePool padding excluded", [1, 2, 5, 4], [3, 3], [2, 2], [1, 1], [1, 0], true, Signed(6));
        yield return Average("AveragePool global", [1, 3, 3, 5], [3, 5], [1, 1], [0, 0], [0, 0], false, Signed(6));
        yield return Average("AveragePool exact", [1, 1, 3, 4], [2, 2], [1, 1], [0, 0], [0, 0], false, null);
        yield return Average("AveragePool 1-D", [1, 2, 7], [3], [2], [1], [1], true, Signed(5));
        yield return Average("AveragePool of nothing", [1, 2, 3], [1], [1], [0], [0], false, Signed(2));
        yield return Residual();
    }

    private static OperatorCase Conv(
        string name, int[] shape, int[] weightShape, int[] strides, int[] begin, int[] end, int[] dilations, int groups, Requantization? r)
    {
        var w = Random(1, weightShape.Aggregate(1, (n, e) => n * e), 7);
        var b = Random(2, weightShape[0], 40);
        var graph = GraphOf([Type(-8, 7, shape)], new ConvOperator(name, ["a"], "y", w, weightShape, b, strides, begin, end, dilations, groups, r));
        return new OperatorCase(
            name, graph, x => Convolve(x[0], graph.Outputs[0].Type.Shape, new IntegerTensor(weightShape, w), b, strides, begin, dilations, groups, r));
    }

    private static long[] Convolve(
        IntegerTensor x, int[] output, IntegerTensor w, long[] b, int[] strides, int[] begin, int[] dilations, int groups, Requantization? r) =>
        Naive.Fill(output, index =>
        {
            var sum = b[index[1]];
            var group = index[1] / (w.Shape[0] / groups);
            for (var c = 0; c < w.Shape[1]; c++)
            {
                Naive.Taps(x, index[2..], w.Shape[2..], strides, begin, dilations, (tap, at) =>
                    sum += Naive.At(w, [index[1], c, .. tap]) * Naive.At(x, [0, (group * w.Shape[1]) + c, .. at]));
            }
            return Naive.Requantize(r, sum);
        });

    /// <summary>The grouped output's channels have two axes, which the next convolution contracts.</summary>
    private static OperatorCase ConvChain()
    {
        var (w1, b1, w2, b2, w3, b3) = (Random(1, 6 * 4, 7), Random(2, 6, 20), Random(3, 48, 7), Random(4, 2, 20), Random(5, 18, 7), Random(6, 6, 20));
        var graph = GraphOf([Type(-8, 7, 1, 2, 3, 3)],
            new ConvOperator("grouped", ["a"], "g", w1, [6, 1, 2, 2], b1, [1, 1], [0, 0], [0, 0], [1, 1], 2, Signed(4)),
            new ConvOperator("regrouped", ["g"], "h", w3, [6, 3, 1, 1], b3, [1, 1], [0, 0], [0, 0], [1, 1], 2, Signed(4)),
            new ConvOperator("dense", ["h"], "y", w2, [2, 6, 2, 2], b2, [1, 1], [1, 0], [0, 1], [1, 1], 1, Signed(5)));
        return new OperatorCase("Conv after groups", graph, x =>
        {
            int[] one = [1, 1], zero = [0, 0];
            var g = Convolve(x[0], [1, 6, 2, 2], new IntegerTensor([6, 1, 2, 2], w1), b1, one, zero, one, 2, Signed(4));
            var h = Convolve(new IntegerTensor([1, 6, 2, 2], g), [1, 6, 2, 2], new IntegerTensor([6, 3, 1, 1], w3), b3, one, zero, one, 2, Signed(4));
            return Convolve(new IntegerTensor([1, 6, 2, 2], h), [1, 2, 2, 2], new IntegerTensor([2, 6, 2, 2], w2), b2, one, [1, 0], one, 1, Signed(5));
        });
    }

    private static OperatorCase Max(
        string name, int[] shape, int[] kernel, int[] strides, int[] begin, int[] end, int[] dilations, long min)
    {
        var graph = GraphOf([Type(min, 7, shape)], new MaxPoolOperator(name, ["a"], "y", kernel, strides, begin, end, dilations));
        return new OperatorCase(name, graph, x => Naive.Fill(graph.Outputs[0].Type.Shape, index =>
        {
            var best = long.MinValue;
            Naive.Taps(x[0], index[2..], kernel, strides, begin, dilations, (_, at) => best = Math.Max(best, Naive.At(x[0], [0, index[1], .. at])));
            return best;
        }));
    }

    private static OperatorCase Average(
        string name, int[] shape, int[] kernel, int[] strides, int[] begin, int[] end, bool perPosition, Requantization? r)
    {
        var ones = Array.ConvertAll(kernel, _ => 1);
        var probe = GraphOf([Type(-8, 7, shape)], new MaxPoolOperator(name, ["a"], "y", kernel, strides, begin, end, ones));
        var output = probe.Outputs[0].Type.Shape;
        var multipliers = perPosition
            ? new IntegerTensor(output[2..], Random(3, output[2..].Aggregate(1, (n, e) => n * e), 30))
            : new IntegerTensor([1], [11]);
        var graph = GraphOf([Type(-8, 7, shape)], new AveragePoolOperator(name, ["a"], "y", kernel, strides, begin, end, multipliers, r));
        return new OperatorCase(name, graph, x => Naive.Fill(output, index =>
        {
            var sum = 0L;
            Naive.Taps(x[0], index[2..], kernel, strides, begin, ones, (_, at) => sum += Naive.At(x[0], [0, index[1], .. at]));
            return Naive.Requantize(r, sum * (perPosition ? Naive.At(multipliers, index[2..]) : 11));
        }));
    }

    /// <summary>A pooled expression plus its input's other branch, pooled again: expressions of views of expressions.</summary>
    private static OperatorCase Residual()
    {
        int[] two = [2, 2], one = [1, 1], zero = [0, 0];
        var graph = GraphOf([Type(-8, 7, 1, 2, 4, 4), Type(-3, 3, 1, 2, 2, 2)],
            new MaxPoolOperator("pool", ["a"], "p", two, two, zero, zero, one),
            new AddOperator("add", ["p", "b"], "s", [2, -1], 3, null),
            new MaxPoolOperator("again", ["s"], "y", two, two, zero, zero, one));
        return new OperatorCase("MaxPool of a residual", graph, x => Naive.Fill([1, 2, 1, 1], index =>
        {
            var best = long.MinValue;
            for (var k = 0; k < 4; k++)
            {
                var pooled = long.MinValue;
                for (var l = 0; l < 4; l++) pooled = Math.Max(pooled, Naive.At(x[0], 0, index[1], (k / 2 * 2) + (l / 2), (k % 2 * 2) + (l % 2)));
                best = Math.Max(best, (2 * pooled) - Naive.At(x[1], 0, index[1], k / 2, k % 2) + 3);
            }
            return best;
        }));
    }
}
