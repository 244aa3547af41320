using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Tests.Kernels;

public sealed class KernelSupportTests
{
    [Fact]
    public void TheVariableNamesTheTier()
    {
        Assert.Equal(KernelTier.Portable, KernelSupport.Choose("portable"));
        Assert.Throws<ArgumentException>(() => KernelSupport.Choose("fast"));
        if (KernelSupport.CanAssemble) Assert.Equal(KernelTier.Assembled, KernelSupport.Choose(null));
        else Assert.Throws<PlatformNotSupportedException>(() => KernelSupport.Choose("assembled"));
        if (KernelSupport.CanVectorize) Assert.Equal(KernelTier.Vector, KernelSupport.Choose("vector"));
        else Assert.Throws<PlatformNotSupportedException>(() => KernelSupport.Choose("vector"));
        if (!KernelSupport.CanAssemble)
        {
            Assert.Equal(KernelSupport.CanVectorize ? KernelTier.Vector : KernelTier.Portable, KernelSupport.Choose(null));
        }
    }

    /// <summary>A process without the instructions must not get there, whatever the processor can do.</summary>
    [Fact]
    public void VectorKernelsNeedTheInstructionsTheyUse() => Assert.Equal(
        KernelSupport.CanVectorize, Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported);

    /// <summary>A tier belongs to the object that was made for it; making others changes nothing.</summary>
    [Fact]
    public void SetsOfAllTiersStandSideBySide()
    {
        var before = KernelSet.Default.Tier;
        Assert.All(KernelCases<FrModulus>.Tiers, tier => Assert.Equal(tier, new KernelSet(tier).Tier));
        Assert.Equal(before, KernelSet.Default.Tier);
        if (!KernelSupport.CanAssemble) Assert.Throws<PlatformNotSupportedException>(() => new KernelSet(KernelTier.Assembled));
        if (!KernelSupport.CanVectorize) Assert.Throws<PlatformNotSupportedException>(() => new KernelSet(KernelTier.Vector));
    }

    /// <summary>Machine code is never writable: its page is read-execute, once published.</summary>
    [Fact]
    public void CodePagesAreNotWritable()
    {
        if (!KernelSupport.CanAssemble) return;
        var code = KernelLibrary.Encode(FieldKernel.Multiply);
        Assert.True(ExecutableMemory.TryPublish(code, out var address));
        var published = new byte[code.Length];
        Marshal.Copy(address, published, 0, code.Length);
        Assert.Equal(code, published);
        var protection = Assert.Single(
            File.ReadLines("/proc/self/maps"),
            line => Contains(line.Split(' ')[0], (ulong)address)).Split(' ')[1];
        Assert.Equal("r-xp", protection);
    }

    [Fact]
    public void WarmingTwiceIsFine()
    {
        Parallel.For(0, 4, _ => KernelSet.Default.Warm());
        KernelSet.Default.Warm();
    }

    [Fact]
    public void EveryKernelFitsAFewPages()
    {
        for (FieldKernel kernel = 0; kernel < FieldKernel.Count; kernel++)
        {
            Assert.InRange(KernelLibrary.Encode(kernel).Length, 100, 4 * 4096);
        }
    }

    private static bool Contains(string range, ulong address)
    {
        ulong[] ends = [.. range.Split('-').Select(text => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        return ends[0] <= address && address < ends[1];
    }
}
