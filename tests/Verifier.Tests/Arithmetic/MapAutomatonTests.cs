using Zkml.Circuits.Relations;
using Zkml.Verifier.Arithmetic;

namespace Zkml.Verifier.Tests.Arithmetic;

/// <summary>The window automaton against enumeration of all index tuples.</summary>
public class MapAutomatonTests
{
    public static TheoryData<int, int, int, int, int, int> Windows()
    {
        var data = new TheoryData<int, int, int, int, int, int>();
        foreach (var (stride, dilation, pad) in new[] { (1, 1, 0), (1, 1, 1), (2, 1, 1), (2, 2, 3), (3, 1, 0), (1, 3, 2), (4, 1, 2), (3, 2, 5) })
        {
            foreach (var (outputs, kernel, inputs) in new[] { (5, 3, 5), (3, 3, 5), (1, 1, 4), (8, 2, 7), (7, 4, 13) }) data.Add(stride, dilation, pad, outputs, kernel, inputs);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void WindowsAreTheirIndicator(int stride, int dilation, int pad, int outputs, int kernel, int inputs) => AssertMatches(new MapGroup(
    [
        Index(MapIndexKind.Joint, outputs, stride), Index(MapIndexKind.Joint, kernel, dilation), Index(MapIndexKind.Source, inputs, -1),
    ], -pad));

    [Theory]
    [InlineData(3, 4)]
    [InlineData(5, 5)]
    public void WindowsWithSummedTapsCountThem(int kernel, int inputs) => AssertMatches(new MapGroup(
    [
        Index(MapIndexKind.Joint, 4, 2), Index(MapIndexKind.Summed, kernel, 1), Index(MapIndexKind.Source, inputs, -1),
    ], -1));

    [Fact]
    public void EqualFlatIndicesAreAReshape() => AssertMatches(new MapGroup(
    [
        Index(MapIndexKind.Joint, 6, 1), Index(MapIndexKind.Joint, 5, 6),
        Index(MapIndexKind.Source, 3, -1), Index(MapIndexKind.Source, 10, -3),
    ], 0));

    [Fact]
    public void NegativeCoefficientsReverseAnAxis() => AssertMatches(new MapGroup(
        [Index(MapIndexKind.Joint, 6, -2), Index(MapIndexKind.Source, 11, -1)], 10));

    [Fact]
    public void ZeroCoefficientsLeaveOnlyTheBound() => AssertMatches(new MapGroup(
        [Index(MapIndexKind.Joint, 5, 0), Index(MapIndexKind.Summed, 3, 0), Index(MapIndexKind.Source, 6, 1)], -4));

    [Fact]
    public void WithoutAnEquationOnlyTheBoundsCount() => AssertMatches(new MapGroup(
        [Index(MapIndexKind.Joint, 5, 7), Index(MapIndexKind.Summed, 3, 2), Index(MapIndexKind.Source, 6, 1)], 3, HasEquation: false));

    [Fact]
    public void EquationsWithoutSolutionsAreZero()
    {
        var group = new MapGroup([Index(MapIndexKind.Joint, 5, 2), Index(MapIndexKind.Source, 5, -2)], 1);
        Assert.True(AssertMatches(group).IsZero);
        Assert.True(AssertMatches(new MapGroup([Index(MapIndexKind.Source, 5, 1)], 100)).IsZero);
        Assert.True(AssertMatches(new MapGroup([Index(MapIndexKind.Source, 5, 1)], 1L << 40)).IsZero);
    }

    [Fact]
    public void AConstantAloneDecides()
    {
        Assert.False(AssertMatches(new MapGroup([Index(MapIndexKind.Joint, 5, 0)], 0)).IsZero);
        Assert.True(AssertMatches(new MapGroup([Index(MapIndexKind.Joint, 5, 0)], 1)).IsZero);
        AssertMatches(new MapGroup([new MapIndex(MapIndexKind.Joint, 0, new Axis(1, 0), 5), new MapIndex(MapIndexKind.Source, 0, new Axis(1, 0), 3)], 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RandomGroupsAreTheirIndicator(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < 40; n++)
        {
            var indices = Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
                new MapIndex((MapIndexKind)random.Next(3), 0, WideAxis(random), random.Next(-6, 7))).ToArray();
            AssertMatches(new MapGroup(indices, random.Next(-9, 10), random.Next(5) > 0));
        }
    }

    // An axis may have more bits than its extent needs.
    private static Axis WideAxis(Random random)
    {
        var axis = Axis.Of(random.Next(1, 8));
        return random.Next(4) == 0 ? axis with { Bits = axis.Bits + 1 } : axis;
    }

    private static MapIndex Index(MapIndexKind kind, int extent, long coefficient) => new(kind, 0, Axis.Of(extent), coefficient);

    private static Fr AssertMatches(MapGroup group)
    {
        var random = new RandomElements(group.Indices.Count);
        Fr[]?[] points = [.. group.Indices.Select(i => i.Kind == MapIndexKind.Summed ? null : random.Array(i.Axis.Bits))];
        var expected = Enumerate(group, points, 0, group.HasEquation ? group.Constant : 0, Fr.One);
        var actual = MapAutomaton.Evaluate(group, points);
        Assert.Equal(expected, actual);
        return actual;
    }

    private static Fr Enumerate(MapGroup group, Fr[]?[] points, int level, long sum, Fr weight)
    {
        if (level == group.Indices.Count) return group.HasEquation && sum != 0 ? Fr.Zero : weight;
        var total = Fr.Zero;
        var index = group.Indices[level];
        for (var p = 0; p < index.Axis.Extent; p++)
        {
            var own = points[level] is { } point ? DenseMle.Weight(p, point) : Fr.One;
            total += Enumerate(group, points, level + 1, sum + (index.Coefficient * p), weight * own);
        }
        return total;
    }
}
