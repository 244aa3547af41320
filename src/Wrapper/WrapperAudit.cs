using Zkml.Algebra.Setup;
using Zkml.Prover.Backends;
using Zkml.Verifier;
using Zkml.Wrapper.Circuit;
using Zkml.Wrapper.Codec;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper;

/// <summary>
/// Is a wrapper key the one that its model's key and configuration give? Nothing in the key shows it: with zeroed selectors it would
/// accept anything. It is made again and compared byte for byte (docs/wrapper.md §6).
/// </summary>
public static class WrapperAudit
{
    /// <summary>The circuit that the key has to be of; null with the reason when model, configuration and key do not even fit.</summary>
    public static ConstraintSystem? CircuitOf(WrapperKeyFile file, out Rejection? rejection, CancellationToken cancellation = default) =>
        file.Prepare(out rejection) is { } key ? VerifierCircuit.Compile(key.Core, cancellation) : null;

    /// <summary>Null when the key is the right one, else what differs.</summary>
    /// <param name="file">The key in question.</param>
    /// <param name="srs">The SRS of the model, large enough for the circuit (<see cref="WrapperProver.RequiredLogSize"/>).</param>
    /// <param name="backend">Null for the program's default.</param>
    /// <param name="cancellation">Ends the call; nothing runs on.</param>
    /// <exception cref="ArgumentException">The SRS is another one or too small.</exception>
    public static Rejection? Check(
        WrapperKeyFile file, Srs srs, IComputeBackend? backend = null, CancellationToken cancellation = default) =>
        CircuitOf(file, out var rejection, cancellation) is { } system ? Check(file, system, srs, backend, cancellation) : rejection;

    /// <summary>As above, with the circuit of <see cref="CircuitOf"/>.</summary>
    public static Rejection? Check(
        WrapperKeyFile file, ConstraintSystem system, Srs srs, IComputeBackend? backend = null, CancellationToken cancellation = default)
    {
        if (file.DeriveCore(out var rejection) is not { } core) return rejection;
        var expected = WrapperProver.Create(core, system, srs, backend, cancellation: cancellation).Key.Plonk;
        var found = file.Plonk;
        if (expected.Encode().AsSpan().SequenceEqual(found.Encode())) return null;
        if (expected.LogSize != found.LogSize) return new Rejection(Step.Wrapper, "size of the circuit", -1, $"2^{expected.LogSize}", $"2^{found.LogSize}");
        return new Rejection(Step.Wrapper, $"the wrapper key is not that of the model: {Difference(expected, found)} differ");
    }

    private static string Difference(PlonkKey expected, PlonkKey found)
    {
        var names = new List<string>();
        if (expected.PublicInputs != found.PublicInputs) names.Add("public inputs");
        if (expected.Wiring != found.Wiring) names.Add("selectors q_L q_R q_O q_D");
        if (expected.Gates != found.Gates) names.Add("selectors q_M q_C q_F q_P");
        if (expected.Permutation != found.Permutation) names.Add("permutation");
        return string.Join(", ", names);
    }
}
