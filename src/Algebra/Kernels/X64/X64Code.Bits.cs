namespace Zkml.Algebra.Kernels.X64;

/// <content>Shifts, bit counts and jumps that only the inversion needs (BMI1, BMI2 and LZCNT besides the base set).</content>
internal sealed partial class X64Code
{
    private const int Prefix66 = 1;
    private const int PrefixF2 = 3;

    /// <summary>A number below 2^32.</summary>
    public void LoadImmediate(Reg target, int value)
    {
        Short(0xB8, target);
        Integer(value);
    }

    /// <summary>target = left + right; touches no flags.</summary>
    public void AddressOfSum(Reg target, Reg left, Reg right)
    {
        // A base of rbp or r13 needs a displacement, rsp cannot be an index: the routines use neither here.
        ArgumentOutOfRangeException.ThrowIfEqual((int)left & 7, (int)Reg.Rbp);
        ArgumentOutOfRangeException.ThrowIfEqual(right, Reg.Rsp);
        Byte((byte)(0x48 | ((int)target >> 3 << 2) | ((int)right >> 3 << 1) | ((int)left >> 3)));
        Byte((byte)Op.Address);
        Byte((byte)((((int)target & 7) << 3) | 4));
        Byte((byte)((((int)right & 7) << 3) | ((int)left & 7)));
    }

    /// <summary>The number of zeros below the lowest one bit; 64 for zero.</summary>
    public void CountTrailingZeros(Reg target, Reg source) => Count(0xBC, target, source);

    /// <summary>The number of zeros above the highest one bit; 64 for zero.</summary>
    public void CountLeadingZeros(Reg target, Reg source) => Count(0xBD, target, source);

    /// <summary>target = source·2^(count mod 64); touches no flags.</summary>
    public void ShiftLeft(Reg target, Reg source, Reg count) => Shift(Prefix66, target, source, count);

    /// <summary>target = source / 2^(count mod 64), rounded down; touches no flags.</summary>
    public void ShiftRight(Reg target, Reg source, Reg count) => Shift(PrefixF2, target, source, count);

    public void ShiftLeft(Reg target, int count) => ShiftBy(4, target, count);

    public void ShiftRight(Reg target, int count) => ShiftBy(5, target, count);

    /// <summary>The complement; touches no flags.</summary>
    public void Not(Reg target) => RexOperands(0, 0xF7, 2, target);

    /// <summary>A jump back to a position, or forward to one set by <see cref="Land"/>.</summary>
    /// <returns>What <see cref="Land"/> takes.</returns>
    public int Jump(int target = 0)
    {
        Byte(0xE9);
        Integer(target - (length + 4));
        return length;
    }

    private void Count(byte opcode, Reg target, Reg source)
    {
        Byte(0xF3);
        RexOperands(0x0F, opcode, (int)target, source);
    }

    private void ShiftBy(int operation, Reg target, int count)
    {
        RexOperands(0, 0xC1, operation, target);
        Byte((byte)count);
    }

    /// <summary>shlx and shrx: VEX.LZ.66 or F2.0F38.W1 F7.</summary>
    private void Shift(int prefix, Reg target, Reg source, Reg count)
    {
        Byte(0xC4);
        Byte((byte)(0x42 | (target < Reg.R8 ? 0x80 : 0) | (source < Reg.R8 ? 0x20 : 0)));
        Byte((byte)(0x80 | ((~(int)count & 15) << 3) | prefix));
        Byte(0xF7);
        Byte((byte)(0xC0 | (((int)target & 7) << 3) | ((int)source & 7)));
    }
}
