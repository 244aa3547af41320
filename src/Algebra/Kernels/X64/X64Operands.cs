namespace Zkml.Algebra.Kernels.X64;

/// <summary>General registers by their encoding.</summary>
internal enum Reg
{
    Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15,
}

/// <summary>The instructions that take a register and a register or memory, by opcode byte.</summary>
internal enum Op
{
    Add = 0x03, Or = 0x0B, Adc = 0x13, Sbb = 0x1B, And = 0x23, Sub = 0x2B, Xor = 0x33, Cmp = 0x3B,
    Load = 0x8B, Address = 0x8D,
}

/// <summary>The conditions of jumps and conditional moves, by encoding.</summary>
internal enum Condition
{
    Below = 2, NotBelow = 3, Zero = 4, NotZero = 5, NotAbove = 6, Above = 7,
}

/// <summary>A 64-bit word in memory: a displacement from a register, or a constant kept behind the code.</summary>
internal readonly record struct Word(Reg Base, int Offset, bool IsConstant = false)
{
    /// <summary>The word some 64-bit words further on.</summary>
    public Word this[int index] => this with { Offset = Offset + (8 * index) };
}
