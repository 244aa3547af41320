using Iced.Intel;
using Zkml.Algebra.Kernels.Dispatch;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <content>
/// Between arrays of affine points and lanes. A point is one vector of eight words, x before y, at a place that a list
/// of 32-bit entries names: the place in points, and in bit 31 whether to negate. Lane i belongs to entry i.
/// </content>
internal sealed partial class LaneAssembler
{
    private const byte LowBlocks = 0x44;
    private const byte HighBlocks = 0xEE;
    private const byte EvenBlocks = 0x88;
    private const byte OddBlocks = 0xDD;

    /// <summary>
    /// The points of eight entries, words of x in first[0..4) and of y in first[5..9); uses first[4] and first[9], and r9.
    /// </summary>
    public void LoadPoints(Lanes first, AssemblerRegister64 list, AssemblerRegister64 points)
    {
        // The 8×8 transpose, each step's results where the next wants them: pairs of words, then pairs of blocks.
        const int Spare = 2;
        ReadOnlySpan<int> low = [7, 1, 6, 3], high = [8, 4, 9, 0];
        for (var pair = 0; pair < 4; pair++)
        {
            LoadPoint(first[Spare], list, points, 2 * pair);
            LoadPoint(first[high[pair]], list, points, (2 * pair) + 1);
            code.vpunpcklqdq(first[low[pair]], first[Spare], first[high[pair]]);
            code.vpunpckhqdq(first[high[pair]], first[Spare], first[high[pair]]);
        }

        SplitBlocks(first, low: 2, high: 7, (7, 1), LowBlocks, HighBlocks);
        SplitBlocks(first, low: 1, high: 6, (6, 3), LowBlocks, HighBlocks);
        SplitBlocks(first, low: 3, high: 8, (8, 4), LowBlocks, HighBlocks);
        SplitBlocks(first, low: 4, high: 9, (9, 0), LowBlocks, HighBlocks);
        SplitBlocks(first, low: 0, high: 2, (2, 1), EvenBlocks, OddBlocks);
        SplitBlocks(first, low: 1, high: 3, (3, 4), EvenBlocks, OddBlocks);
        SplitBlocks(first, low: 5, high: 7, (7, 6), EvenBlocks, OddBlocks);
        SplitBlocks(first, low: 6, high: 8, (8, 9), EvenBlocks, OddBlocks);
    }

    /// <summary>
    /// Asks for the points of eight entries that are some bytes further on in the list, for soon, or into the second-level
    /// cache for later; uses r9.
    /// </summary>
    public void PrefetchPoints(AssemblerRegister64 list, int ahead, AssemblerRegister64 points, bool soon)
    {
        for (var i = 0; i < 8; i++)
        {
            PointOffset(list, ahead + (4 * i));
            if (soon) code.prefetcht0(__[points + r9]);
            else code.prefetcht1(__[points + r9]);
        }
    }

    /// <summary>Moves the last argument from r9 to rbx, which belongs to the caller until <see cref="LeaveSets"/>.</summary>
    public void FreeLast()
    {
        code.push(rbx);
        code.mov(rbx, r9);
    }

    /// <summary>
    /// Writes eight points from their words in first[0..4) (x) and first[5..9) (y) to the places that the entries name;
    /// uses first[0..12) and r9.
    /// </summary>
    public void StorePoints(Lanes first, AssemblerRegister64 list, int offset, AssemblerRegister64 points)
    {
        SplitWords(first, low: 4, high: 1, (0, 1));
        SplitWords(first, low: 0, high: 3, (2, 3));
        SplitWords(first, low: 2, high: 6, (5, 6));
        SplitWords(first, low: 5, high: 8, (7, 8));
        StoreRows(first, (4, 0, 2, 5), (list, offset), points);
        StoreRows(first, (1, 3, 6, 8), (list, offset + 4), points);
    }

    /// <summary>Marks the lanes in which eight entries ask for the negative, or in which they do not.</summary>
    public void MarkSigns(AssemblerRegisterK mask, AssemblerRegister64 list, AssemblerRegisterYMM temporary, bool set)
    {
        code.vmovdqu(temporary, __ymmword_ptr[list]);
        code.vpmovd2m(mask, temporary);
        if (!set) code.knotb(mask, mask);
    }

