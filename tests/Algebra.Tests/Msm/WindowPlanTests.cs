using System.Numerics;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Tests.Msm;

/// <summary>Plans of every size: digits are bit fields of the limbs that there are, and windows fit the buckets of their set.</summary>
public sealed class WindowPlanTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    public void ChosenPlansFitTheLimbsOfTheirScalars(int threads)
    {
        for (var bits = 1; bits <= 254; bits++)
        {
            foreach (var count in new[] { 1, 9, 100, 1000, 30_000, 1 << 20, 1 << 26 })
            {
                BigInteger bound = BigInteger.Min((BigInteger.One << bits) - 1, Fr.Modulus / 2);
                WindowPlan plan = MsmCost.Choose(count, bound, new Cpu(KernelSet.Default, threads));
                Assert.True(plan.Covers(bound));

                // As ScalarDigits takes them: one limb for 62 bits, two for any other 64-bit integer.
                Assert.InRange(plan.Bits, bits <= 253 ? bits + 1 : 254, bits <= 62 ? 64 : bits <= 63 ? 128 : 256);
            }
        }
    }

    [Fact]
    public void WindowsOfATableFitTheBucketsOfTheirSet()
    {
        for (var width = 2; width <= 20; width++)
        {
            for (var levels = 1; levels <= 256; levels += levels < 30 ? 1 : 45)
            {
                WindowPlan plan = WindowPlan.Uniform(Fr.Modulus / 2, width, levels);
                Assert.True(plan.Covers(Fr.Modulus / 2) && plan.Levels <= levels && plan.Bits <= 256);
                for (var window = 0; window < plan.Windows; window++)
                {
                    // 2^(Shift(Sets)·level)·P is what window level·Sets + set needs.
                    int set = window % plan.Sets, level = window / plan.Sets;
                    Assert.Equal((level * plan.Sets * width) + plan.Shift(set), plan.Shift(window));
                    Assert.True(plan.Width(window) > 0 && plan.Buckets(window) <= plan.Buckets(set));
                }
            }
        }
    }
}
