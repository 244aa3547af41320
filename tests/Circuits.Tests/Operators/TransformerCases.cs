using System.Numerics;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Tables.Functions;
using static Zkml.Circuits.Tests.Operators.OperatorCase;

namespace Zkml.Circuits.Tests.Operators;

/// <summary>What a transformer needs besides products and softmax: constants as values, embeddings, tied heads, LayerNorm, GELU.</summary>
internal static class TransformerCases
{
    public static IEnumerable<OperatorCase> All()
    {
        yield return ConstantAlone();
        yield return Positions("Positions of a longer matrix", 8, 2);
        yield return Positions("Positions, unevenly cut", 5, 3);
        yield return Embedding("Embedding", 3, 5, 3);
        yield return Embedding("Embedding of one token", 1, 4, 2);
        yield return Tied("Embedding and tied head", 2, 5, 3);
        yield return Projection("Projection on other axes");
        yield return Normalization("Normalization", [2, 3], 200, 3, new Requantization(3, new ClampActivation(-8, 7)));
        yield return Normalization("Normalization of one row", [4], 90, 1, new Requantization(2, new ClampActivation(-8, 7)));
        yield return Normalization("Normalization of ranks", [2, 1, 5], 3000, 5, new Requantization(5, new ClampActivation(-8, 7)));
        yield return Normalization("Normalization with roots cut off", [3, 2], 5000, 2, new Requantization(10, new ClampActivation(-8, 7)));
        yield return Gelu("GELU", 4, 4, 8);
        yield return Gelu("GELU after a shift", 1, 3, 2);
    }

    private static OperatorCase ConstantAlone()
    {
        var value = new IntegerTensor([2, 3], Random(1, 6, 40));
        var graph = GraphOf([Type(-8, 7, 3)], new ConstantOperator("table", "t", value), new MultiplyOperator("product", ["t", "a"], "y", 2, Signed(6)));
        return new OperatorCase("Constant times a value", graph, x => Naive.Fill([2, 3], i => Naive.Requantize(Signed(6), 2 * Naive.At(value, i) * x[0].Data[i[1]])));
    }

    /// <summary>The first rows of a longer matrix: a part of a split, whose other parts nobody reads.</summary>
    private static OperatorCase Positions(string name, int length, int rows)
    {
        var value = new IntegerTensor([length, 3], Random(2, length * 3, 40));
        int[] sizes = length % rows == 0 ? [.. Enumerable.Repeat(rows, length / rows)] : [rows, length - rows];
        string[] parts = [.. sizes.Select((_, k) => $"p{k}")];
        var graph = GraphOf([Type(-8, 7, rows, 3)],
            new ConstantOperator("positions", "wpe", value), new SplitOperator("split", ["wpe"], parts, 0, sizes),
            new AddOperator("add", ["a", "p0"], "y", [1, 1], 0, Signed(3)));
        return new OperatorCase(name, graph, x => Naive.Fill([rows, 3], i => Naive.Requantize(Signed(3), Naive.At(x[0], i) + Naive.At(value, i))));
    }

    private static OperatorCase Embedding(string name, int rows, int vocabulary, int width)
    {
        var value = new IntegerTensor([vocabulary, width], Random(3, vocabulary * width, 40));
        var graph = GraphOf([Type(0, 1, rows, vocabulary)], new ConstantOperator("wte", "w", value), new EmbeddingOperator("embed", ["a", "w"], "y"));
        return new OperatorCase(name, graph, x => Embedded(x[0], value)) { Drawn = seed => OneHot(rows, vocabulary, seed) };
    }

    /// <summary>One column serves the embedding and the head.</summary>
    private static OperatorCase Tied(string name, int rows, int vocabulary, int width)
    {
        var value = new IntegerTensor([vocabulary, width], Random(4, vocabulary * width, 40));
        var graph = GraphOf([Type(0, 1, rows, vocabulary)],
            new ConstantOperator("wte", "w", value), new EmbeddingOperator("embed", ["a", "w"], "e"),
            new ProjectionOperator("head", ["e", "w"], "y", Signed(9)));
        return new OperatorCase(name, graph, x => Projected(new IntegerTensor([rows, width], Embedded(x[0], value)), value, Signed(9)))
        {
            Drawn = seed => OneHot(rows, vocabulary, seed),
        };
    }

