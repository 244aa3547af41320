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
}

/// <summary>Row-major integers with a shape.</summary>
public sealed record IntegerTensor(int[] Shape, long[] Data);

/// <summary>Shape and inclusive range of a value.</summary>
public sealed record IntegerType(int[] Shape, long Min, long Max);
