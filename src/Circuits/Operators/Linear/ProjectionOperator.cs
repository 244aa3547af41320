using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;

namespace Zkml.Circuits.Operators;

/// <summary>
/// Products with the rows of a matrix: acc[.., v] = Σ_d x[.., d] · matrix[v, d]. A <see cref="LinearOperator"/> whose weights
/// are a value (inputs: x, matrix [outputs, features]), as for a head that shares the embedding's matrix.
/// </summary>
public sealed record ProjectionOperator(string Name, IReadOnlyList<string> Inputs, string Output, Requantization? R)
    : AccumulatingOperator(Name, Inputs, Output, R)
{
    public override string Kind => "Projection";

    public override IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(2, inputs.Count);
        var (x, matrix) = (inputs[0], inputs[1]);
        Require(
            x.Shape.Length >= 2 && matrix.Shape.Length == 2 && x.Shape[^1] == matrix.Shape[1],
            $"cannot multiply {TensorShape.Describe(x.Shape)} by the rows of {TensorShape.Describe(matrix.Shape)}");
        return (x.Range * matrix.Range * matrix.Shape[1]).ToType(this, [.. x.Shape[..^1], matrix.Shape[0]]);
    }

    public override IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var (x, matrix) = (inputs[0], inputs[1]);
        var (outputs, features) = (matrix.Shape[0], matrix.Shape[1]);
        var rows = x.Data.Length / features;
        var result = new long[rows * outputs];
        DenseKernels.For(cpu, outputs, (long)rows * features, v =>
        {
            var weights = matrix.Data.AsSpan(v * features, features);
            for (var s = 0; s < rows; s++) result[(s * outputs) + v] = DenseKernels.Dot(weights, x.Data.AsSpan(s * features, features));
        });
        return new IntegerTensor([.. x.Shape[..^1], outputs], result);
    }

    /// <summary>The transposed matrix is the same column under renamed index bits.</summary>
    private protected override Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type)
    {
        // A copy that aligns axes fills its column from the row-major values, so they are transposed with it.
        var (matrix, slot) = (inputs[1], context.NewSlot());
        var transposed = matrix.Permuted([1, 0]);
        if (!AxisFactors.AreEqual(matrix.Layout.Dimensions[1], inputs[0].Layout.Dimensions[^1]))
        {
            context.AddStep(state => state.Dense[slot] = Transposed(state.Tensor(matrix)));
            transposed = transposed.WithSlot(slot);
        }
        return ProductLowering.Lower(context, Name, [inputs[0], transposed], type, 1);
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<ProjectionOperator>(17,
        (to, o) => Write(to, o.R),
        (ref ByteReader r, OperatorHeader h) => new ProjectionOperator(h.Name, h.Inputs, h.Output, ReadRequantization(ref r)));

    private static long[] Transposed(IntegerTensor matrix)
    {
        var (rows, columns) = (matrix.Shape[0], matrix.Shape[1]);
        var result = new long[matrix.Data.Length];
        for (var i = 0; i < result.Length; i++) result[i] = matrix.Data[((i % rows) * columns) + (i / rows)];
        return result;
    }
}
