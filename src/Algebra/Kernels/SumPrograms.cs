using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels;

/// <summary>
/// The programs of the kernels that reduce arrays to a few sums. They add products without reducing them and leave ten
/// limbs of eight lanes per sum at the start of the work area, for <see cref="LaneSum{TModulus}"/>.
/// </summary>
internal static class SumPrograms
{
    /// <summary>
    /// The most groups for one call: a group adds at most 18 numbers below 2^52 to a limb (two products of nine), and
    /// 96·18·2^52 is below 2^63.
    /// </summary>
    public const int MaxGroups = 96;

    /// <summary>Vectors in the work area: three sums and six operands.</summary>
    public const int WorkVectors = 60;

    private const int Group = 8 * LaneAssembler.Dense;
    private const int Pairs = 2 * Group;
    private const int Limbs = 10;

    private static readonly Lanes First = new(0);
    private static readonly Lanes FirstHigh = new(5);
    private static readonly Lanes Second = new(10);
    private static readonly Lanes SecondHigh = new(15);
    private static readonly Lanes X = new(20);
    private static readonly Lanes Y = new(25);
    private static readonly Lanes Temporary = new(30);

    /// <summary>Σ A[i]·B[i].</summary>
    public static void InnerProduct(LaneAssembler c)
    {
        c.Clear(First, Limbs);
        c.Loop(
            () =>
            {
                c.LoadRaw(X, rsi);
                c.LoadRaw(Y, rdx);
                c.MultiplyAdd(First, X, Y);
            },
            (rsi, Group), (rdx, Group));
        c.Keep(First, 0, Limbs);
    }

    /// <summary>Σ A[2i]·B[2i] and Σ (A[2i+1] − A[2i])·(B[2i+1] − B[2i]).</summary>
    public static void ProductRound(LaneAssembler c)
    {
        const int Low = 2 * Limbs, Slope = Low + 5;
        c.Clear(First, Limbs);
        c.Clear(Second, Limbs);
        c.Loop(
            () =>
            {
                KeepPair(c, rsi, Low, Slope);
                LoadPair(c, rdx);
                c.MultiplyAddSlot(First, X, Low, Temporary[0]);
                c.MultiplyAddSlot(Second, Y, Slope, Temporary[1]);
            },
            (rsi, Pairs), (rdx, Pairs));
        c.Keep(First, 0, Limbs);
        c.Keep(Second, Limbs, Limbs);
    }

    /// <summary>
    /// Σ E[i]·(A·D + B·C)[2i] and the same with differences, times 2^-4: the inner sums are reduced by 2^-260.
    /// </summary>
    public static void FractionRound(LaneAssembler c)
    {
        const int Low = 2 * Limbs, Slope = Low + 5;
        c.Loop(
            () =>
            {
                c.Clear(First, Limbs);
                c.Clear(Second, Limbs);
                foreach (var (left, right) in new[] { (rsi, r8), (rdx, rcx) })
                {
                    KeepPair(c, left, Low, Slope);
                    LoadPair(c, right);
                    c.MultiplyAddSlot(First, X, Low, Temporary[0]);
                    c.MultiplyAddSlot(Second, Y, Slope, Temporary[1]);
                }

                ReduceBoth(c);
                c.LoadRaw(X, r9);
                c.Move(First, SecondHigh);
                Accumulate(c, 0, () => c.MultiplyAdd(Second, X, FirstHigh));
                Accumulate(c, Limbs, () => c.MultiplyAdd(Second, X, First));
            },
            (rsi, Pairs), (rdx, Pairs), (rcx, Pairs), (r8, Pairs), (r9, Group));
    }

    /// <summary>
    /// With low values 0 and slopes δ: Σ e0·a0·b0, Σ δe·(a0·δb + δa·b0) + e0·δa·δb and Σ δe·δa·δb, times 2^-4.
    /// </summary>
    public static void WeightedProductRound(LaneAssembler c)
    {
        const int LowA = 3 * Limbs, SlopeA = LowA + 5, LowB = LowA + 10, SlopeB = LowA + 15;
        const int Low = LowA + 20, Slope = LowA + 25;
        c.Loop(
            () =>
            {
                KeepPair(c, rsi, LowA, SlopeA);
                KeepPair(c, rdx, LowB, SlopeB);
                c.Clear(First, Limbs);
                c.Clear(Second, Limbs);
                c.MultiplyAddSlot(First, X, LowA, Temporary[0]);
                c.MultiplyAddSlot(Second, Y, SlopeA, Temporary[1]);
                ReduceBoth(c);
                c.Keep(FirstHigh, Low);
                c.Keep(SecondHigh, Slope);

                c.Clear(First, Limbs);
                c.Recall(X, LowB);
                c.Recall(Y, SlopeB);
                c.MultiplyAddSlot(First, X, SlopeA, Temporary[0]);
                c.MultiplyAddSlot(First, Y, LowA, Temporary[1]);
                c.Interleave(() => c.Reduce(First, Second), () => LoadPair(c, r9));
                c.CarryAll(FirstHigh, Temporary[0]);

                Accumulate(c, 0, () => c.MultiplyAddSlot(Second, X, Low, Temporary[0]));
                Accumulate(c, Limbs, () =>
                {
                    c.MultiplyAdd(Second, Y, FirstHigh);
                    c.MultiplyAddSlot(Second, X, Slope, Temporary[0]);
                });
                Accumulate(c, 2 * Limbs, () => c.MultiplyAddSlot(Second, Y, Slope, Temporary[1]));
            },
            (rsi, Pairs), (rdx, Pairs), (r9, Pairs));
    }

    /// <summary>X = low values, Y = slopes plus p, of eight pairs.</summary>
    private static void LoadPair(LaneAssembler c, AssemblerRegister64 pointer)
    {
        c.LoadClean(X, pointer, 0, LaneAssembler.Paired);
        c.LoadClean(Y, pointer, LaneAssembler.Dense, LaneAssembler.Paired);
        c.Difference(Y, X, Temporary[0]);
    }

    private static void KeepPair(LaneAssembler c, AssemblerRegister64 pointer, int low, int slope)
    {
        LoadPair(c, pointer);
        c.Keep(X, low);
        c.Keep(Y, slope);
    }

    /// <summary>Both sums, divided by 2^260, as raw limbs in their upper halves; woven, as each is one long chain.</summary>
    private static void ReduceBoth(LaneAssembler c) => c.Interleave(
        () =>
        {
            c.Reduce(First, Temporary);
            c.CarryAll(FirstHigh, Temporary[0]);
        },
        () =>
        {
            c.Reduce(Second, X);
            c.CarryAll(SecondHigh, X[0]);
        });

    /// <summary>Adds products to a sum that lives in the work area.</summary>
    private static void Accumulate(LaneAssembler c, int slot, Action addProducts)
    {
        c.Recall(Second, slot, Limbs);
        addProducts();
        c.Keep(Second, slot, Limbs);
    }
}
