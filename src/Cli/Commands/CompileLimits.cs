using Zkml.Cli.Failures;
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
}
