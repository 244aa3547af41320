namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>How the field kernels run; smaller is faster. Every tier gives the same bits.</summary>
public enum KernelTier
{
    /// <summary>Machine code assembled at run time: AVX-512 IFMA, eight elements at a time.</summary>
    Assembled = 1,

    /// <summary>C# over 512-bit vectors (AVX-512 F and DQ), eight elements at a time.</summary>
    Vector = 2,

    /// <summary>Portable C#, the reference.</summary>
    Portable = 3,
}
