namespace Zkml.Algebra.Kernels.X64;

/// <content>Prefixes, opcodes and operands, byte by byte (Intel SDM volume 2, chapter 2).</content>
internal sealed partial class X64Code
{
    private void RexOperands(byte escape, byte opcode, int register, Reg source)
    {
        Rex(register, source);
        Opcode(escape, opcode);
        Byte((byte)(0xC0 | ((register & 7) << 3) | ((int)source & 7)));
    }

    private void RexOperands(byte escape, byte opcode, int register, Word source)
    {
        Rex(register, source.IsConstant ? default : source.Base);
        Opcode(escape, opcode);
        Operand(register, source);
    }

    private void Shift(int extension, Reg target, byte count)
    {
        RexOperands(0, 0xC1, extension, target);
        Byte(count);
    }

    private void Adx(byte prefix, Reg target, Reg source)
    {
        Byte(prefix);
        Rex((int)target, source);
        AdxOpcode();
        Byte((byte)(0xC0 | (((int)target & 7) << 3) | ((int)source & 7)));
    }

    private void Adx(byte prefix, Reg target, Word source)
    {
        Byte(prefix);
        Rex((int)target, source.IsConstant ? default : source.Base);
        AdxOpcode();
        Operand((int)target, source);
    }

    private void AdxOpcode()
    {
        Byte(0x0F);
        Byte(0x38);
        Byte(0xF6);
    }

    /// <summary>The prefix of mulx: VEX.LZ.F2.0F38.W1 F6.</summary>
    private void Vex(Reg high, Reg low, Reg source)
    {
        Byte(0xC4);
        Byte((byte)(0x42 | (high < Reg.R8 ? 0x80 : 0) | (source < Reg.R8 ? 0x20 : 0)));
        Byte((byte)(0x83 | ((~(int)low & 15) << 3)));
        Byte(0xF6);
    }

    private void Rex(int register, Reg operand) => Byte((byte)(0x48 | (register >> 3 << 2) | ((int)operand >> 3)));

    private void Opcode(byte escape, byte opcode)
    {
        if (escape != 0) Byte(escape);
        Byte(opcode);
    }

    /// <summary>ModRM, SIB and displacement of a memory operand.</summary>
    private void Operand(int register, Word word)
    {
        var field = (register & 7) << 3;
        if (word.IsConstant)
        {
            Byte((byte)(field | 5));
            if (fixupCount == fixups.Length) Array.Resize(ref fixups, 2 * fixupCount);
            fixups[fixupCount++] = length;
            Integer(word.Offset);
            return;
        }

        var @base = (int)word.Base & 7;
        var none = word.Offset == 0 && @base != 5;
        var small = word.Offset is >= -128 and < 128;
        Byte((byte)((none ? 0 : small ? 0x40 : 0x80) | field | @base));
        if (@base == 4) Byte(0x24);
        if (none) return;
        if (small) Byte((byte)word.Offset);
        else Integer(word.Offset);
    }

    private void Short(int opcode, Reg register)
    {
        if (register >= Reg.R8) Byte(0x41);
        Byte((byte)(opcode | ((int)register & 7)));
    }

    private void Integer(int value)
    {
        for (var shift = 0; shift < 32; shift += 8) Byte((byte)(value >> shift));
    }

    private void Byte(byte value)
    {
        if (length == code.Length) Array.Resize(ref code, 2 * length);
        code[length++] = value;
    }
}
