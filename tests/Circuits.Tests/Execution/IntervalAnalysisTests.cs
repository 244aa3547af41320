using System.Numerics;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Tensors;

namespace Zkml.Circuits.Tests.Execution;

public class IntervalAnalysisTests
{
    [Fact]
    public void DerivesTheRangesOfTheLinearExample()
    {
        var analysis = IntervalAnalysis.Run(LinearExample.Circuit());
        Assert.Null(analysis.Error);
        Assert.Equal(new ValueRange(-32, 31), analysis.Ranges[LinearExample.T]);
        Assert.Equal(new ValueRange(0, 15), analysis.Ranges[LinearExample.Rem]);
        Assert.Equal(new ValueRange(-8, 7), analysis.Ranges[LinearExample.W]);
        Assert.Null(analysis.Ranges[6]);
    }

    [Theory]
    [InlineData(5, 5, null)]
    [InlineData(8, 5, "no relation proves")]
    [InlineData(6, 5, "no relation proves")]
    [InlineData(3, 5, "is read on padding")]
    public void AWitnessIsPinnedOnlyWhereTheLookupHasItsPadding(int lookupExtent, int columnExtent, string? expected)
    {
        var error = CircuitValidator.Validate(LoneWitness(new(new Axis(lookupExtent, 3)), new(new Axis(columnExtent, 3)), [0, 1, 2], 1));
        Assert.Equal(expected is null, error is null);
        Assert.Contains(expected ?? "", error ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, true)]
    [InlineData(2, false)]
    [InlineData(0, false)]
    public void OnlyUnitCoefficientsPin(long coefficient, bool pins)
    {
        var space = TestCircuit.Space(5);
        var error = CircuitValidator.Validate(LoneWitness(space, space, [0, 1, 2], coefficient));
        Assert.Equal(pins, error is null);
    }

    [Fact]
    public void ViewsMayPermuteAxesAndReadASubspaceOfALargerSpace()
    {
        Axis a = Axis.Of(3), b = Axis.Of(5), full = Axis.Of(4);
        Assert.Null(CircuitValidator.Validate(LoneWitness(new(a, b), new(b, a), [2, 3, 4, 0, 1], 1)));
        Assert.Null(CircuitValidator.Validate(LoneWitness(new(a, b), new(a), [0, 1], 1)));
        // Two full axes merged in any order, and a dense axis split at a full lower part: 4 · 5 = 20 of 32.
        Assert.Null(CircuitValidator.Validate(LoneWitness(new(full, full), new(Axis.Of(16)), [3, 0, 2, 1], 1)));
        Assert.Null(CircuitValidator.Validate(LoneWitness(new(full, b), new(Axis.Of(20)), [0, 1, 2, 3, 4], 1)));
        Assert.Null(CircuitValidator.Validate(LoneWitness(new(Axis.Of(20)), new(full, b), [0, 1, 2, 3, 4], 1)));
        // Merged with a lower part that is padded, entry (3, 0) of the space is padding but number 3 of the column is not.
        Assert.NotNull(CircuitValidator.Validate(LoneWitness(new(a, b), new(Axis.Of(15 + 4)), [0, 1, 2, 3, 4], 1)));
        // Only half of the column's entries are read.
        Assert.NotNull(CircuitValidator.Validate(LoneWitness(new(full), new(Axis.Of(8)), [Term.Zero, 0, 1], 1)));
    }

    [Fact]
    public void LimbsGiveTheRangeOfTheWhole()
    {
        // v − 7 = low + 2^4 · top, v a witness: known only after the limb, and then as [7, 7 + 15 + 16 · 9].
        var space = TestCircuit.Space(5);
        Assert.Null(CircuitValidator.Validate(Limbs(space, 7 + 15 + (16 * 9))));
        Assert.Contains("exceeds the declared", CircuitValidator.Validate(Limbs(space, 7 + 14 + (16 * 9))), StringComparison.Ordinal);
    }

    [Fact]
    public void MutualDefinitionsProveNothing()
    {
        var c = new TestCircuit();
        var space = TestCircuit.Space(4);
        int a = c.Column("a", ColumnKind.Witness, space, 0, 9), b = c.Column("b", ColumnKind.Witness, space, 0, 9);
        var range = c.Table(id => StructuredTables.Range(id, 4));
        c.Lookup("sum", range, new Expression(space, [c.Identity(a), c.Identity(b)]));
        c.Lookup("difference", range, new Expression(space, [c.Identity(a), c.Identity(b, -1)]));
        Assert.Contains("no relation proves", CircuitValidator.Validate(c.Build()), StringComparison.Ordinal);
    }

    [Fact]
    public void CopiesPinByIdentity()
    {
        // w(o) = x(o + 1), zero beyond the end.
        var c = new TestCircuit();
        var space = TestCircuit.Space(5);
        int x = c.Column("x", ColumnKind.Public, space, 3, 9), w = c.Column("w", ColumnKind.Witness, space, 0, 9);
        c.Inputs.Add(x);
        var axis = Axis.Of(5);
        var group = new MapGroup([new(MapIndexKind.Joint, 0, axis, 1), new(MapIndexKind.Source, 0, axis, -1)], 1);
        c.Contractions.Add(new Contraction("shift", space, TestCircuit.None, c.Just(w), ContractionForm.Sum,
            [new Operand(c.Just(x), [-1], [group])]));
        var circuit = c.Build();
        Assert.Null(CircuitValidator.Validate(circuit));
        Assert.Equal(new ValueRange(0, 9), IntervalAnalysis.Run(circuit).Ranges[w]);
        var trace = circuit.Columns.Select(k => new long[k.Space.Size]).ToArray();
        new long[] { 3, 4, 5, 6, 7 }.CopyTo(trace[x], 0);
        new long[] { 4, 5, 6, 7, 0 }.CopyTo(trace[w], 0);
        Assert.Empty(ConstraintChecker.Check(circuit, trace));
        trace[w][4] = 3;
        Assert.Equal([4], Assert.Single(ConstraintChecker.Check(circuit, trace)).Position);
    }

    [Fact]
    public void RangeProductsTakeTheCorners()
    {
        Assert.Equal(new ValueRange(-21, 14), new ValueRange(-3, 2) * new ValueRange(1, 7));
        Assert.Equal(new ValueRange(-14, 21), new ValueRange(-3, 2) * new ValueRange(-7, -1));
        Assert.Equal(new ValueRange(0, 15), new ValueRange(4, 5).SumOfAtMost(3));
        Assert.Equal(new BigInteger(4), new ValueRange(-4, 3).Magnitude);
    }

    private static Circuit LoneWitness(IndexSpace lookup, IndexSpace column, int[] view, long coefficient)
    {
        var c = new TestCircuit();
        var w = c.Column("w", ColumnKind.Witness, column, -9, 9);
        c.Lookup("range", c.Table(id => StructuredTables.Range(id, 10)), new Expression(lookup, [new Term(coefficient, w, view)]));
        return c.Build();
    }

    private static Circuit Limbs(IndexSpace space, long max)
    {
        var c = new TestCircuit();
        int v = c.Column("v", ColumnKind.Witness, space, 7, max), low = c.Column("low", ColumnKind.Witness, space, 0, 15);
        c.Lookup("top", c.Table(id => StructuredTables.Range(id, 10)),
            new Expression(space, [c.Identity(v), Term.Of(-7), c.Identity(low, -1)], Shift: 4));
        c.Lookup("low", c.Table(id => StructuredTables.Range(id, 16)), c.Just(low));
        return c.Build();
    }
}
