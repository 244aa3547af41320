using System.Numerics.Tensors;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;
using Zkml.Wire;

namespace Zkml.Circuits.Operators;

/// <summary>
/// Softmax over the last dimension in fixed point. With m = max_j x_j, e_j = round(exp(−(m − x_j)/2^InputFraction) · 2^ExpFraction)
/// and S = Σ_j e_j: <c>y_j = floor((e_j·2^(f+1) + S) / (2·S))</c>, f = OutputFraction. That is e_j·2^f/S rounded half up, the
/// same as floor((e_j·2^f + floor(S/2)) / S); the proof shows 2·S·y_j + r = e_j·2^(f+1) + S with 0 ≤ r &lt; 2·S.
/// </summary>
public sealed record SoftmaxOperator(
    string Name, IReadOnlyList<string> Inputs, string Output, int InputFraction, int ExpFraction, int OutputFraction)
    : SingleOutputOperator(Name, Inputs, Output)
{
    public override string Kind => "Softmax";

    protected internal override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        Require(inputs[0].Shape.Length >= 1, "needs at least one dimension");
        Require(InputFraction is >= 0 and <= 15, $"the input fraction {InputFraction} is outside [0, 15]");
        Require(ExpFraction is >= 1 and <= 24, $"the exponential's fraction {ExpFraction} is outside [1, 24]");
        Require(OutputFraction is >= 1 and <= 15, $"the output fraction {OutputFraction} is outside [1, 15]");
        Require(ExpBits <= ActivationFunction.MaxFunctionBits, $"the exponential needs a table of 2^{ExpBits} rows; lower the input fraction");
        return new IntegerType(inputs[0].Shape, 0, 1L << OutputFraction);
    }

    /// <summary>Bits of the exponential's table: beyond 2^bits it is 0, since e^(−d) is below half a unit. 0.7 > ln 2.</summary>
    internal int ExpBits
    {
        get
        {
            var reach = ((ExpFraction + 1L) * 7 * (1L << InputFraction) / 10) + 2;
            var bits = 1;
            while (1L << bits < reach) bits++;
            return bits;
        }
    }

    /// <summary>e^(−d) for d in [0, 2^bits).</summary>
    internal IrregularColumn ExpColumn(int bits) =>
        new(ExpNegative.Instance, bits, 0, InputFraction, ExpFraction, 0, 1L << ExpFraction, 0);

    protected internal override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var x = inputs[0];
        var (length, exp) = (x.Shape[^1], ExpColumn(ExpBits));
        var result = new long[x.Data.Length];
        for (var start = 0; start < result.Length; start += length)
        {
            Normalize(x.Data.AsSpan(start, length), result.AsSpan(start, length), exp);
        }
        return new IntegerTensor(x.Shape, result);
    }

    private void Normalize(ReadOnlySpan<long> row, Span<long> result, IrregularColumn exp)
    {
        var max = TensorPrimitives.Max(row);
        var sum = 0L;
        for (var j = 0; j < row.Length; j++) sum += result[j] = Exponential(exp, max - row[j]);
        for (var j = 0; j < row.Length; j++) result[j] = ((result[j] << (OutputFraction + 1)) + sum) / (2 * sum);
    }

    internal static long Exponential(IrregularColumn exp, long difference) => difference >= 1L << exp.Bits ? 0 : exp[(int)difference];

    protected internal override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs) =>
        SoftmaxLowering.Lower(context, this, inputs[0]);

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<SoftmaxOperator>(13,
        (to, o) =>
        {
            to.Signed(o.InputFraction);
            to.Signed(o.ExpFraction);
            to.Signed(o.OutputFraction);
        },
        (ref ByteReader r, OperatorHeader h) => new SoftmaxOperator(
            h.Name, h.Inputs, h.Output, r.SignedInt(), r.SignedInt(), r.SignedInt()));
}
