using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;

namespace Zkml.Circuits.Operators;

/// <summary>
/// An operator that computes integer accumulators and then requantizes them. Execution, ranges and the witness program
/// share <see cref="Accumulate"/>.
/// </summary>
public abstract record AccumulatingOperator(string Name, IReadOnlyList<string> Inputs, string Output, Requantization? R)
    : SingleOutputOperator(Name, Inputs, Output)
{
    /// <summary>
    /// Checks attributes and input shapes; shape and proven range of the accumulators, biases included, the rounding
    /// constant not. Throws InvalidDataException naming the node.
    /// </summary>
    public abstract IntegerType InferAccumulator(IReadOnlyList<IntegerType> inputs);

    /// <summary>The accumulators. Inputs must be of shapes and ranges that <see cref="IntegerOperator.Infer"/> accepted: the loops are unchecked.</summary>
    public abstract IntegerTensor Accumulate(IReadOnlyList<IntegerTensor> inputs, Cpu cpu);

    protected internal sealed override IntegerType InferOutput(IReadOnlyList<IntegerType> inputs) =>
        Requantizer.Infer(this, R, InferAccumulator(inputs));

    protected internal sealed override IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu) => Requantizer.Apply(R, Accumulate(inputs, cpu));

    protected internal sealed override TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs)
    {
        var accumulator = LowerAccumulator(context, inputs, InferAccumulator([.. inputs.Select(x => x.Type)]));
        return RequantizationLowering.Lower(
            context, Name, context.ResultKind(Output), R, accumulator, state => Accumulate([.. inputs.Select(state.Tensor)], state.Cpu).Data);
    }

    /// <summary>The accumulator as affine terms and a contraction, rounding constant excluded.</summary>
    private protected abstract Accumulator LowerAccumulator(LoweringContext context, IReadOnlyList<TensorValue> inputs, IntegerType type);
}
