using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;
using static Zkml.Circuits.Tests.Operators.OperatorCase;

namespace Zkml.Circuits.Tests.Operators;

/// <summary>Linear layers, scales, sums and products of two activations.</summary>
internal static class LinearCases
{
    public static IEnumerable<OperatorCase> All()
    {
        yield return Linear("Linear vector", [5], 3, Relu(4));
        yield return Linear("Linear one output", [6], 1, Signed(3));
        yield return Linear("Linear rows", [1, 3, 6], 5, Signed(5));
        yield return Linear("Linear exact", [2, 4], 3, null);
        yield return Linear("Linear no shift", [7], 2, Signed(0, 4));
        yield return Linear("Linear wide shift", [5], 3, Signed(11));
        yield return Linear("Linear sigmoid", [2, 5], 3, new Requantization(2, new FunctionActivation(Sigmoid.Instance, 2, 4, 0, 15)));
        yield return Linear("Linear tanh", [5], 3, new Requantization(3, new FunctionActivation(Tanh.Instance, 1, 3, -8, 7)));
        yield return Linear("Linear leaky", [5], 4, new Requantization(3, new FunctionActivation(LeakyRelu.Instance, 2, 2, -8, 7, 20000)));
        yield return FlattenedLinear();
        yield return CopiedLinear();
        yield return Scale("Scale per channel", [1, 3, 2, 3], [3, 1, 1], [3, 1, 1], Signed(4));
        yield return Scale("Scale by a number", [2, 3], [1], [3], Signed(2));
        yield return Scale("Scale exact", [2, 3], [2, 1], [1], null);
        yield return Scale("Scale by a number, exact", [5], [1], [5], null);
        yield return Add("Add broadcast", [[2, 3], [3], [1, 2, 1]], Signed(2));
        yield return Add("Add exact", [[2, 3], [2, 3]], null);
        yield return Add("Activation alone", [[5]], Relu(0, 3));
        yield return Add("Add one number", [[3], [1]], Signed(1));
        yield return Multiply("Multiply", [2, 3], [2, 3], Signed(5));
        yield return Multiply("Multiply broadcast", [2, 1, 3], [4, 1], Signed(4));
        yield return Multiply("Multiply exact", [3], [3], null);
        yield return MatMul("MatMul", [3, 4], [4, 2], Signed(6));
        yield return MatMul("MatMul batched", [2, 3, 2], [2, 2, 3], Signed(5));
        yield return MatMul("MatMul broadcast exact", [2, 1, 2, 3], [3, 3, 2], null);
        yield return AttentionScores();
    }

    private static OperatorCase Linear(string name, int[] shape, int outputs, Requantization? r)
    {
        var features = shape[^1];
        var (w, b) = (Random(1, outputs * features, 9), Random(2, outputs, 50));
        var node = new LinearOperator(name, ["a"], "y", w, outputs, features, b, r);
        return new OperatorCase(name, GraphOf([Type(-8, 7, shape)], node), x => Dense(x[0], [.. shape[..^1], outputs], w, b, r));
    }

    private static long[] Dense(IntegerTensor x, int[] output, long[] w, long[] b, Requantization? r)
    {
        var features = x.Shape[^1];
        return Naive.Fill(output, index =>
        {
            var sum = b[index[^1]];
            for (var k = 0; k < features; k++) sum += w[(index[^1] * features) + k] * Naive.At(x, [.. index[..^1], k]);
            return Naive.Requantize(r, sum);
        });
    }

    /// <summary>A flattened [3, 2, 5]: the features have three axes.</summary>
    private static OperatorCase FlattenedLinear()
    {
        var (w, b, r) = (Random(3, 60, 9), Random(4, 2, 50), Relu(6));
        var graph = GraphOf([Type(-8, 7, 1, 3, 2, 5)],
            new ReshapeOperator("flatten", ["a"], "flat", [1, 30]),
            new LinearOperator("dense", ["flat"], "y", w, 2, 30, b, r));
        return new OperatorCase("Linear after Flatten", graph, x => Dense(new IntegerTensor([1, 30], x[0].Data), [1, 2], w, b, r));
    }

