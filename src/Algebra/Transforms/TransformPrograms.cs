using Iced.Intel;
using Zkml.Algebra.Kernels.Ifma;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// The butterflies of a transform of eight columns at once, in place over unpacked elements: eight columns of one row
/// are five vectors. A level splits every block of rows: a polynomial modulo X^(2m) − w² becomes a + w·b and a − w·b, the
/// ones modulo X^m − w and X^m + w. So block k of a level has one factor, the root number k in bit-reversed order, and
/// leaf i is the value at the root of bit-reversed number i. A kernel does two levels; rows of a butterfly are D bytes
/// apart, and E is three times D.
/// </summary>
internal static class TransformPrograms
{
    /// <summary>
    /// Vectors in the work area: the groups per block; where to prefetch stored rows and how far apart, two rows a group;
    /// then four intermediate values.
    /// </summary>
    public const int WorkVectors = 23;

    /// <summary>Where to prefetch, in the work area.</summary>
    public const int Ahead = 64;

    /// <summary>How far apart, in the work area.</summary>
    public const int AheadDistance = 128;

    private static readonly Slot Count = new(r10, 0);
    private static readonly Slot AheadSlot = new(r10, Ahead / 64);
    private static readonly Slot AheadDistanceSlot = new(r10, AheadDistance / 64);
    private static readonly Slot Y0 = new(r10, 3);
    private static readonly Slot Y1 = new(r10, 8);
    private static readonly Slot Y2 = new(r10, 13);
    private static readonly Slot Y3 = new(r10, 18);

    // Fronts own registers 0 to 17, backs the others.
    private static readonly Lanes Product = new(0);
    private static readonly Lanes X = new(6);
    private static readonly Lanes FrontY = new(11);
    private static readonly AssemblerRegisterZMM FrontTemporary = zmm16;
    private static readonly AssemblerRegisterZMM FrontIndex = zmm17;
    private static readonly AssemblerRegisterZMM Index = zmm18;
    private static readonly AssemblerRegisterZMM BackTemporary = zmm19;
    private static readonly Lanes Finished = new(20);
    private static readonly Lanes Result = new(21);
    private static readonly Lanes Y = new(26);
    private static readonly AssemblerRegisterZMM Temporary = zmm31;

    /// <summary>One level of a single block, whose factor is one. A group is two rows.</summary>
    public static void Pairs(LaneAssembler c) => c.Loop(
        () =>
        {
            c.LoadUnpacked(X, Row(rsi, 0));
            c.LoadUnpacked(Y, Row(rsi, 1));
            c.Butterfly(X, Y, Row(rsi, 0), Row(rsi, 1), FrontTemporary);
        },
        (rsi, LaneAssembler.Unpacked));

    /// <summary>Two levels of block 0, whose only factor other than one is the fourth root of unity at B.</summary>
    public static void First(LaneAssembler c)
    {
        void Front()
        {
            LoadReduced(c, X, Row(rsi, 1), FrontIndex, FrontTemporary);
            LoadReduced(c, FrontY, Row(rsi, 3), FrontIndex, FrontTemporary);
            c.Butterfly(X, FrontY, LaneAssembler.At(Y1), null, FrontTemporary);
            c.MakeOperand(X, FrontTemporary);
            c.MultiplyFactor(Product, X, rdx);

            // The difference of rows 0 and 2 goes on to the back, in a register for each limb.
            LoadReduced(c, FrontY, Row(rsi, 0), FrontIndex, FrontTemporary);
            LoadReduced(c, X, Row(rsi, 2), FrontIndex, FrontTemporary);
            c.Butterfly(FrontY, X, LaneAssembler.At(Y0), null, FrontTemporary);
            c.LoadUnpacked(X, LaneAssembler.At(Y0));
            c.StoreDifference(X, LaneAssembler.At(Y1), Row(rsi, 1), FrontTemporary);

            // Block 0 only ever adds, so limbs would grow fourfold each time; in other blocks they grow by a product.
            c.Add(X, LaneAssembler.At(Y1));
            c.CarryAll(X, FrontTemporary);
            c.Clean(X);
            c.StoreUnpacked(X, Row(rsi, 0));
        }

        void Back()
        {
            c.FinishFactor(Finished, Temporary);
            c.Butterfly(Y, Result, Row(rdi, 2), Row(rdi, 3), Temporary);
        }

        void HandOver()
        {
            c.Move(Finished, Product, 6);
            c.Move(Y, FrontY, 5);
            c.Copy(rdi, rsi);
        }

        c.Pipeline([new(Front, Back)], HandOver, () => c.Increase(rsi, LaneAssembler.Unpacked), () => { });
    }

