using System.Numerics;
using Zkml.Algebra.Kernels;

namespace Zkml.Algebra.Msm;

/// <summary>The measured costs that decide the number of windows.</summary>
internal static class MsmCost
{
    // Nanoseconds of one thread: an entry sorted and added (docs/kernels/msm.md), the two additions that a bucket takes,
    // and a window's doublings and additions one by one.
    private const double VectorEntry = 43;
    private const double VectorBucket = 2 * 37;
    private const double PortableEntry = 350;
    private const double PortableBucket = 2 * 340;
    private const double WindowCost = 10_000;
    private const int MaximumWidth = 20;

    /// <summary>The cheapest plan for so many scalars on so many threads.</summary>
    public static WindowPlan Choose(int count, BigInteger bound, int threads)
    {
        bool vectors = KernelSupport.Tier == KernelTier.Assembled;
        double entry = vectors ? VectorEntry : PortableEntry, bucket = vectors ? VectorBucket : PortableBucket;
        int bits = (int)bound.GetBitLength() + 1;
        int best = bits;
        double bestCost = double.MaxValue;
        for (int windows = (bits + MaximumWidth - 1) / MaximumWidth; windows <= bits; windows++)
        {
            // Windows that the threads cannot share out evenly are cut, and each part has buckets of its own.
            int cuts = windows % threads == 0 ? 0 : threads - 1;
            double buckets = (windows + cuts) * Math.ScaleB(1, (bits + windows - 1) / windows - 1);
            double cost = ((double)count * windows * entry) + (buckets * bucket) + (windows * WindowCost);
            if (cost < bestCost)
                (best, bestCost) = (windows, cost);
        }

        return WindowPlan.Create(bound, best);
    }
}
