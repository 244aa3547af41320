using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Tensors;

namespace Zkml.Circuits.Lowering;

/// <summary>
/// The maximum over a window along one dimension, by max(a, b) = b + relu(a − b), out of bounds counting as −∞. Halves
/// that are views of the same index bits need no copy; other windows read shifted codes z = x − min ≥ 0 through maps,
/// for which the 0 out of bounds is as good as −∞.
/// </summary>
internal static class WindowMaximum
{
    /// <summary>The running maximum is an expression with a term per tap; expressions are bounded.</summary>
    private const int MaxTaps = 56;

    public static TensorValue Lower(LoweringContext context, string name, TensorValue x, int dimension, WindowAxis window)
    {
        if (window.IsIdentity) return x;
        return Halves(x, dimension, window) is { } layout
            ? LowerHalves(context, name, x, dimension, window, layout)
            : LowerTaps(context, name, x, dimension, window);
    }

    /// <summary>
    /// The layout after a window of two neighbours, if even and odd positions are the views that fix the lowest bit.
    /// The odd half must be real wherever the output is, or else a true 0 that cannot exceed the even one.
    /// </summary>
    private static TensorLayout? Halves(TensorValue x, int dimension, WindowAxis window)
    {
        if (window is not { Kernel: 2, Stride: 2, PadBegin: 0, Dilation: 1 }) return null;
        var axes = x.Layout.Dimensions[dimension];
        if (axes.Count == 0) return null;
        if (2 * window.Output == window.Input && axes[0].Extent % 2 == 0)
        {
            Axis[] half = axes[0].Extent == 2 ? [] : [new Axis(axes[0].Extent / 2, axes[0].Bits - 1)];
            return x.Layout.With(dimension, [.. half, .. axes.Skip(1)]);
        }
        var bit = x.Layout.Variables(x.Layout.Run(dimension))[0];
        var vanishes = x.Terms.All(t => t.View.Contains(bit));
        if (2 * window.Output != window.Input + 1 || axes.Count != 1 || x.Min < 0 || !vanishes) return null;
        return x.Layout.With(dimension, [new Axis(window.Output, axes[0].Bits - 1)]);
    }

    /// <summary>
    /// A ReLU on all differences. Its bound is never reached, and is rounded up to 2^k − 1 so that the table is shared
    /// with other pools and with the layers' own ReLUs.
    /// </summary>
    private static Requantization Relu(TensorValue x) =>
        new(0, new ClampActivation(0, (1L << (SignedWidth.Of(0, Range(x)) - 1)) - 1));

    private static long Offset(TensorValue x) => Math.Min(x.Min, 0);

    private static long Range(TensorValue x) => Math.Max(x.Max - Offset(x), 1);

    private static TensorValue LowerHalves(
        LoweringContext context, string name, TensorValue x, int dimension, WindowAxis window, TensorLayout layout)
    {
        var even = HalfTerms(x, dimension, layout, Term.Zero);
        var odd = HalfTerms(x, dimension, layout, Term.One);
        var range = Range(x);
        var difference = Accumulator.OfTerms(layout, AffineTerms.Subtract(even, odd), -range, range);
        var gain = RequantizationLowering.Lower(context, name, ColumnKind.Witness, Relu(x), difference, state =>
        {
            var taps = TapReader.Of(state.Tensor(x), dimension, window);
            return Subtract(taps.Read(0, 0), taps.Read(1, 0));
        });
        var slot = context.NewSlot();
        context.AddStep(state =>
        {
            var result = TapReader.Of(state.Tensor(x), dimension, window).Read(1, 0);
            for (var i = 0; i < result.Length; i++) result[i] += state.Dense[gain.Slot][i];
            state.Dense[slot] = result;
        });
        return new TensorValue(layout, AffineTerms.Add(odd, gain.Terms), x.Min, x.Max, slot);
    }

    private static IReadOnlyList<Term> HalfTerms(TensorValue x, int dimension, TensorLayout layout, int bit)
    {
        var map = new int[x.Layout.Space.Variables];
        for (var d = 0; d < x.Layout.Shape.Length; d++)
        {
            var own = x.Layout.Variables(x.Layout.Run(d));
            var other = layout.Variables(layout.Run(d));
            var halved = d == dimension ? 1 : 0;
            if (halved == 1) map[own[0]] = bit;
            for (var k = halved; k < own.Length; k++) map[own[k]] = other[k - halved];
        }
        return AffineTerms.View(x.Terms, map);
    }

    /// <summary>
    /// v_k = z_k − z_0 − Σ_{j&lt;k} r_j and r_k = relu(v_k), with z_k tap k of at most <see cref="MaxTaps"/>:
    /// z_0 + Σ_{j≤k} r_j is the maximum so far.
    /// </summary>
    private static TensorValue LowerTaps(LoweringContext context, string name, TensorValue x, int dimension, WindowAxis window)
    {
        if (window.Kernel > MaxTaps)
        {
            throw new InvalidDataException($"'{name}': a maximum over {window.Kernel} taps in one dimension; at most {MaxTaps} are supported");
        }
        var (offset, range) = (Offset(x), Range(x));
        var layout = x.Layout.With(dimension, AxisFactors.Of(window.Output));
        var z = x.WithTerms(AffineTerms.Subtract(x.Terms, AffineTerms.Constant(offset)));
        var gains = AffineTerms.Zero;
        for (var k = 1; k < window.Kernel; k++)
        {
            var tap = k;
            var difference = Accumulator.OfSum(
                layout, AffineTerms.Scale(gains, -1), -range, range,
                Tap(z, layout, dimension, window, tap, 1), Tap(z, layout, dimension, window, 0, -1));
            var gain = RequantizationLowering.Lower(context, $"{name}.gain{k}", ColumnKind.Witness, Relu(x), difference, state =>
            {
                var taps = TapReader.Of(state.Tensor(x), dimension, window);
                return Subtract(taps.Read(tap, offset), taps.Maximum(tap, offset));
            });
            gains = AffineTerms.Add(gains, gain.Terms);
        }
        var maximum = Accumulator.OfSum(layout, gains, 0, range, Tap(z, layout, dimension, window, 0, 1));
        var shifted = RequantizationLowering.Lower(
            context, name, ColumnKind.Witness, null, maximum,
            state => TapReader.Of(state.Tensor(x), dimension, window).Maximum(window.Kernel, offset));
        var slot = context.NewSlot();
        context.AddStep(state => state.Dense[slot] = Array.ConvertAll(state.Dense[shifted.Slot], v => v + offset));
        return new TensorValue(layout, AffineTerms.Add(shifted.Terms, AffineTerms.Constant(offset)), x.Min, x.Max, slot);
    }

    private static Operand Tap(TensorValue z, TensorLayout layout, int dimension, WindowAxis window, int tap, long factor)
    {
        var operand = new OperandBuilder(z, factor);
        for (var d = 0; d < layout.Shape.Length; d++)
        {
            if (d == dimension) operand.Window(z.Layout.Run(d), layout.Run(d), window, fixedTap: tap);
            else operand.Bind(z.Layout.Run(d), layout.Run(d));
        }
        return operand.Build();
    }

    private static long[] Subtract(long[] a, long[] b)
    {
        for (var i = 0; i < a.Length; i++) a[i] -= b[i];
        return a;
    }
}
