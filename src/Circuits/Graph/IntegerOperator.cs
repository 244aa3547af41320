using Zkml.Circuits.Lowering;
using Zkml.Tensors;

namespace Zkml.Circuits.Graph;

/// <summary>
/// One operator of the integer graph: its shape rule, its exact integer semantics and its lowering live together in one
/// file under <c>Operators/</c>. Tensors are row-major, without batch axis magic: shapes are what the ONNX graph says.
/// </summary>
/// <param name="Name">The node's name, for messages.</param>
/// <param name="Inputs">Names of the input values.</param>
/// <param name="Output">Name of the output value.</param>
public abstract record IntegerOperator(string Name, IReadOnlyList<string> Inputs, string Output)
{
    /// <summary>The type name used in files, documentation and messages.</summary>
    public abstract string Kind { get; }

    /// <summary>Shape and proven range of the output from those of the inputs.</summary>
    public abstract IntegerType Infer(IReadOnlyList<IntegerType> inputs);

    /// <summary>The exact integer semantics (docs/quantization.md).</summary>
    public abstract IntegerTensor Execute(IReadOnlyList<IntegerTensor> inputs);

    /// <summary>
    /// Adds the operator to a circuit: columns, relations and the steps that fill them. Its inputs have the types that
    /// <see cref="Infer"/> accepted.
    /// </summary>
    public abstract TensorValue Lower(LoweringContext context, IReadOnlyList<TensorValue> inputs);

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

/// <summary>Row-major integers with a shape.</summary>
public sealed record IntegerTensor(int[] Shape, long[] Data);

/// <summary>Shape and inclusive range of a value.</summary>
public sealed record IntegerType(int[] Shape, long Min, long Max)
{
    public ValueRange Range => new(Min, Max);
}