    /// <summary>Features on the axes 3·5 meet a matrix whose columns have the axes 5·3: it is copied, transposed.</summary>
    private static OperatorCase Projection(string name)
    {
        var graph = GraphOf([Type(-8, 7, 2, 3, 5), Type(-8, 7, 4, 5, 3)],
            new ReshapeOperator("first", ["a"], "u", [2, 15]), new ReshapeOperator("second", ["b"], "v", [4, 15]),
            new ProjectionOperator("head", ["u", "v"], "y", Signed(8)));
        return new OperatorCase(name, graph, x => Projected(x[0] with { Shape = [2, 15] }, x[1] with { Shape = [4, 15] }, Signed(8)));
    }

    private static OperatorCase Normalization(string name, int[] shape, long numerator, int shift, Requantization r)
    {
        var graph = GraphOf([Type(-4, 3, shape)], new NormalizationOperator("norm", ["a"], "y", shift, numerator, r));
        return new OperatorCase(name, graph, x => Naive.Fill(shape, index =>
        {
            var n = shape[^1];
            var row = Enumerable.Range(0, n).Select(k => Naive.At(x[0], [.. index[..^1], k])).ToArray();
            var centered = row.Select(v => (n * v) - row.Sum()).ToArray();
            var t = (long)Math.Floor(centered.Sum(c => (decimal)c * c) / (1L << shift));
            // The nearest integer to K/√(2t + 1), halves upwards, by search.
            var root = 0L;
            while (root < 1023 && BigInteger.Pow((2 * root) + 1, 2) * ((2 * t) + 1) <= BigInteger.Pow(2 * numerator, 2)) root++;
            return Naive.Requantize(r, centered[index[^1]] * root);
        }));
    }

    private static OperatorCase Gelu(string name, int inputFraction, int outputFraction, int shift)
    {
        var bound = 200L << shift;
        var r = new Requantization(shift, new FunctionActivation(Zkml.Circuits.Tables.Functions.Gelu.Instance, inputFraction, outputFraction, -8, 100));
        return new OperatorCase(name, GraphOf([Type(-bound, bound, 7)], new AddOperator("gelu", ["a"], "y", [1], 0, r)), x => Naive.Fill([7], i =>
        {
            var u = Math.Clamp(Math.Floor((x[0].Data[i[0]] / (double)(1L << shift)) + 0.5) / (1 << inputFraction), -2048, 2048);
            var value = u / (1 + Math.Exp(-((52290 * u) + (2338 * u * u * u)) / 32768));
            return (long)Math.Clamp(Math.Floor((value * (1 << outputFraction)) + 0.5), -8, 100);
        }));
    }

    private static IntegerTensor[] OneHot(int rows, int vocabulary, int seed)
    {
        var (data, random) = (new long[rows * vocabulary], new Random(seed));
        for (var s = 0; s < rows; s++) data[(s * vocabulary) + (seed == 0 ? 0 : seed == 1 ? vocabulary - 1 : random.Next(vocabulary))] = 1;
        return [new IntegerTensor([rows, vocabulary], data)];
    }

    private static long[] Embedded(IntegerTensor tokens, IntegerTensor matrix) => Naive.Fill([tokens.Shape[0], matrix.Shape[1]], i =>
        Enumerable.Range(0, matrix.Shape[0]).Sum(v => Naive.At(tokens, i[0], v) * Naive.At(matrix, v, i[1])));

    private static long[] Projected(IntegerTensor x, IntegerTensor matrix, Requantization r) => Naive.Fill([x.Shape[0], matrix.Shape[0]], i =>
        Naive.Requantize(r, Enumerable.Range(0, matrix.Shape[1]).Sum(k => Naive.At(x, i[0], k) * Naive.At(matrix, i[1], k))));
}
