using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Kernels.Ifma;

/// <summary>
/// When arrays are cut into groups of ten for <see cref="MixedPrograms"/>: on Zen 4, where it was measured to pay. Zen 5
/// has twice the multipliers for lanes, so that general registers would hold them up.
/// </summary>
internal static class MixedGroups
{
    // Below this, filling and draining the loop costs more than it saves.
    private const int Minimum = 96;

    private const int AmdFamily = 25;

    /// <summary>Whether this machine runs the mixed kernels.</summary>
    public static bool Wanted { get; } = KernelSupport.CanAssemble && IsZen4() && HasWordInstructions();

    /// <summary>How many groups of ten to start with, so that the rest are groups of eight and at most one element.</summary>
    public static int Count(KernelTier tier, int elements)
    {
        if (elements < Minimum || !Wanted || tier != KernelTier.Assembled) return 0;
        var groups = elements / LaneAssembler.MixedGroup;
        while (((elements - (LaneAssembler.MixedGroup * groups)) & 7) > 1) groups--;
        return groups;
    }

    private static bool IsZen4()
    {
        (_, var ebx, var ecx, var edx) = X86Base.CpuId(0, 0);
        ReadOnlySpan<int> vendor = [ebx, edx, ecx];
        if (!MemoryMarshal.AsBytes(vendor).SequenceEqual("AuthenticAMD"u8)) return false;
        (var version, _, _, _) = X86Base.CpuId(1, 0);
        var family = (version >> 8 & 15) + (version >> 20 & 255);

        // Zen 3 is of this family, too, but has no AVX-512, without which nothing is assembled.
        return family == AmdFamily;
    }

    /// <summary>BMI2 (mulx) and ADX.</summary>
    private static bool HasWordInstructions()
    {
        const int Bmi2 = 1 << 8, Adx = 1 << 19;
        return (X86Base.CpuId(7, 0).Ebx & (Bmi2 | Adx)) == (Bmi2 | Adx);
    }
}
