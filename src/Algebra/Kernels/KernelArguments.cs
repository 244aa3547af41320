using System.Runtime.InteropServices;

namespace Zkml.Algebra.Kernels;

/// <summary>What every assembled kernel takes, by reference in rdi; kernels read the fields they use at entry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct KernelArguments
{
    /// <summary>Elements in and out; kernels advance through them by whole groups of eight elements or pairs.</summary>
    public void* Output;

    public void* A;

    public void* B;

    public void* C;

    public void* D;

    public void* E;

    /// <summary>A 64-byte-aligned work area: lane sums first, then operand slots; or five limbs of a scalar.</summary>
    public void* Scratch;

    /// <summary>The number of groups, positive.</summary>
    public nint Groups;

    /// <summary>The constants of the field: <see cref="LaneConstants{TModulus}.Address"/>.</summary>
    public void* Constants;
}
