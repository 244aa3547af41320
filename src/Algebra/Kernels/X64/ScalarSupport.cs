using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// Whether the scalar routines can run: Linux on x64 with BMI1, BMI2, LZCNT and ADX, executable pages granted, and not
/// <c>ZKML_KERNELS=portable</c>. Independent of the vector kernels, as far more machines have these instructions.
/// </summary>
internal static class ScalarSupport
{
    private static readonly bool Wanted = Detect();

    /// <summary>Makes code executable, if this process wants assembled code and the system lets it.</summary>
    public static bool TryPublish(ReadOnlySpan<byte> code, out nint address)
    {
        address = 0;
        return Wanted && ExecutableMemory.TryPublish(code, out address);
    }

    /// <summary>Whether routines may use four 52-bit lanes beside: AVX-512 VL, IFMA and VBMI2.</summary>
    public static bool HasLanes { get; } = Wanted && DetectLanes();

    private static bool DetectLanes()
    {
        const int Ifma = 1 << 21, Vbmi2 = 1 << 6;
        if (!Avx512F.VL.IsSupported) return false;
        var (_, ebx, ecx, _) = X86Base.CpuId(7, 0);
        return (ebx & Ifma) != 0 && (ecx & Vbmi2) != 0;
    }

    private static bool Detect()
    {
        const int Adx = 1 << 19;
        if (!ExecutableMemory.IsSupported || RuntimeInformation.ProcessArchitecture != Architecture.X64) return false;

        // The runtime's own flags follow DOTNET_EnableHWIntrinsic.
        if (!X86Base.IsSupported || !Bmi1.X64.IsSupported || !Bmi2.X64.IsSupported || !Lzcnt.X64.IsSupported) return false;
        if ((X86Base.CpuId(7, 0).Ebx & Adx) == 0) return false;

        // Wrong names are refused by KernelSupport, where an exception reaches the user as such.
        return Environment.GetEnvironmentVariable(KernelSupport.Variable) != "portable";
    }
}
