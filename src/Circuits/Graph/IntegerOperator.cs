using Zkml.Algebra.Threading;
using Zkml.Circuits.Lowering;
using Zkml.Tensors;

namespace Zkml.Circuits.Graph;

/// <summary>
/// One operator of the integer graph: its shape rule, its exact integer semantics, its lowering and its file format live
/// together in one file under <c>Operators/</c>. Tensors are row-major, without batch axis magic: shapes are what the ONNX
/// graph says. Immutable, thread-safe.
/// </summary>
/// <param name="Name">The node's name, for messages.</param>
/// <param name="Inputs">Names of the input values.</param>
public abstract record IntegerOperator(string Name, IReadOnlyList<string> Inputs)
{
    /// <summary>The type name used in files, documentation and messages.</summary>
    public abstract string Kind { get; }

    /// <summary>Names of the output values, at least one.</summary>
    public abstract IReadOnlyList<string> Outputs { get; }

    /// <summary>The weights and multipliers, for reports of their width; empty when there are none.</summary>
    public virtual IReadOnlyList<long> Coefficients => [];

    /// <summary>Shape and proven range of every output from those of the inputs.</summary>
    /// <exception cref="InvalidDataException">An attribute or input is unusable; the message names the node.</exception>
    public abstract IReadOnlyList<IntegerType> Infer(IReadOnlyList<IntegerType> inputs);

    /// <summary>The exact integer semantics (docs/quantization.md), on inputs whose types <see cref="Infer"/> accepted.</summary>
    public abstract IReadOnlyList<IntegerTensor> Execute(IReadOnlyList<IntegerTensor> inputs, Cpu cpu);

    /// <summary>
    /// Adds the operator to a circuit: columns, relations and the steps that fill them. Its inputs have the types that
    /// <see cref="Infer"/> accepted.
    /// </summary>
    public abstract IReadOnlyList<TensorValue> Lower(LoweringContext context, IReadOnlyList<TensorValue> inputs);

    /// <summary>The exception for an unusable attribute or input, naming the node.</summary>
    public InvalidDataException Invalid(string message) => new($"{Kind} '{Name}': {message}");

    /// <summary>Throws <see cref="Invalid"/> unless the condition holds.</summary>
    protected void Require(bool condition, string message)
    {
        if (!condition) throw Invalid(message);
    }

    /// <summary>Throws <see cref="Invalid"/> unless there are this many inputs.</summary>
    protected void RequireInputs(int expected, int actual) => Require(expected == actual && expected == Inputs.Count, $"has {actual} inputs, needs {expected}");
}

/// <summary>An operator with one output, which most have: the lists of one entry are made here.</summary>
/// <param name="Output">Name of the output value.</param>
public abstract record SingleOutputOperator(string Name, IReadOnlyList<string> Inputs, string Output) : IntegerOperator(Name, Inputs)
{
    public sealed override IReadOnlyList<string> Outputs => [Output];

    public sealed override IReadOnlyList<IntegerType> Infer(IReadOnlyList<IntegerType> inputs) => [InferOutput(inputs)];

    public sealed override IReadOnlyList<IntegerTensor> Execute(IReadOnlyList<IntegerTensor> inputs, Cpu cpu) => [ExecuteOutput(inputs, cpu)];

    public sealed override IReadOnlyList<TensorValue> Lower(LoweringContext context, IReadOnlyList<TensorValue> inputs) =>
        [LowerOutput(context, inputs)];

    /// <summary>Shape and proven range of the output; see <see cref="IntegerOperator.Infer"/>.</summary>
    protected internal abstract IntegerType InferOutput(IReadOnlyList<IntegerType> inputs);

    /// <summary>The output; see <see cref="IntegerOperator.Execute"/>.</summary>
    protected internal abstract IntegerTensor ExecuteOutput(IReadOnlyList<IntegerTensor> inputs, Cpu cpu);

    /// <summary>The output in a circuit; see <see cref="IntegerOperator.Lower"/>.</summary>
    protected internal abstract TensorValue LowerOutput(LoweringContext context, IReadOnlyList<TensorValue> inputs);
}

/// <summary>Row-major integers with a shape.</summary>
public sealed record IntegerTensor(int[] Shape, long[] Data);

/// <summary>Shape and inclusive range of a value.</summary>
public sealed record IntegerType(int[] Shape, long Min, long Max)
{
    public ValueRange Range => new(Min, Max);
}
