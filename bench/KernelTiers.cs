using BenchmarkDotNet.Attributes;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Benchmarks;

/// <summary>Runs every benchmark of a class on every tier that this machine has. Derive, and override <see cref="Prepare"/>.</summary>
public abstract class KernelTiers : IDisposable
{
    private IDisposable? forced;

    /// <summary>The tiers of this machine, fastest first.</summary>
    public static IEnumerable<KernelTier> Tiers => Enum.GetValues<KernelTier>().Where(IsAvailable);

    [ParamsSource(nameof(Tiers))]
    public KernelTier Tier { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        forced = KernelSupport.Force(Tier);
        Prepare();
    }

    [GlobalCleanup]
    public void Cleanup() => Dispose();

    public void Dispose()
    {
        forced?.Dispose();
        forced = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the operands, with the tier in force.</summary>
    protected abstract void Prepare();

    private static bool IsAvailable(KernelTier tier)
    {
        try
        {
            KernelSupport.Force(tier).Dispose();
            return true;
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }
}
