using Zkml.Circuits.Relations;
using Zkml.Verifier.Arithmetic;

namespace Zkml.Verifier.Tests.Arithmetic;

public class MasksTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void LessThanIsTheExtensionOfTheComparison(int variables)
    {
        var r = new RandomElements(variables).Array(variables);
        for (var bound = 0; bound <= (1 << variables) + 1; bound++)
        {
            var expected = DenseMle.Evaluate(variables, i => i < bound ? Fr.One : Fr.Zero, r);
            Assert.Equal(expected, Masks.LessThan(bound, (ReadOnlySpan<Fr>)r));
        }
    }

    [Fact]
    public void LessThanOnCornersIsTheComparisonItself()
    {
        for (var bound = 0; bound <= 16; bound++)
        {
            for (var i = 0; i < 16; i++)
            {
                Fr[] corner = [.. Enumerable.Range(0, 4).Select(k => Fr.FromInt64((i >> k) & 1))];
                Assert.Equal(i < bound ? Fr.One : Fr.Zero, Masks.LessThan(bound, (ReadOnlySpan<Fr>)corner));
            }
        }
    }

    [Fact]
    public void SpaceMasksAreTheExtensionOfBeingReal()
    {
        foreach (var space in new[]
        {
            new IndexSpace(Axis.Of(5), Axis.Of(3)),
            new IndexSpace(Axis.Of(4), Axis.Of(1), Axis.Of(6)),
            new IndexSpace(new Axis(1, 2), Axis.Of(3)),
            new IndexSpace(),
        })
        {
            var r = new RandomElements(7).Array(space.Variables);
            var expected = DenseMle.Evaluate(space.Variables, i => space.IsReal(i) ? Fr.One : Fr.Zero, r);
            Assert.Equal(expected, Masks.OfSpace(space, (ReadOnlySpan<Fr>)r));
        }
    }

    [Fact]
    public void SelectedAxesAreMaskedAndOthersAreNot()
    {
        var space = new IndexSpace(Axis.Of(5), Axis.Of(3), Axis.Of(2));
        var r = new RandomElements(8).Array(space.Variables);
        for (var chosen = 0; chosen < 8; chosen++)
        {
            bool[] selected = [(chosen & 1) != 0, (chosen & 2) != 0, (chosen & 4) != 0];
            var expected = DenseMle.Evaluate(space.Variables, i =>
                Enumerable.Range(0, 3).All(a => !selected[a] || space.Position(i, a) < space.Axes[a].Extent) ? Fr.One : Fr.Zero, r);
            Assert.Equal(expected, Masks.OfAxes<Fr>(space, r, selected));
        }
    }

    [Fact]
    public void ATermIsMaskedOnTheAxesOfWhichItUsesNoVariable()
    {
        var space = new IndexSpace(Axis.Of(5), Axis.Of(3), Axis.Of(2));
        Assert.Equal([true, true, true], Masks.UnusedAxes(space, Term.Of(3)));
        Assert.Equal([false, true, true], Masks.UnusedAxes(space, new Term(1, 0, [2])));
        Assert.Equal([true, false, false], Masks.UnusedAxes(space, new Term(1, 0, [5, Term.One, 3, Term.Zero])));
    }
}
