using System.Runtime.InteropServices;

namespace Zkml.Algebra.Kernels.Dispatch;

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

    /// <summary>The constants of the field: <c>LaneConstants.Address</c>.</summary>
    public void* Constants;
}

/// <summary>How many bytes of each array a kernel takes per group.</summary>
internal readonly record struct KernelSteps(int Output, int A = 0, int B = 0, int C = 0, int D = 0, int E = 0)
{
    /// <summary>Eight elements.</summary>
    public const int Elements = 256;

    /// <summary>Eight pairs of elements.</summary>
    public const int Pairs = 512;

    /// <summary>Eight 32-bit integers.</summary>
    public const int Integers = 32;

    /// <summary>Moves the pointers on.</summary>
    public unsafe void Advance(ref KernelArguments arguments, nint groups)
    {
        arguments.Output = (byte*)arguments.Output + (groups * Output);
        arguments.A = (byte*)arguments.A + (groups * A);
        arguments.B = (byte*)arguments.B + (groups * B);
        arguments.C = (byte*)arguments.C + (groups * C);
        arguments.D = (byte*)arguments.D + (groups * D);
        arguments.E = (byte*)arguments.E + (groups * E);
    }
}
