using System.Numerics.Tensors;
using Zkml.Circuits.Graph;

namespace Zkml.Circuits.Operators;

/// <summary>
/// The exact semantics of <see cref="Requantization"/>: <c>t = floor((acc + 2^(s-1)) / 2^s)</c>, <c>y = activation(t)</c>;
/// without one, the accumulator is the output. One definition for execution, ranges and witness generation.
/// </summary>
internal static class Requantizer
{
    public const int MaxShift = 48;

    /// <summary>t of one accumulator; |acc| &lt; 2^62.</summary>
    public static long Quotient(long accumulator, int shift) =>
        shift == 0 ? accumulator : (accumulator + (1L << (shift - 1))) >> shift;

    /// <summary><see cref="Quotient"/> of all; the bound on accumulators excludes overflow.</summary>
    private static void Quotients(ReadOnlySpan<long> accumulators, int shift, Span<long> result)
    {
        if (shift == 0)
        {
            accumulators.CopyTo(result);
            return;
        }
        TensorPrimitives.Add(accumulators, 1L << (shift - 1), result);
        TensorPrimitives.ShiftRightArithmetic(result, shift, result);
    }

    /// <summary>The tensor of outputs, same shape as the accumulators.</summary>
    public static IntegerTensor Apply(Requantization? requantization, IntegerTensor accumulators)
    {
        if (requantization is null) return accumulators;
        var (shift, source) = (requantization.Shift, accumulators.Data);
        var result = new long[source.Length];
        if (requantization.Activation is ClampActivation clamp)
        {
            Quotients(source, shift, result);
            TensorPrimitives.Clamp(result, clamp.Min, clamp.Max, result);
            return new IntegerTensor(accumulators.Shape, result);
        }
        var function = ActivationFunction.Of(requantization.Activation);
        for (var i = 0; i < source.Length; i++) result[i] = function.Evaluate(Quotient(source[i], shift));
        return new IntegerTensor(accumulators.Shape, result);
    }

    /// <summary>The output's type from the accumulator's. Throws InvalidDataException on unusable parameters.</summary>
    public static IntegerType Infer(IntegerOperator node, Requantization? requantization, IntegerType accumulator)
    {
        if (requantization is null) return accumulator;
        if (requantization.Shift is < 0 or > MaxShift)
        {
            throw node.Invalid($"the requantization shift is {requantization.Shift}, outside [0, {MaxShift}]");
        }
        ActivationFunction.Validate(node, requantization.Activation);
        var (low, high) = (Quotient(accumulator.Min, requantization.Shift), Quotient(accumulator.Max, requantization.Shift));
        var image = ActivationFunction.Image(requantization.Activation, low, high);
        return new IntegerType(accumulator.Shape, image.Min, image.Max);
    }
}
