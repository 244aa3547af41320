using Zkml.Circuits.Certificate;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tests.Execution;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>A publisher who chooses parameters and certificate limbs freely over the field gets only what is declared.</summary>
public sealed class CertificateAdversaryTests
{
    private static readonly Fr Half = Fr.FromInt64(2).Invert();

    [Theory]
    [InlineData(-5, 200)]
    [InlineData(-8, 7)]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(-3, 1)]
    [InlineData(-40, 99)]
    public void ExactlyTheDeclaredValuesHaveACertificate(long min, long max)
    {
        var relations = Relations(new Axis(1, 1), min, max);
        var result = LyingProver.Search(relations, limit: 2000);
        Assert.True(result.IsExhausted);
        var values = result.Traces.Select(t => t[relations.CellOf(0, 0)].TryToInt64(out var v) ? v : long.MinValue).Order();
        Assert.Equal(Enumerable.Range(0, (int)(max - min) + 1).Select(k => min + k), values);
        Assert.All(result.Traces, t => Assert.True(t[relations.CellOf(0, 1)].IsZero));
    }

    [Fact]
    public void ATableOfItsOwnHasNoOtherValues()
    {
        var relations = Relations(Axis.Of(3), -1, 1);
        var result = LyingProver.Search(relations, limit: 100);
        Assert.Equal((true, 27), (result.IsExhausted, result.Traces.Count));
    }

    public static TheoryData<long, long> WideRanges => new()
    {
        { -128, 127 }, { -1000, 2000 }, { 0, 4095 }, { -300, 299 },
    };

    [Theory]
    [MemberData(nameof(WideRanges))]
    public void WideRangesEndWhereTheyShould(long min, long max)
    {
        var (low, high) = (Fr.FromInt64(min), Fr.FromInt64(max));
        foreach (var inside in new[] { low, high, low + Fr.One, high - Fr.One }) AssertCertified(min, max, inside, true);
        Fr[] outside = [low - Fr.One, high + Fr.One, Half, low + Half, -Half, high + high + Fr.One, Fr.FromInt64(16).Invert(), low + (high * Half.Square() * Half)];
        foreach (var value in outside.Where(v => !v.TryToInt64(out var i) || i < min || i > max)) AssertCertified(min, max, value, false);
    }

    [Theory]
    [InlineData("w upper top")]
    [InlineData("w lower top")]
    public void TheAdversaryWinsWhereASideIsMissing(string lookup)
    {
        var certificate = BrokenCircuits.WithoutLookup(Certificate(new Axis(1, 1), -5, 200), lookup);
        var relations = new TraceRelations(certificate, Zeros(certificate), [0]);
        var result = LyingProver.Search(relations, limit: 400, budget: 20_000, bent: (relations.CellOf(0, 0), Fr.FromInt64(lookup.Contains("upper", StringComparison.Ordinal) ? 201 : -6)));
        Assert.NotEmpty(result.Traces);
    }

    private static void AssertCertified(long min, long max, Fr value, bool expected)
    {
        var relations = Relations(new Axis(1, 1), min, max);
        var result = LyingProver.Search(relations, limit: 2, budget: 1_000_000, bent: (relations.CellOf(0, 0), value));
        Assert.True(result.IsExhausted, $"{result.Steps} steps for {value}");
        Assert.Equal(expected ? 1 : 0, result.Traces.Count);
    }

    private static TraceRelations Relations(Axis axis, long min, long max)
    {
        var certificate = Certificate(axis, min, max);
        return new TraceRelations(certificate, Zeros(certificate), [0]);
    }

    private static Circuit Certificate(Axis axis, long min, long max)
    {
        var model = new TestCircuit();
        model.Column("w", ColumnKind.Parameter, new IndexSpace(axis), min, max);
        return CertificateCircuit.Build(model.Build());
    }

    private static long[][] Zeros(Circuit circuit) => [.. circuit.Columns.Select(c => new long[c.Space.Size])];
}
