using System.Numerics;
using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>tanh(x) = (1 − e^(−2x)) / (1 + e^(−2x)).</summary>
public sealed class Tanh : ExponentialFunction
{
    private Tanh()
    {
    }

    public static Tanh Instance { get; } = new();

    public override byte Code => 1;

    public override string Name => "Tanh";

    public override bool IsNondecreasing => true;

    private protected override int StepBits => 1;

    /// <summary>1 − tanh(x) &lt; 2·e^(−2x) is below half a unit from 2x = (fraction + 2)·ln 2 on.</summary>
    public override Int128? Reach(FunctionActivation activation) =>
        (Int128)(activation.OutputFraction + 2) * 7 * (1L << activation.InputFraction) / 20;

    public override (long Min, long Max) Image(FunctionActivation activation)
    {
        var one = 1L << activation.OutputFraction;
        return (Math.Clamp(-one, activation.Min, activation.Max), Math.Clamp(one, activation.Min, activation.Max));
    }

    /// <summary>(1−e)/(1+e) has slope at most 2 in e.</summary>
    private protected override BigInteger Value(IrregularColumn column, long n, BigInteger power, int precision)
    {
        var one = BigInteger.One << precision;
        var tanh = ((one - power) << precision) / (one + power);
        return n >= 0 ? tanh : -tanh;
    }
}
