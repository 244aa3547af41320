using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;
using Zkml.Circuits.Tests.Execution;
using static Zkml.Circuits.Tests.Operators.OperatorCase;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>The adversary can win: on circuits that miss a relation, the search that finds nothing elsewhere finds a lie.</summary>
public sealed class BrokenCircuitTests
{
    private static readonly LoweringOptions Split = new() { ActivationBits = 1, LimbBits = 5 };

    private static readonly LoweringOptions Wide = new() { ActivationBits = 10 };

    private static readonly IntegerOperator Dense =
        new LinearOperator("n", ["a"], "y", [3, -2, 1], 3, 1, [0, 5, -1], new Requantization(2, new ClampActivation(-4, 3)));

    private static readonly IntegerOperator Softmax = new SoftmaxOperator("n", ["a"], "y", 1, 2, 2);

    public sealed record Fault(IntegerGraph Graph, LoweringOptions? Options, long[] Input, Func<Circuit, Circuit> Break);

    private static readonly Dictionary<string, Fault> Faults = new()
    {
        ["a remainder without a range"] = OfDense(null, 9, c => BrokenCircuits.WithoutLookup(c, "n.rem0")),
        ["a remainder of one bit more"] = OfDense(null, 3, c => BrokenCircuits.WithTable(c, "n.rem0", id => StructuredTables.Range(id, 8))),
        ["an activation without a table"] = OfDense(Wide, 3, c => BrokenCircuits.WithoutLookup(c, "n")),
        ["a split without its identity"] = OfDense(Split, 9, c => BrokenCircuits.WithoutContraction(c, "n.select")),
        ["a split without its saturation table"] = OfDense(Split, 9, c => BrokenCircuits.WithoutLookup(c, "n.high")),
        ["a low part of one bit more"] = OfDense(Split, 9, c => BrokenCircuits.WithTable(c, "n.value", id => StructuredTables.Clamp(id, 4, -4, 3))),
        ["an indicator that is not one-hot"] = OfSoftmax([3, 2], c => BrokenCircuits.WithoutContraction(c, "n.one-hot")),
        ["an indicator that is not Boolean"] = OfSoftmax([3, 0], c => BrokenCircuits.WithTable(c, "n.indicator", MinusOneToTwo)),
        ["a remainder that may exceed the divisor"] = OfSoftmax([1, 0], c => BrokenCircuits.WithoutLookup(c, "n.slack.top")),
        ["a maximum without a ReLU"] = new(
            GraphOf([Type(-3, 3, 1, 1, 6)], new MaxPoolOperator("n", ["a"], "y", [2], [2], [0], [0], [1])),
            null, [1, 2, 3, -1, 0, 0], c => BrokenCircuits.WithoutLookup(c, "n")),
        ["a window's maximum without a ReLU"] = new(
            GraphOf([Type(-3, 3, 1, 1, 5)], new MaxPoolOperator("n", ["a"], "y", [3], [1], [1], [1], [1])),
            null, [1, 2, 3, -1, 0], c => BrokenCircuits.WithoutLookup(c, "n.gain1")),
        ["a reshape without its copy"] = new(
            GraphOf([Type(-3, 3, 3, 5)], new ReshapeOperator("n", ["a"], "y", [5, 3])),
            null, new long[15], c => BrokenCircuits.WithoutContraction(c, "n")),
        ["padding looked up like true entries"] = OfPaddedPool(c => BrokenCircuits.WithFullLookup(c, "act")),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheAdversaryWinsAgainst(string name)
    {
        var fault = Faults[name];
        var model = GraphLowering.Lower(fault.Graph, fault.Options);
        var honest = model.Program.Run(fault.Input).Columns;
        Verdict.On(model.Circuit, honest).AssertUnique(name);
        var broken = fault.Break(model.Circuit);
        var verdict = Verdict.On(broken, honest);
        Assert.NotEmpty(verdict.Lies);
        var lie = Verdict.On(broken, honest, integersOnly: true).IntegerLie();
        Assert.DoesNotContain(ConstraintChecker.Check(broken, lie!), f => f.Kind != ConstraintKind.Padding);
    }

    /// <summary>
    /// A protocol in which padding entries of lookups do not count: the pool reads one, and the output is the prover's.
    /// </summary>
    [Fact]
    public void TheAdversaryWinsWherePaddingIsNotLookedUp()
    {
        var fault = OfPaddedPool(c => c);
        var model = GraphLowering.Lower(fault.Graph, fault.Options);
        var honest = model.Program.Run(fault.Input).Columns;
        Assert.NotEmpty(Verdict.On(model.Circuit, honest, paddingIsLookedUp: false).Lies);
        Verdict.On(model.Circuit, honest).AssertUnique("padded pool");
    }

    /// <summary>2·h + r = x with a Boolean r has the lie h = x/2 mod p; the validator refuses it, and a range of h ends it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFractionIsAQuotientUnlessItIsLookedUp(bool isLookedUp)
    {
        var c = new TestCircuit();
        var space = TestCircuit.Space(3);
        var (x, h, r, y) = (c.Column("x", ColumnKind.Public, space, 0, 7), c.Column("h", ColumnKind.Witness, space, 0, 3),
            c.Column("r", ColumnKind.Witness, space, 0, 1), c.Column("y", ColumnKind.Public, space, 0, 7));
        c.Inputs.Add(x);
        c.Outputs.Add(y);
        c.Lookup("r", c.Table(id => StructuredTables.Range(id, 2)), c.Just(r));
        if (isLookedUp) c.Lookup("h", c.Table(id => StructuredTables.Range(id, 4)), c.Just(h));
        var one = new Operand(new Expression(TestCircuit.None, [Term.Of(1)]), [], []);
        c.Contractions.Add(new Contraction("halve", space, TestCircuit.None, new Expression(space, [c.Identity(h, 2), c.Identity(r)]),
            ContractionForm.Product, [new Operand(c.Just(x), [0], []), one]));
        c.Contractions.Add(new Contraction("double", space, TestCircuit.None, new Expression(space, [c.Identity(y)]),
            ContractionForm.Product, [new Operand(new Expression(space, [c.Identity(h, 2)]), [0], []), one]));
        var circuit = c.Build();
        var honest = circuit.Columns.Select(column => new long[column.Space.Size]).ToArray();
        (honest[x], honest[h], honest[r], honest[y]) = ([5, 2, 0, 0], [2, 1, 0, 0], [1, 0, 0, 0], [4, 2, 0, 0]);
        var verdict = Verdict.On(circuit, honest);
        Assert.Equal(isLookedUp, CircuitValidator.Validate(circuit) is null);
        if (isLookedUp) verdict.AssertUnique("halving");
        else Assert.Contains(verdict.Lies, lie => !lie.All(v => v.TryToInt64(out _)));
        Assert.True(verdict.Result.IsExhausted);
    }

    private static Table MinusOneToTwo(int id) => new(id, "", 2, [new PiecewiseColumn([new AffinePiece(0, 4, 1, -1)])]);

    private static Fault OfDense(LoweringOptions? options, long input, Func<Circuit, Circuit> broken) =>
        new(GraphOf([Type(-40, 40, 1)], Dense), options, [input], broken);

    private static Fault OfSoftmax(long[] input, Func<Circuit, Circuit> broken) =>
        new(GraphOf([Type(-3, 3, 2)], Softmax), new LoweringOptions { LimbBits = 8 }, input, broken);

    /// <summary>The sigmoid of three entries, and a pool of two that reads the fourth as if it were −∞.</summary>
    private static Fault OfPaddedPool(Func<Circuit, Circuit> broken)
    {
        var sigmoid = new Requantization(1, new FunctionActivation(Sigmoid.Instance, 0, 2, 0, 3));
        var graph = GraphOf([Type(-8, 7, 1, 1, 3)],
            new ConvOperator("act", ["a"], "s", [1], [1, 1, 1], [0], [1], [0], [0], [1], 1, sigmoid),
            new MaxPoolOperator("pool", ["s"], "y", [2], [2], [0], [1], [1]));
        return new Fault(graph, Wide, [1, 2, -8], broken);
    }
}
