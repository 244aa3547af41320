using Iced.Intel;
using Zkml.Algebra.Kernels.X64;
using Code = Zkml.Algebra.Kernels.X64.X64Code;
using Op = Zkml.Algebra.Kernels.X64.Op;

namespace Zkml.Algebra.Tests.Kernels.X64;

/// <summary>Our encoder against Iced's decoder: every instruction form with every register and kind of address.</summary>
public sealed class X64CodeTests
{
    private static readonly int[] Offsets = [0, 8, -8, 120, 127, 128, -128, -129, 4096];

    private static readonly (Op Op, Mnemonic Name)[] Operations =
    [
        (Op.Add, Mnemonic.Add), (Op.Or, Mnemonic.Or), (Op.Adc, Mnemonic.Adc), (Op.Sbb, Mnemonic.Sbb), (Op.And, Mnemonic.And),
        (Op.Sub, Mnemonic.Sub), (Op.Xor, Mnemonic.Xor), (Op.Cmp, Mnemonic.Cmp), (Op.Load, Mnemonic.Mov),
    ];

    private static IEnumerable<Reg> Registers => Enum.GetValues<Reg>();

    private static IEnumerable<Word> Addresses => Registers.SelectMany(r => Offsets.Select(o => new Word(r, o)));

    [Fact]
    public void TwoOperandInstructions()
    {
        foreach (Reg target in Registers)
        {
            foreach (Reg source in Registers)
            {
                foreach ((Op op, Mnemonic name) in Operations) Expect(name, [target, source], c => c.Emit(op, target, source));
                Expect(Mnemonic.Adcx, [target, source], c => c.Adcx(target, source));
                Expect(Mnemonic.Adox, [target, source], c => c.Adox(target, source));
                Expect(Mnemonic.Cmovb, [target, source], c => c.MoveIf(Condition.Below, target, source));
                Expect(Mnemonic.Cmovae, [target, source], c => c.MoveIf(Condition.NotBelow, target, source));
                Expect(Mnemonic.Mov, [target, source], c => c.Move(target, source));
                Expect(Mnemonic.Tzcnt, [target, source], c => c.CountTrailingZeros(target, source));
                Expect(Mnemonic.Lzcnt, [target, source], c => c.CountLeadingZeros(target, source));
            }

            foreach (Word word in Addresses)
            {
                foreach ((Op op, Mnemonic name) in Operations) Expect(name, [target, word], c => c.Emit(op, target, word));
                Expect(Mnemonic.Lea, [target, word], c => c.Emit(Op.Address, target, word));
                Expect(Mnemonic.Adcx, [target, word], c => c.Adcx(target, word));
                Expect(Mnemonic.Adox, [target, word], c => c.Adox(target, word));
                Expect(Mnemonic.Imul, [target, word], c => c.MultiplyLow(target, word));
                Expect(Mnemonic.Mov, [target, word], c => c.Load(target, word));
                Expect(Mnemonic.Mov, [word, target], c => c.Store(word, target));
            }
        }
    }

    [Fact]
    public void Products()
    {
        foreach (Reg high in Registers)
        {
            foreach (Reg low in Registers)
            {
                foreach (Reg source in Registers) Expect(Mnemonic.Mulx, [high, low, source], c => c.Mulx(high, low, source));
                foreach (Word word in Addresses) Expect(Mnemonic.Mulx, [high, low, word], c => c.Mulx(high, low, word));
            }
        }
    }

    [Fact]
    public void ThreeOperandInstructions()
    {
        foreach (Reg target in Registers)
        {
            foreach (Reg source in Registers)
            {
                foreach (Reg other in Registers)
                {
                    Expect(Mnemonic.Shlx, [target, source, other], c => c.ShiftLeft(target, source, other));
                    Expect(Mnemonic.Shrx, [target, source, other], c => c.ShiftRight(target, source, other));
                    ExpectSum(target, source, other);
                }
            }
        }
    }

