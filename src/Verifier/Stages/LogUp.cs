using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Polynomials;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Stages;

/// <summary>
/// Stage 2: all lookups by one LogUp-GKR tree (docs/protocol.md §4). The sum over lookups of 1/denominator equals the sum
/// over table rows of multiplicity/denominator; the tree's root numerator is 0, its root denominator is not.
/// </summary>
public static class LogUp
{
    /// <summary>Degree of a layer's round polynomials: eq · numerator · denominator.</summary>
    public const int RoundDegree = 3;

    public static bool Verify<T>(ProtocolState<T> state)
        where T : struct, IScalar<T>
    {
        var alpha = state.Transcript.Challenge(Labels.Alpha);
        var beta = state.Transcript.Challenge(Labels.Beta);
        state.Transcript.Absorb(Labels.Root, state.Proof.RootDenominator);
        if (!state.RequireNonZero(state.Proof.RootDenominator, Step.LogUp, "root denominator is zero")) return false;
        if (!VerifyTree(state, out var numerator, out var denominator)) return false;
        state.Transcript.Absorb(Labels.RhoEvaluations, state.Proof.RhoEvaluations);
        state.Record(state.Plan.RhoClaims, state.Proof.RhoEvaluations);
        var leaf = EvaluateLeaf(state, alpha, beta);
        return state.RequireEqual(leaf.Numerator, numerator, Step.LogUp, "leaf numerator")
            && state.RequireEqual(leaf.Denominator, denominator, Step.LogUp, "leaf denominator");
    }

    /// <summary>
    /// From the root to the leaves: <c>p + λq = Σ_y eq(r, y)(p0·q1 + p1·q0 + λ·q0·q1)(y)</c>, then the two halves are
    /// joined at μ, which becomes variable 0 of the next layer's point.
    /// </summary>
    private static bool VerifyTree<T>(ProtocolState<T> state, out T numerator, out T denominator)
        where T : struct, IScalar<T>
    {
        (numerator, denominator) = (T.Zero, state.Proof.RootDenominator);
        T[] point = [];
        for (var layer = 0; layer < state.Plan.LeafVariables; layer++)
        {
            var lambda = state.Transcript.Challenge(Labels.Lambda);
            var instance = new SumcheckInstance<T>(0, numerator + (lambda * denominator), RoundDegree);
            var (r, claim) = Sumcheck.Replay(
                state.Transcript, Labels.LogUpRound, Labels.LogUpPoint, state.Proof.LogUpRounds[layer], [instance]);
            var ends = state.Proof.LogUpEnds[layer];
            state.Transcript.Absorb(Labels.Ends, ends);
            var end = EqPolynomial.Evaluate<T>(point, r)
                * ((ends[0] * ends[3]) + (ends[1] * ends[2]) + (lambda * ends[2] * ends[3]));
            if (!state.RequireEqual(end, claim, Step.LogUp, "layer", layer)) return false;
            var mu = state.Transcript.Challenge(Labels.Mu);
            numerator = ends[0] + (mu * (ends[1] - ends[0]));
            denominator = ends[2] + (mu * (ends[3] - ends[2]));
            point = [mu, .. r];
        }
        state.Rho = point;
        return true;
    }

    /// <summary>
    /// The leaf layer at ρ from column values. Outside all slots leaves are 0/1, hence the −1 in each slot's denominator:
    /// <c>α − (id + β·c0 + β²·c1 + β³·c2)</c>.
    /// </summary>
    public static (T Numerator, T Denominator) EvaluateLeaf<T>(ProtocolState<T> state, T alpha, T beta)
        where T : struct, IScalar<T>
    {
        var circuit = state.Plan.Circuit;
        T numerator = T.Zero, denominator = T.One;
        for (var k = 0; k < circuit.Lookups.Count; k++)
        {
            var weight = Eq.SlotWeight<T>(state.Plan.LookupSlot(k), state.Rho);
            numerator += weight;
            denominator += weight * (alpha - LookupRow(state, circuit.Lookups[k], beta) - T.One);
        }
        for (var t = 0; t < circuit.Tables.Count; t++)
        {
            var table = circuit.Tables[t];
            var weight = Eq.SlotWeight<T>(state.Plan.TableSlot(t), state.Rho);
            var key = new ClaimKey(circuit.Multiplicities[t], Coordinate.RhoRange(table.Bits));
            numerator -= weight * state.ValueOf(key);
            denominator += weight * (alpha - TableRow(table, beta, state.Rho.AsSpan(0, table.Bits), state.Kernels) - T.One);
        }
        return (numerator, denominator);
    }

    /// <summary>The row looked up: on padding the id is that of the zero table and the elements vanish.</summary>
    private static T LookupRow<T>(ProtocolState<T> state, Lookup lookup, T beta)
        where T : struct, IScalar<T>
    {
        var point = Coordinate.RhoRange(lookup.Space.Variables);
        var mask = Masks.OfSpace<T>(lookup.Space, state.Rho.AsSpan(0, lookup.Space.Variables));
        var row = T.FromInt64(Table.ZeroId) + (mask * T.FromInt64(lookup.TableId - Table.ZeroId));
        var power = beta;
        foreach (var element in lookup.Elements)
        {
            row += power * state.Evaluate(element, point);
            power *= beta;
        }
        return row;
    }

    private static T TableRow<T>(Table table, T beta, ReadOnlySpan<T> point, KernelSet kernels)
        where T : struct, IScalar<T>
    {
        var row = T.FromInt64(table.Id);
        var power = beta;
        foreach (var column in table.Columns)
        {
            row += power * TableEvaluation.Evaluate(column, point, kernels);
            power *= beta;
        }
        return row;
    }
}
