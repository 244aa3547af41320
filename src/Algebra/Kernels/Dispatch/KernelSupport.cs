using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>Chooses the tier once: by <c>ZKML_KERNELS</c>, else the fastest one that the machine can run.</summary>
public static class KernelSupport
{
    /// <summary>The variable that forces a tier: <c>assembled</c>, <c>vector</c> or <c>portable</c>.</summary>
    public const string Variable = "ZKML_KERNELS";

    /// <summary>Whether this machine and process can run assembled kernels.</summary>
    public static bool CanAssemble { get; } = ExecutableMemory.IsSupported && HasVectorMultiplier() && Probe();

    /// <summary>Whether this process can run the kernels over 512-bit vectors; DOTNET_EnableHWIntrinsic=0 forbids them.</summary>
    public static bool CanVectorize { get; } =
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported;

    // After the two above: static initializers run in the order of the text.
    private static readonly KernelTier Chosen = Choose(Environment.GetEnvironmentVariable(Variable));

    // Forced tiers are visible on every thread, so that kernels split over the cores follow them too.
    private static volatile KernelTier forced;

    /// <summary>The tier in use.</summary>
    public static KernelTier Tier
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => forced == default ? Chosen : forced;
    }

    /// <summary>
    /// Assembles all kernels ahead of their use, which takes the assembler 50 to 150 ms in a fresh process; worth
    /// starting on another thread while a program reads its files. Without this, each is assembled at its first call.
    /// </summary>
    public static void Prepare()
    {
        if (Tier == KernelTier.Assembled) KernelLibrary.AssembleAll();
    }

    /// <summary>Whether to call kernels that take eight elements at a time.</summary>
    internal static bool UsesGroups
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Tier != KernelTier.Portable;
    }

    /// <summary>Forces a tier until disposed: the seam for tests, one at a time.</summary>
    /// <exception cref="PlatformNotSupportedException">This machine cannot run it.</exception>
    internal static IDisposable Force(KernelTier tier)
    {
        if (tier == KernelTier.Assembled && !CanAssemble)
        {
            throw new PlatformNotSupportedException("This machine cannot run assembled kernels.");
        }
        if (tier == KernelTier.Vector && !CanVectorize) throw new PlatformNotSupportedException("This machine cannot run 512-bit vectors.");
        forced = tier;
        return new Forced();
    }

    /// <summary>The tier for a value of <see cref="Variable"/>.</summary>
    /// <exception cref="PlatformNotSupportedException">A tier was asked for that this machine cannot run.</exception>
    /// <exception cref="ArgumentException">No tier has that name.</exception>
    internal static KernelTier Choose(string? wanted) => wanted switch
    {
        null or "" => CanAssemble ? KernelTier.Assembled : CanVectorize ? KernelTier.Vector : KernelTier.Portable,
        "assembled" when CanAssemble => KernelTier.Assembled,
        "assembled" => throw new PlatformNotSupportedException($"{Variable}=assembled: no AVX-512 IFMA and VBMI2 here."),
        "vector" when CanVectorize => KernelTier.Vector,
        "vector" => throw new PlatformNotSupportedException($"{Variable}=vector: no AVX-512 F and DQ here."),
        "portable" => KernelTier.Portable,
        _ => throw new ArgumentException($"{Variable}={wanted}: expected assembled, vector or portable."),
    };

    /// <summary>
    /// AVX-512 F, DQ, BW, VL, IFMA and VBMI2 (the double shifts that repack limbs). The runtime's own flag stands for
    /// the operating system saving zmm registers, and follows DOTNET_EnableHWIntrinsic.
    /// </summary>
    private static bool HasVectorMultiplier()
    {
        const int F = 1 << 16, Dq = 1 << 17, Ifma = 1 << 21, Bw = 1 << 30, Vl = 1 << 31, Vbmi2 = 1 << 6;
        const int Required = F | Dq | Ifma | Bw | Vl;
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || !X86Base.IsSupported) return false;
        if (!Avx512F.IsSupported || !Avx512DQ.IsSupported || !Avx512BW.IsSupported) return false;
        (_, var ebx, var ecx, _) = X86Base.CpuId(7, 0);
        return (ebx & Required) == Required && (ecx & Vbmi2) != 0;
    }

    /// <summary>Whether the system lets this process make code: hardened ones refuse, and we then go without.</summary>
    private static bool Probe()
    {
        const byte Return = 0xC3;
        return ExecutableMemory.TryPublish([Return], out _);
    }

    private sealed class Forced : IDisposable
    {
        public void Dispose() => forced = default;
    }
}
