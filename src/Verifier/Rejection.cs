using System.Diagnostics.CodeAnalysis;
using Zkml.Wire;

namespace Zkml.Verifier;

/// <summary>Where a proof is rejected, in the order in which the verifier reads it (docs/protocol.md §2.1).</summary>
public enum Step
{
    Encoding,
    Statement,
    Commit,
    LogUp,
    Contraction,
    IndexMap,
    Reduction,
    Opening,

    /// <summary>The PLONK proof around a core proof (docs/wrapper.md).</summary>
    Wrapper,
}

/// <summary>Why a proof is rejected. Verification returns one of these; it never throws on a malformed proof.</summary>
/// <param name="Step">The stage whose check failed.</param>
/// <param name="What">The check, in words.</param>
/// <param name="Index">Position within the stage (layer, element, byte of an encoding), or −1.</param>
/// <param name="Expected">The expected value, where there is one.</param>
/// <param name="Got">The value found, where there is one.</param>
public sealed record Rejection(Step Step, string What, int Index = -1, string? Expected = null, string? Got = null)
{
    /// <summary>Bytes that are not the encoding of anything; null for no error.</summary>
    [return: NotNullIfNotNull(nameof(error))]
    public static Rejection? Of(WireError? error) => error is null ? null : new(Step.Encoding, error.What, error.Position);

    public override string ToString()
    {
        var where = Index >= 0 ? $"{Step}[{Index}]" : $"{Step}";
        return Expected is null ? $"{where}: {What}" : $"{where}: {What} (expected {Expected}, got {Got})";
    }
}
