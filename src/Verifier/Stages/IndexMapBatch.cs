using Zkml.Algebra.Fields;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Stages;

/// <summary>
/// Stage 4: every mapped operand value <c>a = Σ_u Π_g M_g(j, u)·Source(u)</c> by one batched sumcheck of degree 2
/// (docs/protocol.md §6). The verifier evaluates the maps itself; ends in claims on the source columns.
/// </summary>
public static class IndexMapBatch
{
    public const int RoundDegree = 2;

    public static bool Verify<T>(ProtocolState<T> state)
        where T : struct, IScalar<T>
    {
        var plan = state.Plan;
        if (plan.Maps.Count == 0) return true;
        var gamma = state.Transcript.Challenge(Labels.IndexGamma);
        var weights = ContractionBatch.Powers(gamma, plan.Maps.Count);
        var instances = new List<SumcheckInstance<T>>();
        for (var k = 0; k < weights.Length; k++)
        {
            var value = state.Proof.XEvaluations[plan.XClaims.Count + k];
            instances.Add(new SumcheckInstance<T>(plan.Maps[k].Offset, weights[k] * value, RoundDegree));
        }
        var (z, claim) = Sumcheck.Replay(
            state.Transcript, Labels.IndexRound, Labels.IndexPoint, state.Proof.IndexMapRounds, instances);
        state.Z = z;
        state.Transcript.Absorb(Labels.ZEvaluations, state.Proof.ZEvaluations);
        state.Record(plan.ZClaims, state.Proof.ZEvaluations);
        var total = T.Zero;
        for (var k = 0; k < weights.Length; k++) total += weights[k] * FinalEvaluation(state, plan.Maps[k]);
        return state.RequireEqual(total, claim, Step.IndexMap, "final evaluation");
    }

    /// <summary>Π_g M_g(j, z)·Source(z).</summary>
    public static T FinalEvaluation<T>(ProtocolState<T> state, MapPlan map)
        where T : struct, IScalar<T>
    {
        var product = state.Evaluate(map.Operand.Source, map.SourcePoint());
        for (var g = 0; g < map.Operand.Groups.Count; g++)
        {
            var group = map.Operand.Groups[g];
            var points = new T[]?[group.Indices.Count];
            for (var k = 0; k < points.Length; k++)
            {
                var index = group.Indices[k];
                points[k] = index.Kind switch
                {
                    MapIndexKind.Joint => state.Resolve(map.Owner.AxisPoint(index.AxisNumber)),
                    MapIndexKind.Source => state.Resolve(map.SourceAxisPoint(index.AxisNumber)),
                    _ => null,
                };
            }
            product *= MapAutomaton.Evaluate(group, map.Transitions[g], points);
        }
        return product;
    }
}
