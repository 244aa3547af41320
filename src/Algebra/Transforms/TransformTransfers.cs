using Iced.Intel;
using Zkml.Algebra.Kernels.Ifma;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// The ways in and out of the unpacked rows of <see cref="TransformPrograms"/>, with the products that fit in there. D is
/// the distance of stored rows in bytes.
/// </summary>
internal static class TransformTransfers
{
    /// <summary>
    /// The distance of neighbouring lanes for <see cref="LoadGeometric"/>, which reads tiles of 8×8 elements by columns.
    /// </summary>
    public const int TileRow = 8 * LaneAssembler.Dense;

    // Tiles are fetched this many bytes ahead.
    private const int Ahead = 2 * Tile;

    private const int Tile = 8 * TileRow;

    private static readonly Lanes Sum = LaneAssembler.FrontSum;
    private static readonly Lanes X = new(10);
    private static readonly AssemblerRegisterZMM FrontTemporary = zmm15;
    private static readonly Lanes Finished = LaneAssembler.BackSum;
    private static readonly Lanes Product = new(21);
    private static readonly Lanes Copy = new(26);
    private static readonly AssemblerRegisterZMM Quotient = zmm19;
    private static readonly AssemblerRegisterZMM Temporary = zmm31;

    // The work area starts with the rows, or columns, of a tile.
    private static readonly Slot Rows = new(r10, 0);
    private static readonly Slot Columns = new(r10, 0);

    // The numbers rotate through rcx, r8 and r9: the next one, at r8, becomes the current one, and the place of the current
    // one gets the one after it.
    private static readonly Slot Current = new(rcx, 0);
    private static readonly Slot Free = new(r9, 0);

    /// <summary>Output[i] = A[i].</summary>
    public static void Load(LaneAssembler c) => c.Loop(
        () =>
        {
            c.LoadClean(X, rsi);
            c.StoreUnpacked(X, Row(rdi));
            c.Increase(rsi, r8);
        },
        (rdi, LaneAssembler.Unpacked));

    /// <summary>Output[i] = A[i]·B[i] with one factor B per row.</summary>
    public static void LoadScaled(LaneAssembler c)
    {
        void Front()
        {
            c.LoadRaw(X, rsi);
            c.MultiplyFactor(Sum, X, rdx);
        }

        void Back()
        {
            c.FinishFactor(Finished, Temporary);
            c.StoreUnpacked(Product, Row(rdi));
        }

        void Advance()
        {
            c.Increase(rsi, r8);
            c.Increase(rdx, LaneAssembler.FactorBytes);
        }

        c.Pipeline(
            [new(Front, Back)], c.HandOverSum, Advance, () => c.Increase(rdi, LaneAssembler.Unpacked));
    }

    /// <summary>
    /// Output[i] = A[i]·s·ρ^i, read by columns from tiles. B holds ρ² as a factor for each lane; C and D are s·2^260 and
    /// s·ρ·2^260, raw limbs of numbers below 5.6p, and E is a place for a third, all three in turn.
    /// </summary>
    /// <remarks>Two steps ahead, so that a number is not needed right after it has been computed.</remarks>
    public static void LoadGeometric(LaneAssembler c)
    {
        void Raise()
        {
            c.Recall(X, Current);
            c.CarryAll(X, FrontTemporary);
            c.Keep(X, Current);
            c.MultiplyFactorVector(Sum, X, rdx);
        }

        void KeepRaised()
        {
            c.FinishFactor(Finished, Temporary);
            c.Keep(Product, Free);
        }

        void Multiply()
        {
            for (var lane = 0; lane < 8; lane++) c.Prefetch(rsi, Ahead + (lane * TileRow));
            c.LoadRaw(X, rsi, 0, TileRow);
            c.Clear(Sum, 10);
            c.MultiplyAdd(Sum, X, Current, FrontTemporary);
        }

        void Reduce()
        {
            c.Reduce(Finished, Temporary);
            c.StoreUnpacked(new(Finished.First + 5), Row(rdi));
        }

        void Advance()
        {
            c.Exchange(rcx, r8);
            c.Exchange(r8, r9);
            c.Increase(rsi, LaneAssembler.Dense);
            c.CountDown(Columns, () => c.Increase(rsi, Tile - TileRow));
        }

        c.EnterCounter(Columns);
        c.Pipeline(
            [new(Raise, KeepRaised), new(Multiply, Reduce)],
            c.HandOverSum,
            Advance,
            () => c.Increase(rdi, LaneAssembler.Unpacked));
        c.LeaveCounter();
    }

    /// <summary>Output[i] = A at the offset B[i], in bytes.</summary>
    public static void Store(LaneAssembler c) => StoreLoop(c, () => StoreCanonical(c), () => c.Increase(rdi, r8));

    /// <summary>As <see cref="Store"/>, but below 1.4p only, and into tiles of eight rows: E bytes on from the end of one to the next.</summary>
    public static void StoreTiles(LaneAssembler c) => StoreTiles(c, streaming: false);

    /// <summary>As <see cref="StoreTiles(LaneAssembler)"/>, around the caches, to 64-byte-aligned places.</summary>
    public static void StreamTiles(LaneAssembler c)
    {
        StoreTiles(c, streaming: true);
        c.Fence();
    }

    /// <summary>Output[i] = C[i]·(A at the offset B[i]), with one factor C per row.</summary>
    public static void StoreScaled(LaneAssembler c)
    {
        void Front()
        {
            c.LoadOffset(r9, rdx, rsi);
            c.LoadUnpacked(X, Row(r9));
            c.MakeOperand(X, FrontTemporary);
            c.MultiplyFactor(Sum, X, rcx);
        }

        void Back()
        {
            c.FinishFactor(Finished, Temporary);
            StoreCanonical(c);
        }

        void Advance()
        {
            c.Increase(rdx, sizeof(int));
            c.Increase(rcx, LaneAssembler.FactorBytes);
        }

        c.Pipeline([new(Front, Back)], c.HandOverSum, Advance, () => c.Increase(rdi, r8));
    }

    private static void StoreCanonical(LaneAssembler c)
    {
        c.TakeQuotient(Product, Quotient, Temporary);
        c.Canonical(Product, Copy, Temporary);
        c.Store(Product, Copy, rdi);
    }

    private static void StoreTiles(LaneAssembler c, bool streaming)
    {
        void Store()
        {
            c.TakeQuotient(Product, Quotient, Temporary);
            c.CarryAll(Product, Temporary);
            c.Store(Product, Copy, rdi, streaming: streaming);
        }

        void Advance()
        {
            c.Increase(rdi, TileRow);
            c.CountDown(Rows, () => c.Increase(rdi, r9));
        }

        c.EnterCounter(Rows);
        StoreLoop(c, Store, Advance);
        c.LeaveCounter();
    }

    private static void StoreLoop(LaneAssembler c, Action store, Action advance) => c.Loop(
        () =>
        {
            c.LoadOffset(rcx, rdx, rsi);
            c.LoadUnpacked(Product, Row(rcx));
            store();
            advance();
        },
        (rdx, sizeof(int)));

    private static Func<int, AssemblerMemoryOperand> Row(AssemblerRegister64 pointer) =>
        i => __zmmword_ptr[pointer + (64 * i)];
}
