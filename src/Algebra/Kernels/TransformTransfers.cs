using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels;

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

    /// <summary>Vectors in the work area of <see cref="LoadGeometric"/>.</summary>
    public const int WorkVectors = 11;

    private const int Tile = 8 * TileRow;

    private static readonly Lanes Sum = LaneAssembler.FrontSum;
    private static readonly Lanes X = new(10);
    private static readonly AssemblerRegisterZMM FrontTemporary = zmm15;
    private static readonly Lanes Finished = LaneAssembler.BackSum;
    private static readonly Lanes Product = new(21);
    private static readonly Lanes Copy = new(26);
    private static readonly AssemblerRegisterZMM Quotient = zmm19;
    private static readonly AssemblerRegisterZMM Temporary = zmm31;

    // The work area of LoadGeometric: the columns of a tile, the next factor, the factor in use.
    private static readonly Slot Columns = new(r10, 0);
    private static readonly Slot Next = new(r10, 1);
    private static readonly Slot Current = new(r10, 6);

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
    /// Output[i] = A[i]·s·ρ^i for lanes of the factor ρ at B and numbers s·2^260, raw limbs below 5.6p, in the work area.
    /// </summary>
    public static void LoadGeometric(LaneAssembler c)
    {
        void Raise()
        {
            c.Recall(X, Next);
            c.CarryAll(X, FrontTemporary);
            c.Keep(X, Current);
            c.MultiplyFactorVector(Sum, X, rdx);
        }

        void KeepRaised()
        {
            c.FinishFactor(Finished, Temporary);
            c.Keep(Product, Next);
        }

        void Multiply()
        {
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
    public static void Store(LaneAssembler c) => c.Loop(
        () =>
        {
            c.LoadOffset(r9, rdx, rsi);
            c.LoadUnpacked(Product, Row(r9));
            StoreCanonical(c);
            c.Increase(rdi, r8);
        },
        (rdx, sizeof(int)));

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

    private static Func<int, AssemblerMemoryOperand> Row(AssemblerRegister64 pointer) =>
        i => __zmmword_ptr[pointer + (64 * i)];
}
