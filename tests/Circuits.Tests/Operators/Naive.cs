using Zkml.Circuits.Graph;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Tests.Operators;

/// <summary>Operators by their definitions, one entry at a time, sharing no code with the implementation.</summary>
internal static class Naive
{
    public delegate long Entry(int[] index);

    public static long[] Fill(int[] shape, Entry entry)
    {
        var result = new long[shape.Aggregate(1, (n, e) => n * e)];
        for (var i = 0; i < result.Length; i++) result[i] = entry(Index(shape, i));
        return result;
    }

    public static int[] Index(int[] shape, int flat)
    {
        var index = new int[shape.Length];
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            index[d] = flat % shape[d];
            flat /= shape[d];
        }
        return index;
    }

    /// <summary>The entry, or 0 when a position is out of bounds.</summary>
    public static long At(IntegerTensor x, params int[] index)
    {
        var flat = 0;
        for (var d = 0; d < index.Length; d++)
        {
            if (index[d] < 0 || index[d] >= x.Shape[d]) return 0;
            flat = (flat * x.Shape[d]) + index[d];
        }
        return x.Data[flat];
    }

    /// <summary>The entry of a tensor broadcast to the rank of the index.</summary>
    public static long Broadcast(IntegerTensor x, int[] index)
    {
        var own = index[^x.Shape.Length..];
        for (var d = 0; d < own.Length; d++) own[d] = x.Shape[d] == 1 ? 0 : own[d];
        return At(x, own);
    }

    public static long Requantize(Requantization? r, long accumulator)
    {
        if (r is null) return accumulator;
        var quotient = (long)Math.Floor(((decimal)accumulator / (1L << r.Shift)) + (r.Shift == 0 ? 0 : 0.5m));
        if (r.Activation is ClampActivation clamp) return Math.Min(Math.Max(quotient, clamp.Min), clamp.Max);
        var f = (FunctionActivation)r.Activation;
        var column = new IrregularColumn(f.Function, 16, -32768, f.InputFraction, f.OutputFraction, f.Min, f.Max, f.Parameter);
        return column[(int)Math.Clamp(quotient + 32768, 0, 65535)];
    }

    /// <summary>Calls back for every in-bounds tap of a window: kernel position and input position.</summary>
    public static void Taps(
        IntegerTensor x, int[] output, int[] kernel, int[] strides, int[] pads, int[] dilations, Action<int[], int[]> visit)
    {
        var count = kernel.Aggregate(1, (n, e) => n * e);
        for (var k = 0; k < count; k++)
        {
            var tap = Index(kernel, k);
            var input = new int[kernel.Length];
            var inside = true;
            for (var d = 0; d < kernel.Length; d++)
            {
                input[d] = (strides[d] * output[d]) + (dilations[d] * tap[d]) - pads[d];
                inside &= input[d] >= 0 && input[d] < x.Shape[d + 2];
            }
            if (inside) visit(tap, input);
        }
    }
}
