using Zkml.Circuits.Relations;
using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;
using Zkml.Verifier.Stages;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>
/// What a liar does to pass the check of one stage: bend a value that the stage is about to send so that the equation
/// holds, which moves the lie into a claim that a later stage checks.
/// </summary>
internal static class StageRepair
{
    /// <summary>Bends one multiplicity until the numerator fits and one virtual value until the denominator does.</summary>
    public static void Leaf(StageMessage p, string virtualColumn)
    {
        var plan = p.Session.Plan;
        var (alpha, beta) = (p.Challenges[0], p.Challenges[1]);
        var (numerator, denominator) = LogUp.EvaluateLeaf(Rehearse(p, plan.RhoClaims), alpha, beta);
        var table = plan.Circuit.Tables.Count - 1;
        var weight = Eq.SlotWeight<Fr>(plan.TableSlot(table), p.Point);
        p.Values[IndexOf(plan.RhoClaims, plan.Circuit.Multiplicities[table])] += (numerator - p.Challenges[2]) * weight.Invert();
        var column = plan.Circuit.Columns.Single(c => c.Name == virtualColumn).Id;
        var lookup = plan.Circuit.Lookups.ToList().FindIndex(l => l.Elements[0].Terms.Any(t => t.Column == column));
        var slot = Eq.SlotWeight<Fr>(plan.LookupSlot(lookup), p.Point);
        p.Values[IndexOf(plan.RhoClaims, column)] += (denominator - p.Challenges[3]) * (slot * beta).Invert();
    }

    /// <summary>Bends the value of the last mapped operand until the final evaluation fits.</summary>
    public static void Contraction(StageMessage p)
    {
        var plan = p.Session.Plan;
        var rehearsal = Rehearse(p, plan.XClaims);
        rehearsal.X = p.Point;
        var claim = Claim(p, p.Session.State.Proof.ContractionRounds, plan.Contractions.Select((c, k) =>
            (c.Offset, p.Challenges[k] * ContractionBatch.LeftSide(rehearsal, c.Contraction))));
        var before = ContractionBatch.FinalEvaluation(rehearsal, p.Challenges);
        p.Values[^1] += Fr.One;
        var slope = ContractionBatch.FinalEvaluation(rehearsal, p.Challenges) - before;
        p.Values[^1] += ((claim - before) * slope.Invert()) - Fr.One;
    }

    /// <summary>Bends the first claim at z until the final evaluation fits.</summary>
    public static void IndexMap(StageMessage p)
    {
        var plan = p.Session.Plan;
        var values = p.Session.State.Proof.XEvaluations;
        var claim = Claim(p, p.Session.State.Proof.IndexMapRounds, plan.Maps.Select((m, k) =>
            (m.Offset, p.Challenges[k] * values[plan.XClaims.Count + k])));
        var before = Total();
        p.Values[0] += Fr.One;
        var slope = Total() - before;
        p.Values[0] += ((claim - before) * slope.Invert()) - Fr.One;

        Fr Total()
        {
            var rehearsal = Rehearse(p, plan.ZClaims);
            (rehearsal.X, rehearsal.Z) = (p.Session.State.X, p.Point);
            var total = Fr.Zero;
            for (var k = 0; k < plan.Maps.Count; k++) total += p.Challenges[k] * IndexMapBatch.FinalEvaluation(rehearsal, plan.Maps[k]);
            return total;
        }
    }

    /// <summary>Bends the witness polynomial's value until the final evaluation fits.</summary>
    public static void Reduction(StageMessage p)
    {
        var state = p.Session.State;
        var sum = Fr.Zero;
        for (var k = 0; k < p.Challenges.Length; k++) sum += p.Challenges[k] * state.Claims[k].Value;
        var claim = Claim(p, state.Proof.ReductionRounds, [(0, sum)]);
        var factors = OpeningReduction.Factors(state, p.Challenges, p.Point);
        var rest = p.Values.Length > 1 ? factors[0] * p.Values[0] : Fr.Zero;
        p.Values[^1] = (claim - rest) * factors[^1].Invert();
    }

    /// <summary>What the rounds leave of the claims, as the verifier computes it.</summary>
    private static Fr Claim(StageMessage p, Fr[][] rounds, IEnumerable<(int Offset, Fr Claim)> instances)
    {
        var joining = instances.ToList();
        var claim = Fr.Zero;
        for (var k = 0; k <= rounds.Length; k++)
        {
            foreach (var i in joining.Where(i => i.Offset == k)) claim += i.Claim;
            if (k < rounds.Length) claim = RoundPolynomial.Evaluate(rounds[k], claim, p.Point[k]);
        }
        return claim;
    }

    /// <summary>The verifier's state as it will be once these values are sent.</summary>
    private static ProtocolState<Fr> Rehearse(StageMessage p, IReadOnlyList<ClaimKey> keys)
    {
        var state = p.Session.State;
        var rehearsal = new ProtocolState<Fr>
        {
            Plan = state.Plan,
            Transcript = state.Transcript,
            Assertions = state.Assertions,
            Proof = state.Proof,
            Digests = state.Digests,
            Publics = state.Publics,
        };
        (rehearsal.Rho, rehearsal.X, rehearsal.Z) = (state.Rho, state.X, state.Z);
        foreach (var (key, value) in state.Values) rehearsal.Values[key] = value;
        rehearsal.Record(keys, p.Values.AsSpan(0, keys.Count));
        return rehearsal;
    }

    private static int IndexOf(IReadOnlyList<ClaimKey> keys, int column) => keys.ToList().FindIndex(k => k.Column == column);
}
