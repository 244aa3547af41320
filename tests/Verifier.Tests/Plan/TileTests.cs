using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Tests.Plan;

public class TileTests
{
    private static readonly IndexSpace[] Spaces =
    [
        new(Axis.Of(768), Axis.Of(3)), new(Axis.Of(7), Axis.Of(5), Axis.Of(33)), new(new Axis(1, 3), new Axis(130, 9)),
        new(Axis.Of(3), Axis.Of(3), Axis.Of(3), Axis.Of(3), Axis.Of(3), Axis.Of(3)), new(Axis.Of(1024), Axis.Of(1)), new(Axis.Of(9), Axis.Of(9)),
        new(Axis.Of(1000), Axis.Of(2)), new(), new(new Axis(5, 6), new Axis(3, 6)),
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Spaces.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void TilesAreDisjointAndHoldEveryTrueEntry(int number)
    {
        var space = Spaces[number];
        var seen = new bool[space.Size];
        var tiles = Tile.Of(space);
        Assert.InRange(tiles.Count, 1, Tile.MaxPerColumn);
        foreach (var tile in tiles)
        {
            for (var i = 0; i < 1 << tile.Free.Count; i++)
            {
                var index = IndexOf(tile, i);
                Assert.False(seen[index]);
                seen[index] = true;
            }
        }
        for (var i = 0; i < seen.Length; i++) Assert.True(seen[i] || !space.IsReal(i));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void TheColumnAtAPointIsTheWeightedSumOfItsTiles(int number)
    {
        var space = Spaces[number];
        var random = new RandomElements(number);
        var (point, values) = (random.Array(space.Variables), random.Array(space.Size));
        for (var i = 0; i < values.Length; i++)
        {
            if (!space.IsReal(i)) values[i] = Fr.Zero;
        }
        var sum = Fr.Zero;
        foreach (var tile in Tile.Of(space))
        {
            var part = Enumerable.Range(0, 1 << tile.Free.Count).Select(i => values[IndexOf(tile, i)]).ToArray();
            sum += tile.Weight<Fr>(point) * Multilinear.Evaluate((ReadOnlySpan<Fr>)part, tile.Restrict(point), Cpu.Default);
        }
        Assert.Equal(Multilinear.Evaluate((ReadOnlySpan<Fr>)values, point, Cpu.Default), sum);
    }

    [Theory]
    [InlineData(768, 768)]
    [InlineData(768, 3072)]
    [InlineData(768, 2304)]
    [InlineData(768, 50257)]
    [InlineData(784, 128)]
    public void LargeMatricesWasteLittle(int inner, int outer)
    {
        var space = new IndexSpace(Axis.Of(inner), Axis.Of(outer));
        var committed = Tile.Of(space).Sum(t => 1L << t.Free.Count);
        Assert.InRange((double)committed / space.TrueSize, 1, 1.05);
    }

    [Fact]
    public void SmallColumnsStayWhole()
    {
        var tile = Assert.Single(Tile.Of(new IndexSpace(Axis.Of(5), Axis.Of(33))));
        Assert.Equal((9, 0), (tile.Free.Count, tile.Origin));
    }

    [Fact]
    public void ManyPaddedAxesAreNotCutIntoManyTiles() =>
        Assert.InRange(Tile.Of(new IndexSpace([.. Enumerable.Repeat(Axis.Of(3), 13)])).Count, 2, Tile.MaxPerColumn);

    private static int IndexOf(Tile tile, int i)
    {
        var index = tile.Origin;
        for (var k = 0; k < tile.Free.Count; k++) index |= ((i >> k) & 1) << tile.Free[k];
        return index;
    }
}
