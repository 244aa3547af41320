using Zkml.Circuits.Batching;
using Zkml.Cli.Failures;
using Zkml.Prover.Compilation;
using Zkml.Verifier;

namespace Zkml.Cli.Commands;

/// <summary>Checks of options before minutes of work.</summary>
internal static class CompileLimits
{
    /// <summary>Fails on a chunk size that no key can have.</summary>
    public static void RequireChunkBits(int? bits)
    {
        if (bits is < VerifyingKey.MinChunkBits or > VerifyingKey.MaxChunkBits)
        {
            throw new BadInputException($"--chunk-bits {bits} is outside {VerifyingKey.MinChunkBits} to {VerifyingKey.MaxChunkBits}.");
        }
    }

    /// <summary>Fails on a batch that no proof can have, and on one that the chunk size is not chosen for.</summary>
    public static void RequireSamples(CompileOptions options)
    {
        if (options.Samples is < 1 or > BatchCircuit.MaxSamples)
        {
            throw new BadInputException($"--batch {options.Samples} is outside 1 to {BatchCircuit.MaxSamples}.");
        }
        if (options is { Samples: > 1, ChunkBits: not null }) throw new BadInputException("Give --batch or --chunk-bits, not both: the former chooses the latter.");
    }

    /// <summary>Fails when two options choose the chunk size.</summary>
    public static void RequireOneChunkChoice(CompileOptions options)
    {
        if (options is { ForChain: true, ChunkBits: not null }) throw new BadInputException("Give --chain or --chunk-bits, not both: the former chooses the latter.");
    }
}