    /// <summary>
    /// Two levels of blocks after block 0: the factors of the first level from B on, one per block, and those of the
    /// second from C on, two per block. The work area starts with the groups per block.
    /// </summary>
    /// <remarks>Rows 0 to 3 turn into y0 to y3 = x0 ± w·x2, x1 ± w·x3 in the order y0 y2, y1 y3; then y0 ± w'·y1, y2 ± w''·y3.</remarks>
    public static void Blocks(LaneAssembler c)
    {
        c.EnterCounter(Count);
        c.EnterPrefetch(AheadSlot, AheadDistanceSlot);
        c.Pipeline(
            [
                new(() => Factor(c, Row(rsi, 3), rdx), () => FirstLevel(c, 1, Y1, Y3)),
                new(() => Factor(c, Row(rsi, 2), rdx), () => FirstLevel(c, 0, Y0, Y2)),
                new(() => Factor(c, LaneAssembler.At(Y1), rcx), () => SecondLevel(c, Y0, 0)),
                new(() => Factor(c, LaneAssembler.At(Y3), rcx, LaneAssembler.FactorBytes), () => SecondLevel(c, Y2, 2)),
            ],
            () =>
            {
                c.Move(Finished, Product, 6);
                c.Copy(rdi, rsi);
            },
            () =>
            {
                c.PrefetchRow();
                c.PrefetchRow();
                c.Increase(rsi, LaneAssembler.Unpacked);
                c.CountDown(Count, () =>
                {
                    c.Increase(rsi, r9);
                    c.Increase(rdx, LaneAssembler.FactorBytes);
                    c.Increase(rcx, 2 * LaneAssembler.FactorBytes);
                });
            },
            () => { });
        c.LeavePrefetch(AheadSlot);
        c.LeaveCounter();
    }

    private static void Factor(
        LaneAssembler c, Func<int, AssemblerMemoryOperand> source, AssemblerRegister64 factor, int offset = 0)
    {
        c.LoadUnpacked(X, source);
        c.MakeOperand(X, FrontTemporary);
        c.MultiplyFactor(Product, X, factor, offset);
    }

    private static void FirstLevel(LaneAssembler c, int row, Slot sum, Slot difference)
    {
        c.Interleave(
            () => LoadReduced(c, Y, Row(rdi, row), Index, BackTemporary), () => c.FinishFactor(Finished, Temporary));
        c.Butterfly(Y, Result, LaneAssembler.At(sum), LaneAssembler.At(difference), Temporary);
    }

    private static void SecondLevel(LaneAssembler c, Slot even, int row)
    {
        c.FinishFactor(Finished, Temporary);
        c.LoadUnpacked(Y, LaneAssembler.At(even));
        c.Butterfly(Y, Result, Row(rdi, row), Row(rdi, row + 1), Temporary);
    }

    private static void LoadReduced(
        LaneAssembler c,
        Lanes x,
        Func<int, AssemblerMemoryOperand> source,
        AssemblerRegisterZMM index,
        AssemblerRegisterZMM temporary)
    {
        c.LoadUnpacked(x, source);
        c.TakeMultiple(x, index, temporary);
    }

    private static Func<int, AssemblerMemoryOperand> Row(AssemblerRegister64 pointer, int row) => row switch
    {
        0 => i => __zmmword_ptr[pointer + (64 * i)],
        1 => i => __zmmword_ptr[pointer + r8 + (64 * i)],
        2 => i => __zmmword_ptr[pointer + (r8 * 2) + (64 * i)],
        _ => i => __zmmword_ptr[pointer + r9 + (64 * i)],
    };
}
