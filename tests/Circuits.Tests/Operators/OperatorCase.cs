using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;

namespace Zkml.Circuits.Tests.Operators;

/// <summary>A graph of one operator (and what it needs to see odd layouts), with the definition of its output.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Graph">Inputs a, b, …; the outputs are those of the last operator.</param>
/// <param name="Reference">The first output from the inputs, by definition.</param>
public sealed record OperatorCase(string Name, IntegerGraph Graph, Func<IntegerTensor[], long[]> Reference)
{
    /// <summary>All outputs from the inputs, by definition.</summary>
    public Func<IntegerTensor[], long[][]> References { get; init; } = x => [Reference(x)];

    /// <summary>The inputs of a seed, where not every input in range has a meaning.</summary>
    public Func<int, IntegerTensor[]>? Drawn { get; init; }

    public override string ToString() => Name;

    /// <summary>Random inputs; seeds 0 and 1 give the least and the greatest.</summary>
    public IntegerTensor[] Inputs(int seed)
    {
        if (Drawn is not null) return Drawn(seed);
        var random = new Random(seed);
        return [.. Graph.Inputs.Select(input => new IntegerTensor(input.Type.Shape, Naive.Fill(input.Type.Shape, _ => seed switch
        {
            0 => input.Type.Min,
            1 => input.Type.Max,
            _ => random.NextInt64(input.Type.Min, input.Type.Max + 1),
        })))];
    }

    /// <summary>A graph over inputs named a, b, … whose last operator computes the output.</summary>
    public static IntegerGraph GraphOf(IntegerType[] inputs, params IntegerOperator[] operators)
    {
        var values = inputs.Select((type, k) => new GraphValue(((char)('a' + k)).ToString(), type, 1)).ToList();
        var graph = new IntegerGraph { Inputs = values, Operators = operators, Outputs = [] };
        var types = GraphTypes.Infer(graph);
        var outputs = operators[^1].Outputs.Select(name => new GraphValue(name, types[name], 1)).ToList();
        return new IntegerGraph { Inputs = values, Operators = operators, Outputs = outputs };
    }

    public static IntegerType Type(long min, long max, params int[] shape) => new(shape, min, max);

    public static long[] Random(int seed, int count, long bound)
    {
        var random = new Random(seed);
        var values = new long[count];
        for (var i = 0; i < count; i++) values[i] = random.NextInt64(-bound, bound + 1);
        return values;
    }

    /// <summary>Bounds narrow enough that quotients saturate at both ends, and a split can be forced.</summary>
    public static Requantization Relu(int shift, long max = 7) => new(Math.Max(0, shift - 2), new ClampActivation(0, max));

    public static Requantization Signed(int shift, long bound = 4) => new(Math.Max(0, shift - 2), new ClampActivation(-bound, bound - 1));
}
