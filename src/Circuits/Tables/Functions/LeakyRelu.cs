using System.Numerics;
using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>x for x ≥ 0, else x · parameter / 2^16, with a slope in [0, 1].</summary>
public sealed class LeakyRelu : TableFunction
{
    private LeakyRelu()
    {
    }

    public static LeakyRelu Instance { get; } = new();

    public override byte Code => 3;

    public override string Name => "LeakyRelu";

    public override bool IsNondecreasing => true;

    /// <summary>The |t| from which x and x·slope are past the bounds.</summary>
    public override Int128? Reach(FunctionActivation activation)
    {
        var scale = Int128.One << activation.InputFraction;
        var negative = activation.Parameter == 0
            ? 0
            : ((Math.Max(-activation.Min, 0) + 1) * scale * (1L << ParameterFraction) / activation.Parameter >> activation.OutputFraction) + 1;
        return Int128.Max(Argument(activation, activation.Max), negative);
    }

    public override string? ParameterError(long parameter) => parameter is < 0 or > 1L << ParameterFraction
        ? $"the slope of a leaky ReLU is {parameter}/2^16, outside [0, 1]"
        : null;

    internal override long[] Tabulate(IrregularColumn column)
    {
        var values = new long[1 << column.Bits];
        for (var row = 0; row < values.Length; row++)
        {
            var n = column.Start + row;
            values[row] = n >= 0
                ? Round(column, n, column.InputFraction)
                : Round(column, (BigInteger)n * column.Parameter, column.InputFraction + ParameterFraction);
        }
        return values;
    }
}
