using Zkml.Algebra.Polynomials;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Tests.Arithmetic;

public class EqTests
{
    [Fact]
    public void EvaluateIsTheProductOverCoordinates()
    {
        var random = new RandomElements(1);
        for (var n = 0; n <= 5; n++)
        {
            var (a, b) = (random.Array(n), random.Array(n));
            var expected = DenseMle.Evaluate(n, i => DenseMle.Weight(i, a), b);
            Assert.Equal(expected, EqPolynomial.Evaluate<Fr>(a, b));
        }
    }

    [Fact]
    public void TheTableHoldsTheWeightsOfItsFirstEntries()
    {
        var random = new RandomElements(2);
        for (var n = 0; n <= 5; n++)
        {
            var r = random.Array(n);
            foreach (var count in new[] { 1, (1 << n) - (n > 1 ? 3 : 0), 1 << n }.Where(c => c >= 1))
            {
                var table = Eq.Table<Fr>(r, count);
                Assert.Equal(Enumerable.Range(0, count).Select(i => DenseMle.Weight(i, r)), table);
            }
        }
    }

    [Fact]
    public void TheWeightOfASlotIsThatOfItsPrefix()
    {
        var r = new RandomElements(3).Array(6);
        foreach (var (offset, variables) in new[] { (0L, 6), (0L, 3), (8L, 3), (56L, 3), (32L, 5), (37L, 0), (63L, 0) })
        {
            var slot = new Slot(offset, variables);
            var expected = DenseMle.Weight((int)(offset >> variables), r[variables..]);
            Assert.Equal(expected, Eq.SlotWeight<Fr>(slot, r));
        }
    }

    [Fact]
    public void SlotsAndLocalPointsGiveTheValueOfThePackedTable()
    {
        // The extension of a vector with one slot filled is the slot's weight times the slot's own extension.
        var random = new RandomElements(4);
        var (r, values, slot) = (random.Array(6), random.Array(8), new Slot(24, 3));
        var whole = DenseMle.Evaluate(6, i => i is >= 24 and < 32 ? values[i - 24] : Fr.Zero, r);
        var local = DenseMle.Evaluate(3, i => values[i], r[..3]);
        Assert.Equal(whole, Eq.SlotWeight<Fr>(slot, r) * local);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void RoundPolynomialsAreDeterminedByTheirClaim(int degree)
    {
        var random = new RandomElements(degree);
        var c = random.Array(degree + 1);
        Fr At(Fr x) => c.Reverse().Aggregate(Fr.Zero, (sum, k) => (sum * x) + k);
        var claim = At(Fr.Zero) + At(Fr.One);
        Fr[] sent = [c[0], .. c[2..]];
        foreach (var x in new[] { Fr.Zero, Fr.One, random.Next() }) Assert.Equal(At(x), RoundPolynomial.Evaluate(sent, claim, x));
        Assert.NotEqual(At(Fr.FromInt64(2)), RoundPolynomial.Evaluate(sent, claim + Fr.One, Fr.FromInt64(2)));
    }

    [Fact]
    public void TheDegreeOfARoundIsTheLargestOfTheInstancesRunningInIt()
    {
        var degrees = Sumcheck.Degrees(3, [(0, 2), (2, 3), (3, 2)]);
        Assert.Equal([2, 2, 3], degrees);
    }
}
