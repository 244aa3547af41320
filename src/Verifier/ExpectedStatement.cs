namespace Zkml.Verifier;

/// <summary>
/// What somebody wants a proof to be about, beside being valid. Whatever is null may be anything; a verdict should say so
/// (<see cref="NotCompared"/>).
/// </summary>
public sealed record ExpectedStatement
{
    /// <summary>The model hash as 64 hexadecimal digits.</summary>
    public string? ModelHash { get; init; }

    /// <summary>The number of samples.</summary>
    public int? Samples { get; init; }

    /// <summary>Integers of each input in the circuit's order, one sample after the other; more samples than proven are passed over.</summary>
    public IReadOnlyList<long[]?> Inputs { get; init; } = [];

    /// <summary>As <see cref="Inputs"/>, for the outputs.</summary>
    public IReadOnlyList<long[]?> Outputs { get; init; } = [];

    /// <summary>Null when a proven statement is the expected one.</summary>
    /// <param name="key">Of the model.</param>
    /// <param name="modelHash">The key's.</param>
    /// <param name="statement">Of a proof that was accepted under the key.</param>
    /// <param name="samples">The number of samples that it is about.</param>
    public Rejection? Compare(VerifyingKey key, string modelHash, Statement statement, int samples)
    {
        if (ModelHash is not null && ModelHash != modelHash)
        {
            return new Rejection(Step.Statement, "the key is for another model than --model-hash", -1, ModelHash, modelHash);
        }
        if (Samples is { } expected && expected != samples) return OtherNumber(expected, samples);
        return Compare("input", key.Inputs, Inputs, statement.Inputs, samples) ?? Compare("output", key.Outputs, Outputs, statement.Outputs, samples);
    }

    /// <summary>The tensors that nothing is expected of: "input 'x'".</summary>
    public IReadOnlyList<string> NotCompared(VerifyingKey key) =>
        [.. Missing("input", key.Inputs, Inputs), .. Missing("output", key.Outputs, Outputs)];

    /// <summary>Whether any tensor is compared.</summary>
    public bool ComparesAny => Inputs.Concat(Outputs).Any(codes => codes is not null);

    private static IEnumerable<string> Missing(string what, TensorInfo[] tensors, IReadOnlyList<long[]?> expected) =>
        tensors.Where((_, k) => k >= expected.Count || expected[k] is null).Select(t => $"{what} '{t.Name}'");

    private static Rejection? Compare(string what, TensorInfo[] tensors, IReadOnlyList<long[]?> expected, long[][] shown, int samples)
    {
        if (expected.All(e => e is null)) return null;
        if (shown.Length != tensors.Length || expected.Count != tensors.Length)
        {
            return new Rejection(Step.Statement, $"{what}s to compare", -1, $"{expected.Count}", $"{shown.Length}");
        }
        for (var k = 0; k < tensors.Length; k++)
        {
            var name = tensors.Length == 1 ? what : $"{what} '{tensors[k].Name}'";
            if (expected[k] is { } codes && Compare(name, codes, shown[k], samples) is { } rejection) return rejection;
        }
        return null;
    }

    private static Rejection? Compare(string name, long[] expected, long[] proven, int samples)
    {
        var size = proven.Length / samples;
        if (expected.Length < proven.Length) return OtherNumber(expected.Length / size, samples);
        var k = proven.AsSpan().CommonPrefixLength(expected);
        if (k == proven.Length) return null;
        var where = samples == 1 ? "" : $" of sample {k / size}";
        return new Rejection(Step.Statement, $"the proof is about another {name}{where}", k % size, $"{expected[k]}", $"{proven[k]}");
    }

    private static Rejection OtherNumber(int expected, int proven) =>
        new(Step.Statement, "the proof is about another number of samples", -1, $"{expected}", $"{proven}");
}
