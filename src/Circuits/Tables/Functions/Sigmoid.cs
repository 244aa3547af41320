using System.Numerics;
using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>1 / (1 + e^(−x)).</summary>
public sealed class Sigmoid : ExponentialFunction
{
    private Sigmoid()
    {
    }

    public static Sigmoid Instance { get; } = new();

    public override byte Code => 0;

    public override string Name => "Sigmoid";

    public override bool IsNondecreasing => true;

    /// <summary>1 − σ(x) &lt; e^(−x) is below half a unit from x = (fraction + 1)·ln 2 on; 0.7 > ln 2.</summary>
    public override Int128? Reach(FunctionActivation activation) =>
        (Int128)(activation.OutputFraction + 1) * 7 * (1L << activation.InputFraction) / 10;

    public override (long Min, long Max) Image(FunctionActivation activation) =>
        (Math.Clamp(0, activation.Min, activation.Max), Math.Clamp(1L << activation.OutputFraction, activation.Min, activation.Max));

    /// <summary>1/(1+e) has slope at most 1 in e, and the division truncates once; at 0 both are exact.</summary>
    private protected override BigInteger Value(IrregularColumn column, long n, BigInteger power, int precision)
    {
        var one = BigInteger.One << precision;
        var sigmoid = (one << precision) / (one + power);
        return n >= 0 ? sigmoid : one - sigmoid;
    }
}
