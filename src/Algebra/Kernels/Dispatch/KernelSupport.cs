using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>Which tiers this machine can run, and which of them programs start with.</summary>
public static class KernelSupport
{
    /// <summary>The variable that names the tier of <see cref="KernelSet.Default"/>: <c>assembled</c>, <c>vector</c> or <c>portable</c>.</summary>
    public const string Variable = "ZKML_KERNELS";

    /// <summary>Whether this machine and process can run assembled kernels.</summary>
    public static bool CanAssemble { get; } = ExecutableMemory.IsSupported && HasVectorMultiplier() && Probe();

    /// <summary>Whether this process can run the kernels over 512-bit vectors; DOTNET_EnableHWIntrinsic=0 forbids them.</summary>
    public static bool CanVectorize { get; } =
        Vector512.IsHardwareAccelerated && Avx512F.IsSupported && Avx512DQ.IsSupported;

    /// <exception cref="PlatformNotSupportedException">This machine cannot run the tier.</exception>
    internal static void Require(KernelTier tier)
    {
        if (tier == KernelTier.Assembled && !CanAssemble)
        {
            throw new PlatformNotSupportedException("This machine cannot run assembled kernels.");
        }
        if (tier == KernelTier.Vector && !CanVectorize) throw new PlatformNotSupportedException("This machine cannot run 512-bit vectors.");
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
}
