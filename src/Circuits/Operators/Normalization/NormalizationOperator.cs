using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;

namespace Zkml.Circuits.Operators;

/// <summary>
/// The normalization of a LayerNorm over the last dimension, n long: c = n·x − Σx, V = Σc², t = ⌊V / 2^VarianceShift⌋,
/// r = min(1023, round(RootNumerator / √(2t + 1))), y = R(c·r). Scale and shift are a <see cref="ScaleOperator"/> after it.
/// </summary>
/// <param name="VarianceShift">At least 1, so large that t has 16 bits for every input in range.</param>
/// <param name="RootNumerator">In [1, 2^40]: 2^(f + g)·√(n/2^(VarianceShift − 1)) for outputs of f fractional bits, g the shift of R.</param>
public sealed record NormalizationOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, int VarianceShift, long RootNumerator, Requantization R)
    : SingleOutputOperator(Name, Inputs, Output)
{
    public override string Kind => "Normalization";

    protected internal override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        var x = inputs[0];
        Require(x.Shape.Length >= 1 && x.Shape[^1] >= 2, $"has no last dimension of at least two entries in {TensorShape.Describe(x.Shape)}");
        Require(VarianceShift is >= 1 and <= Requantizer.MaxShift, $"the variance's shift is {VarianceShift}, outside [1, {Requantizer.MaxShift}]");
        Require(RootNumerator is >= 1 and <= InverseRoot.MaxNumerator, $"the root's numerator {RootNumerator} is outside [1, 2^40]");
        var variance = new ValueRange(0, Centered(x).Max * Centered(x).Max * x.Shape[^1]).ToType(this, x.Shape).Max;
        Require(variance >> VarianceShift < 1L << InverseRoot.TableBits, $"the variance can reach {variance}, beyond {InverseRoot.TableBits} bits after its shift");
        return Requantizer.Infer(this, R, Product(x));
    }

    protected internal override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu) =>
        Requantizer.Apply(R, new IntegerTensor(inputs[0].Shape, NormalizationStatistics.Of(this, inputs[0]).Products));

    protected internal override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs) =>
        new NormalizationLowering(context, this, inputs[0], Product(inputs[0].Type)).Lower();

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<NormalizationOperator>(18,
        (to, o) =>
        {
            to.Signed(o.VarianceShift);
            to.Signed(o.RootNumerator);
            Write(to, o.R);
        },
        (ref ByteReader r, OperatorHeader h) =>
        {
            var (shift, numerator, requantization) = (r.SignedInt(), r.Signed(), ReadRequantization(ref r));
            r.Require(requantization is not null, "a normalization without requantization");
            return new NormalizationOperator(h.Name, h.Inputs, h.Output, shift, numerator, requantization!);
        });

    /// <summary>|c| ≤ (n − 1)·(max − min).</summary>
    private static ValueRange Centered(IntegerType x)
    {
        var bound = (x.Range.Max - x.Range.Min) * (x.Shape[^1] - 1);
        return new ValueRange(-bound, bound);
    }

    private IntegerType Product(IntegerType x) => (Centered(x) * InverseRoot.Largest).ToType(this, x.Shape);
}

/// <summary>What the normalization computes on the way: sums, variances, quotients and roots by row, products by entry.</summary>
internal sealed class NormalizationStatistics(long[] sums, long[] variances, long[] quotients, long[] roots, long[] products)
{
    public long[] Sums => sums;

    public long[] Variances => variances;

    public long[] Quotients => quotients;

    public long[] Roots => roots;

    public long[] Products => products;

    public static NormalizationStatistics Of(NormalizationOperator node, IntegerTensor x)
    {
        var n = x.Shape[^1];
        var rows = x.Data.Length / n;
        var (sums, variances, products) = (new long[rows], new long[rows], new long[x.Data.Length]);
        for (var i = 0; i < x.Data.Length; i++) sums[i / n] += x.Data[i];
        for (var i = 0; i < x.Data.Length; i++)
        {
            products[i] = (n * x.Data[i]) - sums[i / n];
            variances[i / n] += products[i] * products[i];
        }
        var quotients = Array.ConvertAll(variances, v => v >> node.VarianceShift);
        var roots = Array.ConvertAll(quotients, t => InverseRoot.Of(node.RootNumerator, t));
        for (var i = 0; i < products.Length; i++) products[i] *= roots[i / n];
        return new NormalizationStatistics(sums, variances, quotients, roots, products);
    }
}
