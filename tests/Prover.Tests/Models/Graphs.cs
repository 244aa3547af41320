using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;

namespace Zkml.Prover.Tests.Models;

/// <summary>Small quantized networks; no axis is a power of two where that can be avoided, so that padding exists.</summary>
internal static class Graphs
{
    private static readonly int[] One = [1, 1], Two = [2, 2], Zero = [0, 0];

    /// <summary>
    /// The network of the reference model: convolution, ceil-mode max-pool, strided convolution, residual sum, a sigmoid
    /// and a ReLU layer, their elementwise product as the public output.
    /// </summary>
    public static IntegerGraph Pipeline(int seed) => Of(
        Type(0, 15, 1, 2, 5, 5),
        new ConvOperator("conv1", ["a"], "a1", Random(seed, 54, 7), [3, 2, 3, 3], Random(seed + 1, 3, 50), One, One, One, One, 1, Relu(4)),
        new MaxPoolOperator("pool", ["a1"], "p", Two, Two, Zero, One, One),
        new ConvOperator("conv2", ["a1"], "a2", Random(seed + 2, 81, 7), [3, 3, 3, 3], Random(seed + 3, 3, 90), Two, One, One, One, 1, Relu(6)),
        new AddOperator("residual", ["p", "a2"], "s", [1, 1], 0, null),
        new ReshapeOperator("flatten", ["s"], "f", [1, 27]),
        new LinearOperator("dense1", ["f"], "d1", Random(seed + 4, 135, 7), 5, 27, Random(seed + 5, 5, 60), Sigmoid(6)),
        new LinearOperator("dense2", ["f"], "d2", Random(seed + 6, 135, 7), 5, 27, Random(seed + 7, 5, 90), Relu(6)),
        new MultiplyOperator("product", ["d1", "d2"], "y", 1, Relu(4)));

    /// <summary>A product of two activations with axes 3, 5 and 6.</summary>
    public static IntegerGraph MatMul() => Of(
        [Type(-8, 7, 3, 5), Type(-8, 7, 5, 6)],
        new AddOperator("left", ["a"], "l", [3], 1, new Requantization(1, new ClampActivation(-8, 7))),
        new AddOperator("right", ["b"], "r", [3], -1, new Requantization(1, new ClampActivation(-8, 7))),
        new MatMulOperator("matmul", ["l", "r"], "y", 1, new Requantization(5, new ClampActivation(-8, 7))));

    /// <summary>Max-pool by general windows, then an average pool with padding.</summary>
    public static IntegerGraph Pools() => Of(
        Type(-8, 7, 1, 3, 5, 6),
        new MaxPoolOperator("max", ["a"], "m", [3, 3], Two, One, One, One),
        new AveragePoolOperator("average", ["m"], "y", [2, 2], One, One, Zero, new IntegerTensor([1], [16]), new Requantization(6, new ClampActivation(-8, 7))));

    /// <summary>A depthwise convolution: every output axis but the window's is a batch axis.</summary>
    public static IntegerGraph Depthwise() => Of(
        Type(-8, 7, 1, 3, 5, 5),
        new ConvOperator("depthwise", ["a"], "y", Random(3, 27, 7), [3, 1, 3, 3], Random(4, 3, 40), One, One, One, One, 3, new Requantization(4, new ClampActivation(-8, 7))));

    /// <summary>A layer whose quotients exceed its activation's table when tables are kept small.</summary>
    public static IntegerGraph Wide() => Of(
        Type(-8, 7, 6),
        new LinearOperator("wide", ["a"], "y", Random(5, 30, 7), 5, 6, Random(6, 5, 40), new Requantization(2, new ClampActivation(-4, 3))));

    /// <summary>Sum and difference of two inputs of one shape, both outputs; a third input is read by nobody.</summary>
    public static IntegerGraph SumAndDifference()
    {
        var graph = Of(
            [Type(-8, 7, 3, 5), Type(-8, 7, 3, 5), Type(0, 15, 5)],
            new AddOperator("sum", ["a", "b"], "s", [2, 1], 0, new Requantization(1, new ClampActivation(-8, 7))),
            new AddOperator("difference", ["a", "b"], "d", [1, -2], 0, new Requantization(1, new ClampActivation(-8, 7))));
        return new IntegerGraph { Inputs = graph.Inputs, Operators = graph.Operators, Outputs = [graph.Outputs[0] with { Name = "s" }, graph.Outputs[0]] };
    }

    private static Requantization Relu(int shift) => new(shift, new ClampActivation(0, 15));

    private static Requantization Sigmoid(int shift) =>
        new(shift, new FunctionActivation(Zkml.Circuits.Tables.Functions.Sigmoid.Instance, 2, 4, 0, 15));

    private static IntegerType Type(long min, long max, params int[] shape) => new(shape, min, max);

    private static long[] Random(int seed, int count, long bound)
    {
        var random = new Random(seed);
        var values = new long[count];
        for (var i = 0; i < count; i++) values[i] = random.NextInt64(-bound, bound + 1);
        return values;
    }

    private static IntegerGraph Of(IntegerType input, params IntegerOperator[] operators) => Of([input], operators);

    private static IntegerGraph Of(IntegerType[] inputs, params IntegerOperator[] operators)
    {
        var values = inputs.Select((type, k) => new GraphValue(((char)('a' + k)).ToString(), type, 1)).ToList();
        var graph = new IntegerGraph { Inputs = values, Operators = operators, Outputs = [] };
        var type = GraphTypes.Infer(graph)[operators[^1].Outputs[0]];
        return new IntegerGraph { Inputs = values, Operators = operators, Outputs = [new GraphValue(operators[^1].Outputs[0], type, 1)] };
    }
}
