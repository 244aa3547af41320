using Iced.Intel;
using Zkml.Algebra.Kernels.X64;
using Code = Zkml.Algebra.Kernels.X64.X64Code;

namespace Zkml.Algebra.Tests.Kernels.X64;

/// <summary>The vector instructions of our encoder against Iced's decoder, with every register and kind of address.</summary>
public sealed class X64VectorTests
{
    private static readonly (VectorOp Op, Mnemonic Name)[] Operations =
    [
        (VectorOp.MultiplyLow, Mnemonic.Vpmadd52luq), (VectorOp.MultiplyHigh, Mnemonic.Vpmadd52huq), (VectorOp.Add, Mnemonic.Vpaddq),
        (VectorOp.And, Mnemonic.Vpandq), (VectorOp.Or, Mnemonic.Vporq), (VectorOp.Xor, Mnemonic.Vpxorq), (VectorOp.UnpackLow, Mnemonic.Vpunpcklqdq),
        (VectorOp.UnpackHigh, Mnemonic.Vpunpckhqdq),
    ];

    private static IEnumerable<Word> Addresses =>
        Enum.GetValues<Reg>().SelectMany(r => new[] { 0, 8, -8, 96, 4096 }.Select(o => new Word(r, o)));

    [Fact]
    public void ThreeRegisters()
    {
        foreach (var (op, name) in Operations)
        {
            for (var k = 0; k < 32 * 32 * 32; k++)
            {
                var (a, b, c) = (k & 31, (k >> 5) & 31, k >> 10);
                Expect(name, [a, b, c], null, x => x.Vector(op, a, b, c));
            }
        }
    }

    [Fact]
    public void Memory()
    {
        for (var a = 0; a < 32; a++)
        {
            var register = a;
            foreach (Word word in Addresses)
            {
                foreach (var (op, name) in Operations)
                {
                    Expect(name, [register, 31 - register, word], null, x => x.Vector(op, register, 31 - register, word));
                }
                Expect(Mnemonic.Vmovdqu64, [register, word], null, x => x.LoadVector(register, word));
                Expect(Mnemonic.Vmovdqu64, [word, register], null, x => x.StoreVector(word, register));
                Expect(Mnemonic.Vpbroadcastq, [register, word], null, x => x.Broadcast(register, word));
            }
        }
    }

    [Fact]
    public void Immediates()
    {
        for (var k = 0; k < 32 * 32; k++)
        {
            var (a, b, c) = (k & 31, k >> 5, (7 * k) & 31);
            Expect(Mnemonic.Vpsrlq, [a, b], 52, x => x.ShiftVectorRight(a, b, 52));
            Expect(Mnemonic.Vpshrdq, [a, c, b], 40, x => x.ShiftVectorRight(a, b, c, 40));
            Expect(Mnemonic.Valignq, [a, b, b], 2, x => x.RotateLanes(a, b, 2));
            Expect(Mnemonic.Vshufi64x2, [a, b, c], 3, x => x.JoinHalves(a, b, c, 3));
        }

        Assert.Equal(Mnemonic.Vzeroupper, Decode(x => x.LeaveVectors()).Mnemonic);
        Assert.Equal(Mnemonic.Vpxorq, Decode(x => x.ClearVector(9)).Mnemonic);
    }

    [Fact]
    public void Shifts()
    {
        foreach (Reg target in Enum.GetValues<Reg>())
        {
            Instruction left = Decode(x => x.ShiftLeft(target, 52)), right = Decode(x => x.ShiftRight(target, 12));
            Assert.Equal((Mnemonic.Shl, Register.RAX + (int)target, 52UL), (left.Mnemonic, left.Op0Register, left.GetImmediate(1)));
            Assert.Equal((Mnemonic.Shr, Register.RAX + (int)target, 12UL), (right.Mnemonic, right.Op0Register, right.GetImmediate(1)));
        }
    }

    [Fact]
    public void ConstantsStandBehindTheCode()
    {
        var code = new Code();
        Word constant = code.Constants([1, 2, 3, 4, 5, 6, 7, 8]);
        code.Vector(VectorOp.Add, 17, 3, constant[4]);
        var bytes = code.Finish();
        Instruction instruction = Decoder.Create(64, bytes).Decode();
        Assert.True(instruction.IsIPRelativeMemoryOperand);
        Assert.Equal(5UL, BitConverter.ToUInt64(bytes, (int)instruction.IPRelativeMemoryAddress));
    }

    private static Instruction Decode(Action<Code> emit)
    {
        var code = new Code();
        emit(code);
        return Decoder.Create(64, code.Finish()).Decode();
    }

    private static void Expect(Mnemonic name, object[] operands, int? immediate, Action<Code> emit)
    {
        Instruction decoded = Decode(emit);
        Assert.Equal(name, decoded.Mnemonic);
        Assert.Equal(operands.Length + (immediate is null ? 0 : 1), decoded.OpCount);
        Assert.False(decoded.IsBroadcast || decoded.HasOpMask || decoded.ZeroingMasking);
        for (var i = 0; i < operands.Length; i++)
        {
            if (operands[i] is int register)
            {
                Assert.Equal(Register.YMM0 + register, decoded.GetOpRegister(i));
                continue;
            }

            var word = (Word)operands[i];
            Assert.Equal(OpKind.Memory, decoded.GetOpKind(i));
            Assert.Equal(Register.RAX + (int)word.Base, decoded.MemoryBase);
            Assert.Equal(Register.None, decoded.MemoryIndex);
            Assert.Equal((ulong)word.Offset, decoded.MemoryDisplacement64);
        }

        if (immediate is { } count) Assert.Equal((ulong)count, decoded.GetImmediate(operands.Length));
    }
}
