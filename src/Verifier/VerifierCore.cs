using Zkml.Algebra.Fields;
using Zkml.Algebra.Transcripts;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Stages;

namespace Zkml.Verifier;

/// <summary>
/// The verifier's algorithm up to the pairing, written once over <see cref="IScalar{T}"/>: with field elements it
/// verifies, with circuit variables it builds the wrapper circuit (docs/protocol.md §2).
/// </summary>
public static class VerifierCore
{
    /// <summary>
    /// Runs all stages in order. Returns the deferred pairing check, or null with <see cref="ProtocolState{T}.Rejection"/>
    /// set. The public values must be in their declared ranges (<see cref="StatementStage.CheckRanges"/>).
    /// </summary>
    public static DeferredOpening<T>? Run<T>(ProtocolState<T> state, T modelDigest, T context, T salt)
        where T : struct, IScalar<T>
    {
        state.Assertions.Enter(Step.Statement);
        AbsorbStatement(state, modelDigest, context, salt);
        state.Transcript.AbsorbDigest(Labels.CommitWitness, state.Digests.Witness);
        state.Assertions.Enter(Step.LogUp);
        if (!LogUp.Verify(state)) return null;
        state.Assertions.Enter(Step.Contraction);
        if (!ContractionBatch.Verify(state)) return null;
        state.Assertions.Enter(Step.IndexMap);
        if (!IndexMapBatch.Verify(state)) return null;
        state.Assertions.Enter(Step.Reduction);
        var y = OpeningReduction.Verify(state);
        state.Assertions.Enter(Step.Opening);
        return y is null ? null : Opening.Verify(state, y);
    }

    /// <summary>Stage 0, shared with the prover.</summary>
    public static void AbsorbStatement<T>(ProtocolState<T> state, T modelDigest, T context, T salt)
        where T : struct, IScalar<T>
    {
        state.Transcript.Absorb(Labels.Model, modelDigest);
        state.Transcript.Absorb(Labels.Context, context);
        AbsorbColumns(state.Transcript, Labels.Input, state.Plan.Circuit.Inputs, state);
        AbsorbColumns(state.Transcript, Labels.Output, state.Plan.Circuit.Outputs, state);
        state.Transcript.Absorb(Labels.Salt, salt);
    }

    private static void AbsorbColumns<T>(Transcript<T> transcript, TranscriptLabel label, IReadOnlyList<int> ids, ProtocolState<T> state)
        where T : struct, IScalar<T>
    {
        foreach (var id in ids)
        {
            var column = state.Plan.Circuit.Columns[id];
            transcript.Absorb(label, StatementStage.Pack<T>(column, TrueEntries(column, state.Publics[id])));
        }
    }

    private static T[] TrueEntries<T>(Column column, T[] padded)
    {
        var values = new T[column.Space.TrueSize];
        for (var k = 0; k < values.Length; k++) values[k] = padded[column.Space.PaddedIndex(k)];
        return values;
    }
}
