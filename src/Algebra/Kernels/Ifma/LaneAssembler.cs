using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <summary>Consecutive vector registers, usually the five 52-bit limbs of eight elements, one element per lane.</summary>
internal readonly record struct Lanes(int First)
{
    /// <summary>One of the registers.</summary>
    public AssemblerRegisterZMM this[int index] => LaneAssembler.Vector(First + index);
}

/// <summary>Vectors in the work area, counted from a base register.</summary>
internal readonly record struct Slot(AssemblerRegister64 Base, int Index);

/// <summary>
/// Emits kernels over eight field elements at a time. Registers: rdi output, rsi, rdx, rcx, r8 and r9 inputs, r10 the
/// work area, r11 the constants of the field, rax the groups left; all of them, and all vectors, belong to the callee.
/// </summary>
/// <remarks>
/// An element is five limbs of 52 bits, because IFMA multiplies the low 52 bits of its operands and adds the low or
/// high 52 bits of the product to a 64-bit lane. It ignores the upper twelve bits of operands, so "raw" limbs (any
/// upper bits, once carries have moved up) are fine for products, and only sums need "clean" limbs, below 2^52.
/// </remarks>
internal sealed partial class LaneAssembler
{
    private static readonly AssemblerRegisterZMM[] Vectors =
    [
        zmm0, zmm1, zmm2, zmm3, zmm4, zmm5, zmm6, zmm7, zmm8, zmm9, zmm10, zmm11, zmm12, zmm13, zmm14, zmm15,
        zmm16, zmm17, zmm18, zmm19, zmm20, zmm21, zmm22, zmm23, zmm24, zmm25, zmm26, zmm27, zmm28, zmm29, zmm30, zmm31,
    ];

    private static readonly AssemblerRegisterYMM[] Halves =
    [
        ymm0, ymm1, ymm2, ymm3, ymm4, ymm5, ymm6, ymm7, ymm8, ymm9, ymm10, ymm11, ymm12, ymm13, ymm14, ymm15,
        ymm16, ymm17, ymm18, ymm19, ymm20, ymm21, ymm22, ymm23, ymm24, ymm25, ymm26, ymm27, ymm28, ymm29, ymm30, ymm31,
    ];

    private Assembler code = new(64);

    /// <summary>A vector register by number.</summary>
    public static AssemblerRegisterZMM Vector(int index) => Vectors[index];

    /// <summary>Loads the fields of <see cref="KernelArguments"/>; the output last, as it takes the place of the pointer.</summary>
    public void Enter()
    {
        code.mov(rsi, __qword_ptr[rdi + 8]);
        code.mov(rdx, __qword_ptr[rdi + 16]);
        code.mov(rcx, __qword_ptr[rdi + 24]);
        code.mov(r8, __qword_ptr[rdi + 32]);
        code.mov(r9, __qword_ptr[rdi + 40]);
        code.mov(r10, __qword_ptr[rdi + 48]);
        code.mov(rax, __qword_ptr[rdi + 56]);
        code.mov(r11, __qword_ptr[rdi + 64]);
        code.mov(rdi, __qword_ptr[rdi]);
    }

    /// <summary>Returns, and hands over the machine code; it is independent of its address.</summary>
    public byte[] Finish()
    {
        code.vzeroupper();
        code.ret();
        using var stream = new MemoryStream();
        code.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    /// <summary>The constant at an offset, in every lane.</summary>
    private static AssemblerMemoryOperand Constant(int offset, int index = 0) =>
        __qword_bcst[r11 + (offset + (8 * index))];

    /// <summary>One vector of a slot.</summary>
    private static AssemblerMemoryOperand InSlot(Slot slot, int index) =>
        __zmmword_ptr[slot.Base + ((slot.Index + index) * 64)];
}
