using Zkml.Circuits.Graph;

namespace Zkml.Verifier;

/// <summary>One public tensor of a proof: what it is, and what each sample has.</summary>
public sealed class PublicTensor(GraphValue tensor, long[] values, int samples)
{
    /// <summary>Name, type, and how its integers are read.</summary>
    public GraphValue Tensor { get; } = tensor;

    /// <summary>The integers of all samples, one sample after the other.</summary>
    public long[] Values { get; } = values;

    /// <summary>Their number, a divisor of the number of values.</summary>
    public int Samples { get; } = samples;

    /// <summary>Numbers of one sample.</summary>
    public int Size => Values.Length / Samples;

    /// <summary>The integers of one sample.</summary>
    public long[] Integers(int sample) => Values[(sample * Size)..((sample + 1) * Size)];

    /// <summary>The numbers that they stand for: integer · scale, which is 1 where integers are meant as such.</summary>
    public double[] Reals(int sample) => Array.ConvertAll(Integers(sample), code => code * Tensor.Scale);
}

/// <summary>A model's public tensors as a verifier knows them, in the circuit's order, which is the order of statements.</summary>
public static class PublicTensors
{
    public static IReadOnlyList<GraphValue> InputsOf(VerifyingKey key) => Describe(key, key.Inputs, key.Circuit.Inputs);

    public static IReadOnlyList<GraphValue> OutputsOf(VerifyingKey key) => Describe(key, key.Outputs, key.Circuit.Outputs);

    /// <summary>The outputs that a statement shows; none where they are sealed.</summary>
    /// <param name="outputs">The model's, in the circuit's order.</param>
    /// <param name="statement">Accepted, so that its values are as many as the outputs' shapes say.</param>
    /// <param name="samples">The number of samples that it is about.</param>
    public static IReadOnlyList<PublicTensor> Shown(IReadOnlyList<GraphValue> outputs, Statement statement, int samples) =>
        [.. statement.Outputs.Select((values, k) => new PublicTensor(outputs[k], values, samples))];

    private static GraphValue[] Describe(VerifyingKey key, TensorInfo[] tensors, IReadOnlyList<int> columns) =>
        [.. tensors.Select((tensor, k) => Describe(tensor, key.Circuit.Columns[columns[k]]))];

    private static GraphValue Describe(TensorInfo tensor, Circuits.Relations.Column column) =>
        new(tensor.Name, new IntegerType(tensor.Shape, column.Min, column.Max), tensor.Scale, tensor.Kind);
}