    [Fact]
    public void OneRegisterInstructions()
    {
        foreach (Reg target in Registers)
        {
            Expect(Mnemonic.Push, [target], c => c.Push(target));
            Expect(Mnemonic.Pop, [target], c => c.Pop(target));
            foreach (var value in new sbyte[] { 0, 1, -1, 127, -128 })
            {
                Expect(Mnemonic.Adc, [target, (int)value], c => c.EmitImmediate(Op.Adc, target, value));
                Expect(Mnemonic.Sub, [target, (int)value], c => c.EmitImmediate(Op.Sub, target, value));
            }

            foreach (var count in new[] { 1, 31, 32, 63 })
            {
                Expect(Mnemonic.Shl, [target, count], c => c.ShiftLeft(target, count));
                Expect(Mnemonic.Shr, [target, count], c => c.ShiftRight(target, count));
            }

            Expect(Mnemonic.Not, [target], c => c.Not(target));
            Instruction load = Decode(c => c.LoadImmediate(target, 0x12345678));
            Assert.Equal((Mnemonic.Mov, Register.EAX + (int)target, 0x12345678U), (load.Mnemonic, load.Op0Register, load.Immediate32));
            Instruction clear = Decode(c => c.Clear(target));
            Assert.Equal((Mnemonic.Xor, Register.EAX + (int)target, Register.EAX + (int)target), (clear.Mnemonic, clear.Op0Register, clear.Op1Register));
        }

        Expect(Mnemonic.Ret, [], c => c.Return());
    }

    [Fact]
    public void JumpsArriveWhereTheyShould()
    {
        Instruction back = Decode(c => c.Jump(Condition.NotZero, 0));
        Assert.Equal((Mnemonic.Jne, 0UL), (back.Mnemonic, back.NearBranchTarget));
        foreach ((Condition condition, Mnemonic name) in new[] { (Condition.Above, Mnemonic.Ja), (Condition.NotAbove, Mnemonic.Jbe) })
        {
            Assert.Equal(name, Decode(c => c.Jump(condition, 0)).Mnemonic);
        }
        back = Decode(c => c.Jump(0));
        Assert.Equal((Mnemonic.Jmp, 0UL), (back.Mnemonic, back.NearBranchTarget));
        Instruction forward = Decode(c =>
        {
            var jump = c.Jump(Condition.Zero);
            c.Push(Reg.R12);
            c.Land(jump);
        });
        Assert.Equal((Mnemonic.Je, 8UL), (forward.Mnemonic, forward.NearBranchTarget));
    }

    [Fact]
    public void ConstantsStandBehindTheCode()
    {
        var code = new Code();
        code.Constants([1, 2]);
        Word second = code.Constants([3, 4, 5]);
        for (var i = 0; i < 1000; i++) code.Emit(Op.Add, Reg.R9, second[2]);
        var bytes = code.Finish();
        Decoder decoder = Decoder.Create(64, bytes);
        for (var i = 0; i < 1000; i++)
        {
            Instruction instruction = decoder.Decode();
            Assert.True(instruction.IsIPRelativeMemoryOperand);
            Assert.Equal(5UL, BitConverter.ToUInt64(bytes, (int)instruction.IPRelativeMemoryAddress));
        }
    }

    /// <summary>Every sum that can be encoded; the others are refused.</summary>
    private static void ExpectSum(Reg target, Reg left, Reg right)
    {
        if (left is Reg.Rbp or Reg.R13 || right == Reg.Rsp)
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new Code().AddressOfSum(target, left, right));
            return;
        }

        Instruction sum = Decode(c => c.AddressOfSum(target, left, right));
        Assert.Equal(
            (Mnemonic.Lea, Register.RAX + (int)target, Register.RAX + (int)left, Register.RAX + (int)right, 1, 0UL),
            (sum.Mnemonic, sum.Op0Register, sum.MemoryBase, sum.MemoryIndex, sum.MemoryIndexScale, sum.MemoryDisplacement64));
    }

    private static Instruction Decode(Action<Code> emit)
    {
        var code = new Code();
        emit(code);
        Decoder decoder = Decoder.Create(64, code.Finish());
        decoder.Decode(out Instruction instruction);
        return instruction;
    }

    private static void Expect(Mnemonic name, object[] operands, Action<Code> emit)
    {
        Instruction decoded = Decode(emit);
        Assert.Equal(name, decoded.Mnemonic);
        Assert.Equal(operands.Length, decoded.OpCount);
        for (var i = 0; i < operands.Length; i++)
        {
            switch (operands[i])
            {
                case Reg register:
                    Assert.Equal(Register.RAX + (int)register, decoded.GetOpRegister(i));
                    break;
                case int value:
                    Assert.Equal((ulong)value, decoded.GetImmediate(i));
                    break;
                case Word word:
                    Assert.Equal(OpKind.Memory, decoded.GetOpKind(i));
                    Assert.Equal(Register.RAX + (int)word.Base, decoded.MemoryBase);
                    Assert.Equal(Register.None, decoded.MemoryIndex);
                    Assert.Equal((ulong)word.Offset, decoded.MemoryDisplacement64);
                    break;
            }
        }
    }
}