    /// <summary>x = p − x in the marked lanes, limb by limb.</summary>
    public void NegateMarked(Lanes x, AssemblerRegisterK mask, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vpbroadcastq(temporary, __qword_ptr[r11 + (LaneConstants.P + (8 * i))]);
            code.vpsubq(Masked(x[i], mask), temporary, x[i]);
        }
    }

    /// <summary>result = c·p − x, limb by limb; c·p is at the offset of the constants.</summary>
    public void SubtractFrom(int offset, Lanes x, Lanes result)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vpbroadcastq(result[i], __qword_ptr[r11 + (offset + (8 * i))]);
            code.vpsubq(result[i], result[i], x[i]);
        }
    }

    /// <summary>result = c·p − x for x in a slot.</summary>
    public void SubtractFrom(int offset, Slot x, Lanes result)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vpbroadcastq(result[i], __qword_ptr[r11 + (offset + (8 * i))]);
            code.vpsubq(result[i], result[i], InSlot(x, i));
        }
    }

    /// <summary>Splits words in x[0..4) into five clean limbs.</summary>
    public void SplitClean(Lanes x)
    {
        SplitWords(x, 0);
        Clean(x);
    }

    /// <summary>Joins limbs, the top one clean, into words x[0..4).</summary>
    public void JoinLimbs(Lanes x)
    {
        for (var i = 0; i < 4; i++)
        {
            // Shifted to the top of the word, a limb has lost its upper bits before its neighbour joins it.
            code.vpsllq(x[i], x[i], 12);
            code.vpshrdq(x[i], x[i], x[i + 1], (byte)(12 * (i + 1)));
        }
    }

    /// <summary>mask: the lanes where four words of x and y agree.</summary>
    public void MarkEqual(AssemblerRegisterK mask, Lanes x, Lanes y, AssemblerRegisterZMM temporary)
    {
        const byte OrExclusive = 0xF6; // a | (b ^ c)
        code.vpxorq(temporary, x[0], y[0]);
        for (var i = 1; i < 4; i++) code.vpternlogq(temporary, x[i], y[i], OrExclusive);
        code.vptestnmq(mask, temporary, temporary);
    }

    /// <summary>mask: the lanes where a vector is zero.</summary>
    public void MarkZero(AssemblerRegisterK mask, AssemblerRegisterZMM x) => code.vptestnmq(mask, x, x);

    /// <summary>Makes 2p in the marked lanes of x something else that is not zero modulo p.</summary>
    public void Disturb(Lanes x, AssemblerRegisterK mask) =>
        code.vpaddq(Masked(x[0], mask), x[0], Constant(LaneConstants.Mask));

    /// <summary>One byte of memory: the union of three masks, the first of which is spoilt.</summary>
    public void KeepMarks(AssemblerMemoryOperand place, AssemblerRegisterK a, AssemblerRegisterK b, AssemblerRegisterK c)
    {
        code.korb(a, a, b);
        code.korb(a, a, c);
        code.kmovb(place, a);
    }

    /// <summary>x += the slot, limb by limb.</summary>
    public void Add(Lanes x, Slot y)
    {
        for (var i = 0; i < 5; i++) code.vpaddq(x[i], x[i], InSlot(y, i));
    }

    /// <summary>result = x − y, limb by limb.</summary>
    public void SubtractInto(Lanes result, Lanes x, Lanes y)
    {
        for (var i = 0; i < 5; i++) code.vpsubq(result[i], x[i], y[i]);
    }

    /// <summary>Copies a register.</summary>
    public void Copy(AssemblerRegisterZMM to, AssemblerRegisterZMM from) => code.vmovdqa64(to, from);

    /// <summary>x = (x + 4p − y)·4, limb by limb.</summary>
    public void QuadrupleDifference(Lanes x, Lanes y)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vpaddq(x[i], x[i], Constant(LaneConstants.FourP, i));
            code.vpsubq(x[i], x[i], y[i]);
            code.vpsllq(x[i], x[i], 2);
        }
    }

    private static AssemblerRegisterZMM Masked(AssemblerRegisterZMM register, AssemblerRegisterK mask) =>
        mask == k3 ? register.k3 : mask == k4 ? register.k4 : throw new ArgumentOutOfRangeException(nameof(mask));

    /// <summary>The low and high halves of two words of each pair of points.</summary>
    private void SplitWords(Lanes first, int low, int high, (int Left, int Right) words)
    {
        code.vpunpcklqdq(first[low], first[words.Left], first[words.Right]);
        code.vpunpckhqdq(first[high], first[words.Left], first[words.Right]);
    }

    private void SplitBlocks(Lanes first, int low, int high, (int Left, int Right) from, byte lowChoice, byte highChoice)
    {
        code.vshufi64x2(first[low], first[from.Left], first[from.Right], lowChoice);
        code.vshufi64x2(first[high], first[from.Left], first[from.Right], highChoice);
    }

    /// <summary>Four registers with blocks of four points, two lanes apart, to their places; uses first[9..12).</summary>
    private void StoreRows(
        Lanes first, (int A, int B, int C, int D) blocks, (AssemblerRegister64 List, int Offset) at, AssemblerRegister64 points)
    {
        const int Row = 11;
        SplitBlocks(first, low: 9, high: blocks.A, (blocks.A, blocks.B), LowBlocks, HighBlocks);
        SplitBlocks(first, low: 10, high: blocks.C, (blocks.C, blocks.D), LowBlocks, HighBlocks);
        for (var i = 0; i < 4; i++)
        {
            (var left, var right) = i < 2 ? (9, 10) : (blocks.A, blocks.C);
            code.vshufi64x2(first[Row], first[left], first[right], (i & 1) == 0 ? EvenBlocks : OddBlocks);
            PointOffset(at.List, at.Offset + (8 * i));
            code.vmovdqu64(__zmmword_ptr[points + r9], first[Row]);
        }
    }

    private void LoadPoint(AssemblerRegisterZMM row, AssemblerRegister64 list, AssemblerRegister64 points, int entry)
    {
        PointOffset(list, 4 * entry);
        code.vmovdqu64(row, __zmmword_ptr[points + r9]);
    }

    /// <summary>r9 = 64 times the entry, without its bit 31.</summary>
    private void PointOffset(AssemblerRegister64 list, int offset)
    {
        code.mov(r9d, __dword_ptr[list + offset]);
        code.shl(r9d, 6);
    }
}
