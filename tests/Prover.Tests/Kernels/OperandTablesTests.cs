using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Prover.Backends;
using Zkml.Prover.Tests.Models;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Tests.Kernels;

/// <summary>The tables that the sumchecks run over, against the definition of an operand by enumeration.</summary>
public class OperandTablesTests
{
    public static TheoryData<string> Models => ["Pipeline", "MatMul", "Pools", "Depthwise", "Split"];

    [Theory]
    [MemberData(nameof(Models))]
    public void OperandsOverTheirSummedAxesAreTheirValuesWeightedByEqOnTheFreeAxes(string name)
    {
        var model = TestModel.Named(name);
        var session = Session(model);
        foreach (var plan in session.Plan.Contractions)
        {
            foreach (var operand in plan.Contraction.Operands)
            {
                var table = new OperandTables(session, plan, operand).OverSummedAxes();
                Assert.Equal(Expected(model, session, plan, operand), table);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void SelectorTimesSourceSumsToTheMappedOperand(string name)
    {
        var model = TestModel.Named(name);
        var session = Session(model);
        foreach (var map in session.Plan.Maps)
        {
            var tables = new OperandTables(session, map.Owner, map.Operand);
            var (selector, source) = (tables.SelectorTable(), tables.SourceTable());
            var sum = Fr.Zero;
            for (var i = 0; i < selector.Length; i++) sum += selector[i] * source[i];
            var overSummed = tables.OverSummedAxes();
            var point = session.State.X.AsSpan(map.Owner.Offset, map.Owner.SumVariables);
            Assert.Equal(MultilinearFold.Evaluate(overSummed, (ReadOnlySpan<Fr>)point, KernelSet.Default), sum);
        }
    }

    [Fact]
    public void TheModelsHaveMappedAndDirectOperandsAndBatchAxes()
    {
        Assert.NotEmpty(TestModel.Pools.Key.Verification.Plan.Maps);
        Assert.Contains(TestModel.Depthwise.Key.Verification.Plan.Contractions, c => c.Degree == 3);
        Assert.Contains(TestModel.MatMul.Key.Verification.Plan.Contractions, c => c.IsBatch.All(b => !b));
    }

    /// <summary>Σ over free joint positions of eq(ρ, free)·A(free, summed), at every summed position in plan order.</summary>
    private static Fr[] Expected(TestModel model, ProverSession session, ContractionPlan plan, Operand operand)
    {
        var joint = new IndexSpace([.. plan.JointAxes]);
        var values = OperandValues<long>.Evaluate(operand, joint, model.Honest);
        var used = Enumerable.Range(0, plan.JointAxes.Count).Select(a => values.Strides[a] != 0 || plan.JointAxes[a].Bits == 0).ToArray();
        var eq = plan.JointAxes.Select((_, a) => plan.SummedOffset(a) >= 0 ? null : EqPolynomial.Table(session.State.Resolve(plan.AxisPoint(a)), Cpu.Default)).ToArray();
        var result = new Fr[1 << plan.SumVariables];
        for (var i = 0; i < joint.Size; i++)
        {
            var (target, weight, counts) = (0, Fr.One, true);
            for (var a = 0; a < plan.JointAxes.Count; a++)
            {
                var position = joint.Position(i, a);
                if (eq[a] is null) target |= position << plan.SummedOffset(a);
                else if (used[a]) weight *= eq[a]![position];
                else counts &= position == 0;
            }
            if (!counts) continue;
            var index = Enumerable.Range(0, plan.JointAxes.Count).Sum(a => joint.Position(i, a) * values.Strides[a]);
            result[target] += weight * Fr.FromInt64(values.Values[index]);
        }
        return result;
    }

    private static ProverSession Session(TestModel model)
    {
        var plan = model.Key.Verification.Plan;
        var random = new RandomElements(11);
        var state = new ProtocolState<Fr>
        {
            Plan = plan,
            Transcript = new Transcript<Fr>(Labels.ProtocolId),
            Assertions = FieldAssertions.Instance,
            Proof = ProofShape.Allocate<Fr>(plan),
            Digests = new PointDigests<Fr>(Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero),
            Publics = new Dictionary<int, Fr[]>(),
        };
        (state.Rho, state.X, state.Z) = (random.Array(plan.LeafVariables), random.Array(plan.ContractionRounds), random.Array(plan.MapRounds));
        return new ProverSession
        {
            Key = model.Key,
            State = state,
            Columns = [.. model.Honest.Select(c => new ColumnData(c))],
            Points = ProofShape.AllocatePoints(plan),
            Backend = CpuBackend.Default,
        };
    }
}
