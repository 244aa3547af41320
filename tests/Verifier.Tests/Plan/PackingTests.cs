using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Tests.Plan;

public class PackingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SlotsAreAlignedDisjointAndDense(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < 50; n++)
        {
            var sizes = Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(0, 9)).ToArray();
            var packing = Packing.Of(sizes);
            var used = new bool[packing.Length];
            for (var k = 0; k < sizes.Length; k++)
            {
                var slot = packing.Slots[k];
                Assert.Equal(sizes[k], slot.Variables);
                Assert.Equal(0, slot.Offset % (1L << slot.Variables));
                for (var i = 0; i < 1 << sizes[k]; i++)
                {
                    Assert.False(used[slot.Offset + i]);
                    used[slot.Offset + i] = true;
                }
            }
            Assert.All(used, Assert.True);
            Assert.True(1L << packing.Variables >= packing.Length && (packing.Variables == 0 || 1L << (packing.Variables - 1) < packing.Length));
        }
    }

    [Fact]
    public void EqualSizesKeepTheirOrder()
    {
        var slots = Packing.Of([2, 3, 2, 0, 3]).Slots;
        Assert.Equal([16L, 0, 20, 24, 8], slots.Select(s => s.Offset));
        Assert.Equal(1, new Slot(24, 3).PrefixBit(0));
        Assert.Equal(1, new Slot(24, 3).PrefixBit(1));
        Assert.Equal(0, new Slot(24, 3).PrefixBit(2));
    }

    [Fact]
    public void NothingPackedIsOneEmptyVector()
    {
        var packing = Packing.Of([]);
        Assert.Equal(0, packing.Length);
        Assert.Equal(0, packing.Variables);
    }
}