    /// <summary>A reshape across axes, [3, 5] to [5, 3], has to be copied.</summary>
    private static OperatorCase CopiedLinear()
    {
        var (w, b, r) = (Random(5, 6, 9), Random(6, 2, 50), Signed(4));
        var graph = GraphOf([Type(-8, 7, 3, 5)],
            new ReshapeOperator("view", ["a"], "viewed", [5, 3]),
            new LinearOperator("dense", ["viewed"], "y", w, 2, 3, b, r));
        return new OperatorCase("Linear after a copied reshape", graph, x => Dense(new IntegerTensor([5, 3], x[0].Data), [5, 2], w, b, r));
    }

    private static OperatorCase Scale(string name, int[] shape, int[] multiplierShape, int[] biasShape, Requantization? r)
    {
        var m = new IntegerTensor(multiplierShape, Random(7, multiplierShape.Aggregate(1, (n, e) => n * e), 9));
        var b = new IntegerTensor(biasShape, Random(8, biasShape.Aggregate(1, (n, e) => n * e), 20));
        var graph = GraphOf([Type(-8, 7, shape)], new ScaleOperator(name, ["a"], "y", m, b, r));
        return new OperatorCase(name, graph, x => Naive.Fill(shape, index =>
            Naive.Requantize(r, (Naive.Broadcast(m, index) * Naive.At(x[0], index)) + Naive.Broadcast(b, index))));
    }

    private static OperatorCase Add(string name, int[][] shapes, Requantization? r)
    {
        long[] multipliers = shapes.Length == 1 ? [1] : [.. Enumerable.Range(0, shapes.Length).Select(k => (long)(k == 1 ? -3 : 2 + k))];
        var constant = shapes.Length == 1 ? 0 : 5;
        string[] names = [.. Enumerable.Range(0, shapes.Length).Select(k => ((char)('a' + k)).ToString())];
        var graph = GraphOf([.. shapes.Select(s => Type(-8, 7, s))], new AddOperator(name, names, "y", multipliers, constant, r));
        return new OperatorCase(name, graph, x => Naive.Fill(graph.Outputs[0].Type.Shape, index =>
        {
            long sum = constant;
            for (var k = 0; k < x.Length; k++) sum += multipliers[k] * Naive.Broadcast(x[k], index);
            return Naive.Requantize(r, sum);
        }));
    }

    private static OperatorCase Multiply(string name, int[] a, int[] b, Requantization? r)
    {
        var graph = GraphOf([Type(-8, 7, a), Type(-3, 6, b)], new MultiplyOperator(name, ["a", "b"], "y", 3, r));
        return new OperatorCase(name, graph, x => Naive.Fill(graph.Outputs[0].Type.Shape, index =>
            Naive.Requantize(r, 3 * Naive.Broadcast(x[0], index) * Naive.Broadcast(x[1], index))));
    }

    private static OperatorCase MatMul(string name, int[] a, int[] b, Requantization? r)
    {
        var graph = GraphOf([Type(-8, 7, a), Type(-3, 6, b)], new MatMulOperator(name, ["a", "b"], "y", 3, r));
        return new OperatorCase(name, graph, x => Product(x[0], x[1], graph.Outputs[0].Type.Shape, r));
    }

    private static long[] Product(IntegerTensor a, IntegerTensor b, int[] shape, Requantization? r) => Naive.Fill(shape, index =>
    {
        var sum = 0L;
        for (var k = 0; k < a.Shape[^1]; k++)
        {
            sum += 3 * Naive.Broadcast(a, [.. index[..^1], k]) * Naive.Broadcast(b, [.. index[..^2], k, index[^1]]);
        }
        return Naive.Requantize(r, sum);
    });

    /// <summary>[rows, heads·4] split into heads and transposed by renaming; the key is transposed once more.</summary>
    private static OperatorCase AttentionScores()
    {
        var r = Signed(5);
        var graph = GraphOf([Type(-4, 3, 3, 12), Type(-4, 3, 3, 12)],
            new ReshapeOperator("q heads", ["a"], "qh", [3, 3, 4]), new TransposeOperator("q", ["qh"], "q", [1, 0, 2]),
            new ReshapeOperator("k heads", ["b"], "kh", [3, 3, 4]), new TransposeOperator("k", ["kh"], "k", [1, 2, 0]),
            new MatMulOperator("scores", ["q", "k"], "y", 1, r));
        return new OperatorCase("Attention scores", graph, x => Naive.Fill([3, 3, 3], index =>
        {
            var sum = 0L;
            for (var k = 0; k < 4; k++) sum += Naive.At(x[0], index[1], (index[0] * 4) + k) * Naive.At(x[1], index[2], (index[0] * 4) + k);
            return Naive.Requantize(r, sum);
        }));
    }
}
