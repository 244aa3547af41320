using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Benchmarks;

/// <summary>Runs every benchmark of a class on every tier that this machine has. Derive, and override <see cref="Prepare"/>.</summary>
public abstract class KernelTiers
{
    /// <summary>The tiers of this machine, fastest first.</summary>
    public static IEnumerable<KernelTier> Tiers => Enum.GetValues<KernelTier>().Where(IsAvailable);

    [ParamsSource(nameof(Tiers))]
    public KernelTier Tier { get; set; }

    /// <summary>The kernels of the tier.</summary>
    protected KernelSet Kernels { get; private set; } = KernelSet.Portable;

    [GlobalSetup]
    public void Setup()
    {
        Kernels = new KernelSet(Tier);
        Prepare();
    }

    /// <summary>Makes the operands.</summary>
    protected abstract void Prepare();

    private static bool IsAvailable(KernelTier tier)
    {
        try
        {
            return new KernelSet(tier).Tier == tier;
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }
}
