using System.Collections.Concurrent;
using Zkml.Algebra.Setup;
using Zkml.Prover.Compilation;
using Zkml.Wrapper;
using Zkml.Wrapper.Evm;
using Zkml.Wrapper.Tests;

namespace Zkml.Settlement.Tests;

/// <summary>A wrapped proof with its key and the call that brings it to the contract.</summary>
internal sealed record ProvenModel(WrapperProver Prover, HidingProof Hiding, WrappedProof Proof)
{
    public WrapperKey Key => Prover.Key;

    public byte[] Call => VerifyCall.Encode(Key, Proof, out _)!;
}

/// <summary>Wrapped proofs of example models, made once.</summary>
internal static class ProvenModels
{
    private static readonly ConcurrentDictionary<(string, int), Lazy<ProvenModel>> Made = new();

    private static readonly Lazy<Srs> SharedSrs = new(() => Srs.Development(18));

    public static Srs Srs => SharedSrs.Value;

    /// <summary>The smallest model.</summary>
    public static ProvenModel Small => Get("cancer_mlp", 11);

    public static ProvenModel Get(string name, int chunkBits, int samples = 1) => Made.GetOrAdd((name, samples), _ => new(() =>
    {
        var hiding = ExampleModels.Get(name, chunkBits).Prove(samples);
        var prover = WrapperProver.Create(hiding.Key, Srs);
        return new ProvenModel(prover, hiding, prover.Wrap(hiding));
    })).Value;
}
