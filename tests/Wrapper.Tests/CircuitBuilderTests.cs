using Zkml.Algebra.Setup;
using Zkml.Wrapper.Circuit;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Tests;

/// <summary>What rows state, gadget by gadget, under hostile assignments.</summary>
public class CircuitBuilderTests
{
    [Fact]
    public void AStatementThatIsFalseForEveryWitnessIsNotDropped()
    {
        var builder = new CircuitBuilder();
        Assert.Throws<InvalidOperationException>(() => builder.AssertNonZero(Variable.Zero));
        Assert.Throws<InvalidOperationException>(() => builder.AssertZero(Variable.One));

        // A difference that cancels is no constant for the builder, and still has no witness.
        var x = builder.NewVariable(Fr.FromInt64(3));
        builder.AssertNonZero(x - x);
        Assert.NotEmpty(Check(builder));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-3, 3)]
    [InlineData(0, 7)]
    [InlineData(-5, 1)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MinValue, -1)]
    [InlineData(0, long.MaxValue)]
    public void ARangeCheckAcceptsExactlyTheRange(long min, long max)
    {
        foreach (var inside in (long[])[min, max, (min / 2) + (max / 2)]) Assert.Empty(Check(Ranged(Fr.FromInt64(inside), min, max)));
        Fr[] outside =
        [
            Fr.FromInt64(min) - Fr.One, Fr.FromInt64(max) + Fr.One,
            Fr.FromInt64(min) + Fr.FromUInt64(ulong.MaxValue) + Fr.One, Fr.FromInt64(2).Invert(), Fr.FromInt64(max) - Fr.FromUInt64(ulong.MaxValue) - Fr.One,
        ];
        foreach (var value in outside) Assert.NotEmpty(Check(Ranged(value, min, max)));
    }

    [Fact]
    public void BitsThatAreNoBitsAreRefused()
    {
        // 2·1 + 0 = 2 = 1·0 + 2·1: a free digit would open every range.
        var builder = Ranged(Fr.FromInt64(2), 0, 3);
        var (system, wires) = builder.Build();
        for (var k = 1; k < wires.Length; k++)
        {
            Fr[] changed = [.. wires];
            changed[k] += Fr.One;
            Assert.NotEmpty(MockProver.Check(system, changed, []));
        }
    }

    [Fact]
    public void RandomExpressionsAreTheRowsThatStateThem()
    {
        // Sums and products in any order, shared and settled wires, constants: every wire is pinned, and the values are the field's.
        var random = new Random(9);
        for (var round = 0; round < 60; round++)
        {
            var builder = new CircuitBuilder();
            var inputs = Enumerable.Range(0, 3).Select(_ => Fr.FromInt64(random.Next(-50, 50))).ToArray();
            List<(Variable Circuit, Fr Field)> pool = [.. inputs.Select(v => (builder.PublicInput(v), v)), (Variable.FromInt64(3), Fr.FromInt64(3)), (Variable.Zero, Fr.Zero)];
            for (var step = 0; step < 25; step++) pool.Add(Combine(random, pool[random.Next(pool.Count)], pool[random.Next(pool.Count)]));
            foreach (var (circuit, field) in pool)
            {
                Assert.Equal(field, circuit.Value);
                builder.Publish(circuit);
            }
            var (system, wires) = builder.Build();
            Fr[] publics = [.. inputs, .. pool.Select(p => p.Field)];
            Assert.Empty(MockProver.Check(system, wires, publics));
            for (var k = 0; k < wires.Length; k++)
            {
                Fr[] changed = [.. wires];
                changed[k] += Fr.One;
                Assert.NotEmpty(MockProver.Check(system, changed, publics));
            }
        }
    }

    [Fact]
    public void TheRowsDoNotDependOnTheValues()
    {
        foreach (var (x, w) in ((long, long)[])[(0, 0), (1, 0), (0, 1), (7, -7)])
        {
            var circuit = SmallCircuits.Hash(x, w);
            Assert.Equal(SmallCircuits.Hash(5, 11).System.Rows, circuit.System.Rows);
        }
    }

    [Fact]
    public void ACellWithoutAWireHasNoSelector()
    {
        // Unused cells are under no copy constraint: a prover may put anything there, so nothing may read them.
        var rows = SmallCircuits.Hash(5, 11).System.Rows;
        foreach (var row in rows)
        {
            if (row.Kind != RowKind.Arithmetic)
            {
                Assert.DoesNotContain(-1, Enumerable.Range(0, Row.Wires).Select(row.Wire));
                continue;
            }
            for (var j = 0; j < Row.Wires; j++) Assert.True(row.Wire(j) >= 0 || row.Selector(j).IsZero);
            Assert.True(row.M.IsZero || (row.A >= 0 && row.B >= 0));
        }
        Assert.Equal(RowKind.Arithmetic, rows[^1].Kind);
    }

    [Fact]
    public void AKeyIsEqualToItsRebuildAndACopyHasItsOwnName()
    {
        var srs = Srs.Development(12);
        var system = SmallCircuits.Hash(5, 11).System;
        var (key, again) = (PlonkProvingKey.Create(system, srs).Key, PlonkProvingKey.Create(system, srs).Key);
        Assert.Equal(key, again);
        Assert.NotEqual(key.Hash, (key with { PublicInputs = key.PublicInputs + 1 }).Hash);
        Assert.NotEqual(key.Hash, (key with { Gates = key.Wiring }).Hash);
        Assert.NotEqual(key.Root, (key with { LogSize = key.LogSize + 1 }).Root);
    }

    private static (Variable Circuit, Fr Field) Combine(Random random, (Variable Circuit, Fr Field) left, (Variable Circuit, Fr Field) right) => random.Next(5) switch
    {
        0 => (left.Circuit + right.Circuit, left.Field + right.Field),
        1 => (left.Circuit - right.Circuit, left.Field - right.Field),
        2 => (left.Circuit.Settle(), left.Field),
        3 => (left.Circuit * Variable.FromInt64(-2), left.Field * Fr.FromInt64(-2)),
        _ => (left.Circuit * right.Circuit, left.Field * right.Field),
    };

    private static CircuitBuilder Ranged(Fr value, long min, long max)
    {
        var builder = new CircuitBuilder();
        RangeCheck.Between(builder, builder.NewVariable(value), min, max);
        return builder;
    }

    private static IReadOnlyList<FailedRow> Check(CircuitBuilder builder)
    {
        var (system, wires) = builder.Build();
        return MockProver.Check(system, wires, []);
    }
}
