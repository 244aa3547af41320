using System.Numerics;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Stages;

namespace Zkml.Verifier.Tests.Plan;

/// <summary>How public values enter the transcript: one field element for several values, and never two ways to the same.</summary>
public class StatementPackingTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(-8, 7)]
    [InlineData(3, 3)]
    [InlineData(0, 1000)]
    [InlineData(-(1L << 40), 1L << 40)]
    [InlineData(-((1L << 62) - 1), (1L << 62) - 1)]
    public void ValuesCanBeReadBack(long min, long max)
    {
        var random = new Random(1);
        var width = Math.Max(1, (int)(new BigInteger(max) - min).GetBitLength());
        var perElement = 248 / width;
        foreach (var length in new[] { 1, perElement - 1, perElement, perElement + 1, (2 * perElement) + 1 }.Where(n => n > 0))
        {
            var column = new Column(0, "x", ColumnKind.Public, new IndexSpace(Axis.Of(length)), min, max);
            foreach (var values in new[] { Fill(length, () => min), Fill(length, () => max), Fill(length, () => random.NextInt64(min, Math.Max(max, max + 1))) })
            {
                var packed = StatementStage.Pack<Fr>(column, [.. values.Select(Fr.FromInt64)]);
                Assert.Equal((length + perElement - 1) / perElement, packed.Length);
                for (var k = 0; k < length; k++)
                {
                    var element = packed[k / perElement].ToBigInteger();
                    Assert.True(element.GetBitLength() <= 248);
                    var code = (element >> (width * (k % perElement))) & ((BigInteger.One << width) - 1);
                    Assert.Equal(values[k], (long)(code + min));
                }
            }
        }
    }

    [Fact]
    public void TrueEntriesStandAtTheirPaddedPositionsAndTheRestIsZero()
    {
        var space = new IndexSpace(Axis.Of(3), Axis.Of(2));
        var column = new Column(0, "x", ColumnKind.Public, space, 1, 9);
        var padded = StatementStage.Pad<Fr>(column, [.. Enumerable.Range(1, 6).Select(v => Fr.FromInt64(v))]);
        Assert.Equal([1, 2, 3, 0, 4, 5, 6, 0], padded.Select(v => (int)v.ToBigInteger()));
    }

    private static long[] Fill(int length, Func<long> next)
    {
        var values = new long[length];
        for (var k = 0; k < length; k++) values[k] = next();
        return values;
    }
}
