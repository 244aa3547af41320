using System.Collections.Concurrent;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Tables;
using Zkml.Tensors;

namespace Zkml.Circuits.Operators;

/// <summary>
/// An activation as a function on all integers. Its domain is [−2^(k−1), 2^(k−1)) with k = <see cref="DomainBits"/>, a
/// number that depends on the activation only; outside the function is constant on each side, with the value at the
/// nearest end. Tables of any width that is at least k, or at least that of the argument's range, thus agree with it.
/// </summary>
internal abstract class ActivationFunction
{
    /// <summary>Irregular tables are at most this wide; a function not yet constant there is held at the end value.</summary>
    public const int MaxFunctionBits = 16;

    private static readonly ConcurrentDictionary<Activation, ActivationFunction> Known = new();

    public abstract long Evaluate(long argument);

    public static ActivationFunction Of(Activation activation) => Known.GetOrAdd(activation, static a => a switch
    {
        ClampActivation clamp => new ClampFunction(clamp.Min, clamp.Max),
        FunctionActivation function => new TabulatedFunction(function),
        _ => throw new NotSupportedException($"unknown activation {a.GetType().Name}"),
    });

    /// <summary>Bits k of the smallest domain outside of which the activation is constant on each side.</summary>
    public static int DomainBits(Activation activation) => activation switch
    {
        ClampActivation clamp => SignedWidth.Of(clamp.Min, clamp.Max),
        FunctionActivation f => Math.Min(MaxFunctionBits, FunctionBits(f)),
        _ => throw new NotSupportedException($"unknown activation {activation.GetType().Name}"),
    };

    /// <summary>A range that contains every value of the activation on [low, high]; exact for a clamp.</summary>
    public static (long Min, long Max) Image(Activation activation, long low, long high)
    {
        if (activation is ClampActivation clamp) return (Math.Clamp(low, clamp.Min, clamp.Max), Math.Clamp(high, clamp.Min, clamp.Max));
        var f = (FunctionActivation)activation;
        return f.Function.Image(f);
    }

    /// <summary>The irregular table column of a function on [−2^(bits−1), 2^(bits−1)).</summary>
    public static IrregularColumn ColumnOf(FunctionActivation f, int bits) =>
        new(f.Function, bits, -(1L << (bits - 1)), f.InputFraction, f.OutputFraction, f.Min, f.Max, f.Parameter);

    /// <summary>Throws InvalidDataException, naming the node, on parameters outside the catalogue.</summary>
    public static void Validate(IntegerOperator node, Activation activation)
    {
        if (activation.Min > activation.Max) throw node.Invalid($"the activation's range [{activation.Min}, {activation.Max}] is empty");
        if (activation is not FunctionActivation f) return;
        if (f.InputFraction is < 0 or > 24 || f.OutputFraction is < 0 or > 24)
        {
            throw node.Invalid($"activation fractions must be 0 to 24 bits, not {f.InputFraction} and {f.OutputFraction}");
        }
        if (ColumnOf(f, 1).Error() is { } error) throw node.Invalid($"activation {f.Function}: {error}");
        if (f.Function.Reach(f) is null) throw node.Invalid($"{f.Function} is not defined on all numbers and no activation");
    }

    private static int FunctionBits(FunctionActivation f)
    {
        var reach = f.Function.Reach(f) ?? throw new NotSupportedException($"{f.Function} is no activation");
        return reach >= 1L << MaxFunctionBits ? MaxFunctionBits + 1 : SignedWidth.Of(-(long)reach - 2, (long)reach + 2);
    }

    private sealed class ClampFunction(long min, long max) : ActivationFunction
    {
        public override long Evaluate(long argument) => argument < min ? min : argument > max ? max : argument;
    }

    private sealed class TabulatedFunction(FunctionActivation function) : ActivationFunction
    {
        private readonly Lazy<long[]> values = new(() => Tabulate(function));

        public override long Evaluate(long argument)
        {
            var table = values.Value;
            return table[Math.Clamp(argument + (table.Length / 2), 0, table.Length - 1)];
        }

        private static long[] Tabulate(FunctionActivation function)
        {
            var bits = DomainBits(function);
            var column = ColumnOf(function, bits);
            var values = new long[1 << bits];
            for (var row = 0; row < values.Length; row++) values[row] = column[row];
            return values;
        }
    }
}
