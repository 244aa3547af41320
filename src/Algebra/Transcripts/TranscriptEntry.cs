using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Transcripts;

/// <summary>What one transcript message does.</summary>
public enum TranscriptKind
{
    /// <summary>Field elements go in.</summary>
    Absorb,

    /// <summary>The digest of encoded group elements goes in, as one field element.</summary>
    Digest,

    /// <summary>A challenge comes out.</summary>
    Challenge,
}

/// <summary>One line of the transcript inventory; the count is in field elements.</summary>
public readonly record struct TranscriptEntry(TranscriptKind Kind, string Label, int Count);

/// <summary>A copy of the sponge, for tests that the prover's and the verifier's transcripts agree.</summary>
/// <param name="Fresh">Whether the rate part has not given a challenge since the last permutation.</param>
public readonly record struct TranscriptState<T>(T Word0, T Word1, T Word2, T Capacity, bool Fresh)
    where T : struct, IScalar<T>;
