using Zkml.Algebra.Fields;
using Zkml.Algebra.Polynomials;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Stages;

/// <summary>
/// Stage 3: every contraction, at its slot's local point ρ[0..n), by one batched sumcheck (docs/protocol.md §5):
/// <c>Left(ρ) = Σ_s eq(ρ_batch, s_batch)·A(ρ_free, s)·B(ρ_free, s)</c>. Ends in claims on the operands.
/// </summary>
public static class ContractionBatch
{
    public static bool Verify<T>(ProtocolState<T> state)
        where T : struct, IScalar<T>
    {
        var plan = state.Plan;
        if (plan.Contractions.Count == 0) return true;
        var gamma = state.Transcript.Challenge(Labels.ContractionGamma);
        var weights = Powers(gamma, plan.Contractions.Count);
        var (x, claim) = Sumcheck.Replay(
            state.Transcript, Labels.ContractionRound, Labels.ContractionPoint, state.Proof.ContractionRounds, Instances(state, weights));
        state.X = x;
        state.Transcript.Absorb(Labels.XEvaluations, state.Proof.XEvaluations);
        state.Record(plan.XClaims, state.Proof.XEvaluations.AsSpan(0, plan.XClaims.Count));
        return state.RequireEqual(FinalEvaluation(state, weights), claim, Step.Contraction, "final evaluation");
    }

    /// <summary>1, γ, γ², …</summary>
    public static T[] Powers<T>(T gamma, int count)
        where T : struct, IScalar<T>
    {
        var powers = new T[count];
        var power = T.One;
        for (var k = 0; k < count; k++)
        {
            powers[k] = power;
            power *= gamma;
        }
        return powers;
    }

    /// <summary>The left side of a contraction at ρ: what its right side must sum to.</summary>
    public static T LeftSide<T>(ProtocolState<T> state, Contraction contraction)
        where T : struct, IScalar<T> =>
        state.Evaluate(contraction.Left, Coordinate.RhoRange(contraction.Space.Variables));

    private static List<SumcheckInstance<T>> Instances<T>(ProtocolState<T> state, T[] weights)
        where T : struct, IScalar<T>
    {
        var instances = new List<SumcheckInstance<T>>();
        for (var k = 0; k < weights.Length; k++)
        {
            var c = state.Plan.Contractions[k];
            instances.Add(new SumcheckInstance<T>(c.Offset, weights[k] * LeftSide(state, c.Contraction), c.Degree));
        }
        return instances;
    }

    /// <summary>What the summands amount to at the sumcheck's point, from the operand values sent.</summary>
    public static T FinalEvaluation<T>(ProtocolState<T> state, T[] weights)
        where T : struct, IScalar<T>
    {
        var total = T.Zero;
        for (var k = 0; k < weights.Length; k++) total += weights[k] * RightSide(state, state.Plan.Contractions[k]);
        return total;
    }

    private static T RightSide<T>(ProtocolState<T> state, ContractionPlan c)
        where T : struct, IScalar<T>
    {
        var operands = c.Contraction.Operands;
        if (c.Contraction.Form == ContractionForm.Sum)
        {
            var sum = T.Zero;
            for (var k = 0; k < operands.Count; k++) sum += OperandValue(state, c, k);
            return sum;
        }
        return BatchWeight(state, c) * OperandValue(state, c, 0) * OperandValue(state, c, 1);
    }

    /// <summary>eq(ρ, x) over the batch axes.</summary>
    public static T BatchWeight<T>(ProtocolState<T> state, ContractionPlan c)
        where T : struct, IScalar<T>
    {
        var product = T.One;
        for (var axis = 0; axis < c.IsBatch.Length; axis++)
        {
            if (!c.IsBatch[axis]) continue;
            var first = c.FirstJointVariable(axis);
            var rho = state.Rho.AsSpan(first, c.JointAxes[axis].Bits);
            product *= EqPolynomial.Evaluate<T>(rho, state.Resolve(c.AxisPoint(axis)));
        }
        return product;
    }

    private static T OperandValue<T>(ProtocolState<T> state, ContractionPlan c, int operand)
        where T : struct, IScalar<T>
    {
        var map = c.MapNumber[operand];
        if (map >= 0) return state.Proof.XEvaluations[state.Plan.XClaims.Count + map];
        var o = c.Contraction.Operands[operand];
        return state.Evaluate(o.Source, c.DirectPoint(o));
    }
}
