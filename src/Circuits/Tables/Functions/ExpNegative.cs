using System.Numerics;
using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>e^(−x) for x ≥ 0: the exponential of Softmax, whose arguments are differences to a maximum.</summary>
public sealed class ExpNegative : ExponentialFunction
{
    private ExpNegative()
    {
    }

    public static ExpNegative Instance { get; } = new();

    public override byte Code => 2;

    public override string Name => "ExpNegative";

    public override bool IsNondecreasing => false;

    public override Int128? Reach(FunctionActivation activation) => null;

    public override string? StartError(long start) => start < 0 ? $"e^(-x) from a negative x at {start}" : null;

    private protected override BigInteger Value(IrregularColumn column, long n, BigInteger power, int precision) => power;
}
