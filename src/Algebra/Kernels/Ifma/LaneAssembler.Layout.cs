using Iced.Intel;
using Zkml.Algebra.Kernels.Dispatch;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <content>
/// Between storage (4×64-bit limbs, one element after the other) and lanes. Lane order is 0 2 1 3 4 6 5 7: with it,
/// transposing in and out takes eight shuffles each way, and no kernel cares as long as all its operands agree.
/// </content>
internal sealed partial class LaneAssembler
{
    /// <summary>The distance of neighbours in an array of elements.</summary>
    public const int Dense = 32;

    /// <summary>The distance of equal halves in an array of pairs; the other half begins 32 bytes on.</summary>
    public const int Paired = 64;

    /// <summary>
    /// Products come out divided by 2^260, storage wants them divided by 2^256: one operand is loaded times 2^4.
    /// </summary>
    public const int FactorShift = 4;

    /// <summary>Loads eight elements and splits them into raw limbs of the element times 2^shift (below 2^260).</summary>
    public void LoadRaw(Lanes x, AssemblerRegister64 pointer, int offset = 0, int stride = Dense, int shift = 0)
    {
        LoadTransposed(x, pointer, offset, stride);
        SplitWords(x, shift);
    }

    /// <summary>Splits words in x[0..4) into raw limbs of the element times 2^shift (below 2^260).</summary>
    public void SplitWords(Lanes x, int shift)
    {
        code.vpsrlq(x[4], x[3], (byte)(16 - shift));
        code.vpshldq(x[3], x[3], x[2], (byte)(36 + shift));
        code.vpshldq(x[2], x[2], x[1], (byte)(24 + shift));
        code.vpshldq(x[1], x[1], x[0], (byte)(12 + shift));
        if (shift > 0) code.vpsllq(x[0], x[0], (byte)shift);
    }

    /// <summary>As <see cref="LoadRaw"/>, with clean limbs.</summary>
    public void LoadClean(Lanes x, AssemblerRegister64 pointer, int offset = 0, int stride = Dense)
    {
        LoadRaw(x, pointer, offset, stride);
        Clean(x);
    }

    /// <summary>The five limbs at the start of the work area, each in every lane.</summary>
    public void LoadScalar(Lanes x)
    {
        for (var i = 0; i < 5; i++) code.vpbroadcastq(x[i], __qword_ptr[r10 + (8 * i)]);
    }

    /// <summary>
    /// Stores eight elements from limbs whose low 52 bits count, the top one clean; spoils all of x and y. Streaming
    /// stores go around the caches to a 64-byte-aligned place.
    /// </summary>
    public void Store(Lanes x, Lanes y, AssemblerRegister64 pointer, int offset = 0, bool streaming = false)
    {
        JoinLimbs(x);
        StoreWords(x, y, pointer, offset, streaming);
    }

    private void StoreWords(Lanes x, Lanes y, AssemblerRegister64 pointer, int offset, bool streaming)
    {
        code.vpunpcklqdq(y[0], x[0], x[1]);
        code.vpunpckhqdq(y[1], x[0], x[1]);
        code.vpunpcklqdq(y[2], x[2], x[3]);
        code.vpunpckhqdq(y[3], x[2], x[3]);
        for (var row = 0; row < 4; row++)
        {
            var blocks = row < 2 ? LaneConstants.BlocksLow : LaneConstants.BlocksHigh;
            code.vmovdqa64(x[row], __zmmword_ptr[r11 + blocks]);
            code.vpermi2q(x[row], y[row & 1], y[2 + (row & 1)]);
            AssemblerMemoryOperand place = __zmmword_ptr[pointer + (offset + (64 * row))];
            if (streaming) code.vmovntdq(place, x[row]);
            else code.vmovdqu64(place, x[row]);
        }
    }

    /// <summary>Puts the registers into a slot of the work area.</summary>
    public void Keep(Lanes x, Slot slot, int count = 5)
    {
        for (var i = 0; i < count; i++) code.vmovdqa64(InSlot(slot, i), x[i]);
    }

    /// <summary>Loads registers from a slot of the work area.</summary>
    public void Recall(Lanes x, Slot slot, int count = 5)
    {
        for (var i = 0; i < count; i++) code.vmovdqa64(x[i], InSlot(slot, i));
    }

    /// <summary>Eight signed 32-bit integers, widened, in lane order.</summary>
    public void LoadIntegers(AssemblerRegisterZMM x, AssemblerRegister64 pointer)
    {
        const byte EvenFirst = 0xD8;
        code.vpmovsxdq(x, __ymmword_ptr[pointer]);
        code.vpermq(x, x, EvenFirst);
    }

    /// <summary>Eight elements into x[0..4), word by word; uses x[4].</summary>
    private void LoadTransposed(Lanes x, AssemblerRegister64 pointer, int offset, int stride)
    {
        // In five registers: rows 0 and 1 become x[2] and x[3], rows 2 and 3 become x[1] and x[4].
        LoadRow(x.First + 3, pointer, offset, stride);
        LoadRow(x.First + 4, pointer, offset + (2 * stride), stride);
        code.vpunpcklqdq(x[2], x[3], x[4]);
        code.vpunpckhqdq(x[3], x[3], x[4]);
        LoadRow(x.First + 4, pointer, offset + (4 * stride), stride);
        LoadRow(x.First, pointer, offset + (6 * stride), stride);
        code.vpunpcklqdq(x[1], x[4], x[0]);
        code.vpunpckhqdq(x[4], x[4], x[0]);

        code.vshufi64x2(x[0], x[2], x[1], EvenBlocks);
        code.vshufi64x2(x[2], x[2], x[1], OddBlocks);
        code.vshufi64x2(x[1], x[3], x[4], EvenBlocks);
        code.vshufi64x2(x[3], x[3], x[4], OddBlocks);
    }

    /// <summary>Two elements, one stride apart.</summary>
    private void LoadRow(int register, AssemblerRegister64 pointer, int offset, int stride)
    {
        if (stride == Dense)
        {
            code.vmovdqu64(Vectors[register], __zmmword_ptr[pointer + offset]);
            return;
        }

        code.vmovdqu64(Halves[register], __ymmword_ptr[pointer + offset]);
        code.vinserti64x4(Vectors[register], Vectors[register], __ymmword_ptr[pointer + (offset + stride)], 1);
    }
}
