using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.IntegerArrays;

namespace Zkml.Circuits.Operators;

/// <summary>
/// Cuts a dimension into consecutive parts, one output each: y_k[…, i, …] = x[…, Sizes[0] + … + Sizes[k−1] + i, …].
/// </summary>
/// <param name="Axis">In [0, rank), or negative from the end.</param>
/// <param name="Sizes">The parts' extents, positive; they add up to the dimension.</param>
public sealed record SplitOperator(string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Parts, int Axis, int[] Sizes)
    : IntegerOperator(Name, Inputs)
{
    public override string Kind => "Split";

    public override IReadOnlyList<string> Outputs => Parts;

    public override IReadOnlyList<IntegerType> Infer(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        var x = inputs[0];
        Require(Axis >= -x.Shape.Length && Axis < x.Shape.Length, $"axis {Axis} does not exist in {TensorShape.Describe(x.Shape)}");
        Require(Sizes.Length >= 1 && Sizes.Length == Parts.Count, $"has {Sizes.Length} sizes for {Parts.Count} outputs");
        var extent = x.Shape[Dimension(x.Shape.Length)];
        Require(
            Array.TrueForAll(Sizes, n => n >= 1) && Sizes.Sum(n => (long)n) == extent,
            $"the sizes {TensorShape.Describe(Sizes)} do not add up to {extent}");
        return Array.ConvertAll(Sizes, size => x with { Shape = PartShape(x.Shape, size) });
    }

    public override IReadOnlyList<IntegerTensor> Execute(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var (parts, start) = (new IntegerTensor[Sizes.Length], 0);
        for (var k = 0; k < parts.Length; start += Sizes[k++]) parts[k] = Part(inputs[0], start, Sizes[k]);
        return parts;
    }

    /// <summary>
    /// Equal parts along which the dimension's axes can be cut are views of the same index bits, with those that number the
    /// parts fixed. Any other part is a shifted copy, as in Concat and Pad.
    /// </summary>
    public override IReadOnlyList<TensorValue> Lower(LoweringContext context, IReadOnlyList<TensorValue> inputs)
    {
        var x = inputs[0];
        var dimension = Dimension(x.Layout.Shape.Length);
        var runs = Array.TrueForAll(Sizes, n => n == Sizes[0])
            ? AxisFactors.Regroup(x.Layout.Dimensions[dimension], [Sizes[0], Sizes.Length])
            : null;
        var (parts, start) = (new TensorValue[Sizes.Length], 0);
        for (var k = 0; k < parts.Length; start += Sizes[k++])
        {
            parts[k] = runs is null ? Copy(context, x, dimension, k, start) : View(context, x, dimension, k, runs);
        }
        return parts;
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.OfSeveral<SplitOperator>(14,
        (to, o) =>
        {
            to.Signed(o.Axis);
            Write(to, o.Sizes);
        },
        (ref ByteReader r, OperatorHeader h) => new SplitOperator(h.Name, h.Inputs, h.Outputs, r.SignedInt(), ReadInts(ref r)));

    /// <summary>The axis counted from the front.</summary>
    private int Dimension(int rank) => Axis < 0 ? Axis + rank : Axis;

    private int[] PartShape(int[] shape, int size)
    {
        var part = (int[])shape.Clone();
        part[Dimension(shape.Length)] = size;
        return part;
    }

    private IntegerTensor Part(IntegerTensor x, int start, int size)
    {
        var axis = Dimension(x.Shape.Length);
        var (outer, row) = (TensorShape.Size(x.Shape.AsSpan(0, axis)), TensorShape.Size(x.Shape.AsSpan(axis)));
        var inner = TensorShape.Size(x.Shape.AsSpan(axis + 1));
        var result = new long[outer * size * inner];
        for (var o = 0; o < outer; o++)
        {
            x.Data.AsSpan((o * row) + (start * inner), size * inner).CopyTo(result.AsSpan(o * size * inner));
        }
        return new IntegerTensor(PartShape(x.Shape, size), result);
    }

    /// <summary>Part k, with the axes <paramref name="runs"/> inside parts and across them.</summary>
    private TensorValue View(LoweringContext context, TensorValue x, int dimension, int k, Axis[][] runs)
    {
        var whole = x.Renamed(x.Layout.With(dimension, [.. runs[0], .. runs[1]]));
        var layout = x.Layout.With(dimension, runs[0]);
        var map = new int[whole.Layout.Space.Variables];
        for (var d = 0; d < layout.Shape.Length; d++)
        {
            // What the part's dimension lacks are the highest bits, which number the parts.
            var (own, other) = (whole.Layout.Variables(whole.Layout.Run(d)), layout.Variables(layout.Run(d)));
            for (var v = 0; v < other.Length; v++) map[own[v]] = other[v];
            if (d == dimension) FixNumber(map, own.AsSpan(other.Length), runs[1], k);
        }
        var (slot, start) = (context.NewSlot(), k * Sizes[k]);
        context.AddStep(state => state.Dense[slot] = Part(state.Tensor(x), start, Sizes[k]).Data);
        return new TensorValue(layout, AffineTerms.View(x.Terms, map), x.Min, x.Max, slot);
    }

    /// <summary>Fixes the variables of the axes that number the parts to the digits of k, lowest axis first.</summary>
    private static void FixNumber(int[] map, ReadOnlySpan<int> variables, Axis[] axes, int k)
    {
        var next = 0;
        foreach (var axis in axes)
        {
            var digit = k % axis.Extent;
            k /= axis.Extent;
            for (var bit = 0; bit < axis.Bits; bit++) map[variables[next++]] = ((digit >> bit) & 1) == 1 ? Term.One : Term.Zero;
        }
    }

    private TensorValue Copy(LoweringContext context, TensorValue x, int dimension, int k, int start)
    {
        var size = Sizes[k];
        var layout = x.Layout.With(dimension, AxisFactors.Of(size));
        var joint = new JointSpace(layout);
        var operand = new OperandBuilder(x);
        for (var d = 0; d < layout.Shape.Length; d++)
        {
            if (d == dimension) operand.Shift(x.Layout.Run(d), joint.Output(d), -start);
            else operand.Bind(x.Layout.Run(d), joint.Output(d));
        }
        var accumulator = Accumulator.OfSum(layout, AffineTerms.Zero, x.Min, x.Max, operand.Build());
        var name = Sizes.Length == 1 ? Name : $"{Name}.part{k}";
        return RequantizationLowering.Lower(
            context, name, context.ResultKind(Parts[k]), null, accumulator, state => Part(state.Tensor(x), start, size).Data);
    }
}
