using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;

namespace Zkml.Circuits.Operators;

/// <summary>
/// Batched product of two activations: acc[.., m, n] = Multiplier · Σ_k x_0[.., m, k] · x_1[.., k, n], leading dimensions
/// broadcast against each other. Both inputs have at least two dimensions.
/// </summary>
public sealed record MatMulOperator(string Name, IReadOnlyList<string> Inputs, string Output, long Multiplier, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "MatMul";

    public override IReadOnlyList<long> Coefficients => [Multiplier];

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(2, inputs.Count);
        var (a, b) = (inputs[0].Shape, inputs[1].Shape);
        Require(a.Length >= 2 && b.Length >= 2, "both factors need at least two dimensions");
        Require(a[^1] == b[^2], $"cannot contract {TensorShape.Describe(a)} with {TensorShape.Describe(b)}");
        var leading = TensorShape.Broadcast(a.AsSpan(0, a.Length - 2), b.AsSpan(0, b.Length - 2))
            ?? throw Invalid($"leading dimensions of {TensorShape.Describe(a)} and {TensorShape.Describe(b)} do not broadcast");
        var product = inputs[0].Range * inputs[1].Range;
        return (product * a[^1] * Multiplier).ToType(this, [.. leading, a[^2], b[^1]]);
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var (x, y) = (inputs[0], inputs[1]);
        var (rows, inner, columns) = (x.Shape[^2], x.Shape[^1], y.Shape[^1]);
        var leading = TensorShape.Broadcast(x.Shape.AsSpan(0, x.Shape.Length - 2), y.Shape.AsSpan(0, y.Shape.Length - 2))!;
        var a = TensorShape.Offsets(leading, TensorShape.BroadcastStrides(x.Shape.AsSpan(0, x.Shape.Length - 2), leading));
        var b = TensorShape.Offsets(leading, TensorShape.BroadcastStrides(y.Shape.AsSpan(0, y.Shape.Length - 2), leading));
        var result = new long[a.Length * rows * columns];
        DenseKernels.For(cpu, a.Length * rows, (long)inner * columns, i =>
        {
            var (batch, row) = (i / rows, i % rows);
            var target = result.AsSpan(i * columns, columns);
            var left = x.Data.AsSpan(((a[batch] * rows) + row) * inner, inner);
            for (var k = 0; k < inner; k++)
            {
                DenseKernels.AddScaled(target, y.Data.AsSpan(((b[batch] * inner) + k) * columns, columns), 1, Multiplier * left[k]);
            }
        });
        return new IntegerTensor([.. leading, rows, columns], result);
    }

    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type) =>
        ProductLowering.Lower(context, Name, inputs, type, Multiplier);

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<MatMulOperator>(6,
        (to, o) =>
        {
            to.Signed(o.Multiplier);
            Write(to, o.R);
        },
        (ref ByteReader r, OperatorHeader h) => new MatMulOperator(h.Name, h.Inputs, h.Output, r.Signed(), ReadRequantization(ref r)));
}
