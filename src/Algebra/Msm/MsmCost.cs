using System.Numerics;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Msm;

/// <summary>The measured costs that decide the number of windows.</summary>
internal static class MsmCost
{
    // Nanoseconds of one thread: an entry sorted and added (docs/kernels/msm.md), the two additions that a bucket takes,
    // and a window's doublings and additions one by one.
    private const double VectorEntry = 35;
    private const double VectorBucket = 2 * 31;
    private const double PortableEntry = 350;
    private const double PortableBucket = 2 * 340;
    private const double WindowCost = 10_000;
    private const int MaximumWidth = 20;

    /// <summary>The cheapest plan for so many scalars on so many threads.</summary>
    public static WindowPlan Choose(int count, BigInteger bound, Cpu cpu)
    {
        var bits = (int)bound.GetBitLength() + 1;
        var best = bits;
        var bestCost = double.MaxValue;
        for (var windows = (bits + MaximumWidth - 1) / MaximumWidth; windows <= bits; windows++)
        {
            var cost = Cost((double)count * windows, windows, (bits + windows - 1) / windows, cpu);
            if (cost < bestCost) (best, bestCost) = (windows, cost);
        }

        return WindowPlan.Create(bound, best);
    }

    /// <summary>The cheapest plan for −bound−1 ≤ v ≤ bound with at most so many multiples of each base.</summary>
    public static WindowPlan ChooseTable(int count, BigInteger bound, int maximumLevels, Cpu cpu)
    {
        WindowPlan? best = null;
        var bestCost = double.MaxValue;
        for (var width = 2; width <= MaximumWidth; width++)
        {
            WindowPlan plan = WindowPlan.Uniform(bound, width, maximumLevels);
            var cost = Cost((double)count * plan.Windows, plan.Sets, width, cpu);
            if (cost < bestCost) (best, bestCost) = (plan, cost);
        }

        return best!;
    }

    /// <summary>Whether so many scalars cost less by a plan over multiples of the bases than by one without.</summary>
    public static bool TablePays(int count, WindowPlan table, WindowPlan plain, Cpu cpu) =>
        Cost((double)count * table.Windows, table.Sets, table.Width(0), cpu)
        < Cost((double)count * plain.Windows, plain.Sets, plain.Width(0), cpu);

    private static double Cost(double entries, int sets, int width, Cpu cpu)
    {
        var vectors = cpu.Kernels.Tier == KernelTier.Assembled;
        double entry = vectors ? VectorEntry : PortableEntry, bucket = vectors ? VectorBucket : PortableBucket;

        // Sets that the threads cannot share out evenly are cut, and each part has buckets of its own.
        var cuts = sets % cpu.Threads == 0 ? 0 : cpu.Threads - 1;
        var buckets = (sets + cuts) * Math.ScaleB(1, width - 1);
        return (entries * entry) + (buckets * bucket) + (sets * WindowCost);
    }
}
