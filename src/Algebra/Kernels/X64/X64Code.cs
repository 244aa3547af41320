using System.Buffers.Binary;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// Encodes the few x86-64 instructions that the scalar routines use (Intel SDM volume 2). All operands are 64 bits
/// wide. Iced does the same for the vector kernels, but takes 50 to 150 ms to start: too long for a short verifier
/// process, which needs these routines at once. The tests compare the encodings with those of Iced.
/// </summary>
internal sealed partial class X64Code
{
    private byte[] code = new byte[1 << 12];
    private ulong[] constants = new ulong[16];
    private int[] fixups = new int[1 << 8];
    private int length;
    private int constantCount;
    private int fixupCount;

    /// <summary>The offset of the next instruction.</summary>
    public int Position => length;

    /// <summary>Saves registers that belong to the caller; <see cref="Leave"/> takes the same ones.</summary>
    public void Enter(ReadOnlySpan<Reg> saved)
    {
        foreach (Reg register in saved) Push(register);
    }

    /// <summary>Restores the registers and returns.</summary>
    public void Leave(ReadOnlySpan<Reg> saved)
    {
        for (var i = saved.Length - 1; i >= 0; i--) Pop(saved[i]);
        Return();
    }

    /// <summary>Places constants behind the code.</summary>
    public Word Constants(ReadOnlySpan<ulong> values)
    {
        var word = new Word(default, 8 * constantCount, IsConstant: true);
        while (constantCount + values.Length > constants.Length) Array.Resize(ref constants, 2 * constants.Length);
        values.CopyTo(constants.AsSpan(constantCount));
        constantCount += values.Length;
        return word;
    }

    public void Emit(Op op, Reg target, Reg source) => RexOperands(0, (byte)op, (int)target, source);

    public void Emit(Op op, Reg target, Word source) => RexOperands(0, (byte)op, (int)target, source);

    /// <summary>An arithmetic instruction with a small immediate operand.</summary>
    public void EmitImmediate(Op op, Reg target, sbyte value)
    {
        RexOperands(0, 0x83, (int)op >> 3, target);
        Byte((byte)value);
    }

    /// <summary>Shifts left by a count of bits.</summary>
    public void ShiftLeft(Reg target, byte count) => Shift(4, target, count);

    /// <summary>Shifts right by a count of bits, filling with zeros.</summary>
    public void ShiftRight(Reg target, byte count) => Shift(5, target, count);

    public void Move(Reg target, Reg source) => Emit(Op.Load, target, source);

    public void Load(Reg target, Word source) => Emit(Op.Load, target, source);

    public void Store(Word target, Reg source) => RexOperands(0, 0x89, (int)source, target);

    /// <summary>Zero, and clears both carry flags; 32 bits wide, which is shorter and no less.</summary>
    public void Clear(Reg target)
    {
        if (target >= Reg.R8) Byte(0x45);
        Byte(0x31);
        Byte((byte)(0xC0 | (((int)target & 7) * 9)));
    }

    /// <summary>high:low = rdx · source; touches no flags.</summary>
    public void Mulx(Reg high, Reg low, Reg source)
    {
        Vex(high, low, source);
        Byte((byte)(0xC0 | (((int)high & 7) << 3) | ((int)source & 7)));
    }

    public void Mulx(Reg high, Reg low, Word source)
    {
        Vex(high, low, source.IsConstant ? default : source.Base);
        Operand((int)high, source);
    }

    /// <summary>Adds with the carry in CF alone.</summary>
    public void Adcx(Reg target, Reg source) => Adx(0x66, target, source);

    public void Adcx(Reg target, Word source) => Adx(0x66, target, source);

    /// <summary>Adds with the carry in OF alone.</summary>
    public void Adox(Reg target, Reg source) => Adx(0xF3, target, source);

    public void Adox(Reg target, Word source) => Adx(0xF3, target, source);

    /// <summary>The low word of a product.</summary>
    public void MultiplyLow(Reg target, Word source) => RexOperands(0x0F, 0xAF, (int)target, source);

    public void MoveIf(Condition condition, Reg target, Reg source) =>
        RexOperands(0x0F, (byte)(0x40 | (int)condition), (int)target, source);

    public void Push(Reg register) => Short(0x50, register);

    public void Pop(Reg register) => Short(0x58, register);

    public void Return() => Byte(0xC3);

    /// <summary>A jump back to a position, or forward to one set by <see cref="Land"/>.</summary>
    /// <returns>What <see cref="Land"/> takes.</returns>
    public int Jump(Condition condition, int target = 0)
    {
        Byte(0x0F);
        Byte((byte)(0x80 | (int)condition));
        Integer(target - (length + 4));
        return length;
    }

    /// <summary>Lets a forward jump arrive here.</summary>
    public void Land(int jump) => BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(jump - 4), length - jump);

    /// <summary>A loop that counts in rbx and moves on through what rsi points to.</summary>
    public void Repeat(int count, int step, Action body)
    {
        Clear(Reg.Rbx);
        EmitImmediate(Op.Add, Reg.Rbx, (sbyte)count);
        var start = Position;
        body();
        Emit(Op.Address, Reg.Rsi, new Word(Reg.Rsi, step));
        EmitImmediate(Op.Sub, Reg.Rbx, 1);
        Jump(Condition.NotZero, start);
    }

    /// <summary>Starts the next routine at a multiple of 64 bytes.</summary>
    public void Align()
    {
        while ((length & 63) != 0) Byte(0xCC);
    }

    /// <summary>The code with its constants behind it; independent of its address, if that is a multiple of 64.</summary>
    public byte[] Finish()
    {
        Align();
        for (var i = 0; i < fixupCount; i++)
        {
            Span<byte> place = code.AsSpan(fixups[i]);
            var offset = BinaryPrimitives.ReadInt32LittleEndian(place);
            BinaryPrimitives.WriteInt32LittleEndian(place, length + offset - (fixups[i] + 4));
        }

        var result = new byte[length + (8 * constantCount)];
        code.AsSpan(0, length).CopyTo(result);
        for (var i = 0; i < constantCount; i++) BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(length + (8 * i)), constants[i]);
        return result;
    }
}
