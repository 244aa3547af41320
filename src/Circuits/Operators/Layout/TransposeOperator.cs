using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Serialization;
using Zkml.Tensors;
using Zkml.Wire;
using static Zkml.Circuits.Serialization.GraphParts;
using static Zkml.Circuits.Serialization.IntegerArrays;

namespace Zkml.Circuits.Operators;

/// <summary>y's dimension d is x's dimension Permutation[d].</summary>
public sealed record TransposeOperator(string Name, IReadOnlyList<string> Inputs, string Output, int[] Permutation)
    : SingleOutputOperator(Name, Inputs, Output)
{
    public override string Kind => "Transpose";

    protected internal override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs)
    {
        RequireInputs(1, inputs.Count);
        var shape = inputs[0].Shape;
        Require(
            Permutation.Length == shape.Length && Permutation.Order().SequenceEqual(Enumerable.Range(0, shape.Length)),
            $"{TensorShape.Describe(Permutation)} is no permutation of the dimensions of {TensorShape.Describe(shape)}");
        return inputs[0] with { Shape = Array.ConvertAll(Permutation, d => shape[d]) };
    }

    protected internal override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu)
    {
        var x = inputs[0];
        var strides = TensorShape.Strides(x.Shape);
        var shape = Array.ConvertAll(Permutation, d => x.Shape[d]);
        var offsets = TensorShape.Offsets(shape, Array.ConvertAll(Permutation, d => strides[d]));
        var result = new long[offsets.Length];
        for (var i = 0; i < result.Length; i++) result[i] = x.Data[offsets[i]];
        return new IntegerTensor(shape, result);
    }

    /// <summary>A renaming; only the row-major values are moved.</summary>
    protected internal override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs)
    {
        var (x, slot) = (inputs[0], context.NewSlot());
        context.AddStep(state => state.Dense[slot] = ExecuteOutput([state.Tensor(x)], state.Cpu).Data);
        return x.Permuted(Permutation).WithSlot(slot);
    }

    internal static OperatorFormat Format { get; } = OperatorFormat.Of<TransposeOperator>(12,
        (to, o) => Write(to, o.Permutation),
        (ref ByteReader r, OperatorHeader h) => new TransposeOperator(h.Name, h.Inputs, h.Output, ReadInts(ref r)));
}
