using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <summary>
/// The programs of the kernels that reduce arrays to a few sums. They add products without reducing them and leave ten
/// limbs of eight lanes per sum at the start of the work area, for <see cref="LaneSum{TModulus}"/>. Fronts unpack the
/// operands into one set of slots while backs multiply those of the group before, in the other set.
/// </summary>
internal static class SumPrograms
{
    /// <summary>
    /// The most groups for one call: a group adds at most 18 numbers below 2^52 to a limb (two products of nine), and
    /// 96·18·2^52 is below 2^63.
    /// </summary>
    public const int MaxGroups = 96;

    /// <summary>Vectors in the work area.</summary>
    public const int WorkVectors = SecondSet + SetVectors;

    private const int Group = 8 * LaneAssembler.Dense;
    private const int Pairs = 2 * Group;
    private const int Limbs = 10;

    // The work area: three sums, three intermediate values, two sets of operands.
    private const int Intermediates = 3 * Limbs;
    private const int FirstSet = Intermediates + 15;
    private const int SetVectors = 45;
    private const int SecondSet = FirstSet + SetVectors;

    // Backs own registers 0 to 26, fronts the others.
    private static readonly Lanes Sum = new(0);
    private static readonly Lanes SecondSum = new(10);
    private static readonly Lanes Factor = new(20);
    private static readonly AssemblerRegisterZMM Row = zmm25;
    private static readonly AssemblerRegisterZMM Temporary = zmm26;
    private static readonly Lanes X = new(27);

    /// <summary>Σ A[i], in five limbs.</summary>
    public static void Sums(LaneAssembler c)
    {
        c.Clear(Sum, 5);
        c.Loop(
            () =>
            {
                c.LoadClean(Factor, rsi);
                c.Add(Sum, Factor);
            },
            (rsi, Group));
        c.Keep(Sum, new(r10, 0));
    }

    /// <summary>Σ A[i]·B[i]. The sum stays in registers; what a front hands over are the two operands.</summary>
    public static void InnerProduct(LaneAssembler c)
    {
        Lanes sum = new(10), x = LaneAssembler.BackSum, y = new(LaneAssembler.BackSum.First + 5);
        void Front()
        {
            c.LoadRaw(LaneAssembler.FrontSum, rsi);
            c.LoadRaw(new(LaneAssembler.FrontSum.First + 5), rdx);
        }

        c.Clear(sum, Limbs);
        c.Pipeline([new(Front, () => c.MultiplyAdd(sum, x, y))], c.HandOverSum, [(rsi, Group), (rdx, Group)], []);
        c.Keep(sum, new(r10, 0), Limbs);
    }

    /// <summary>Σ A[2i]·B[2i] and Σ (A[2i+1] − A[2i])·(B[2i+1] − B[2i]), both in registers.</summary>
    public static void ProductRound(LaneAssembler c)
    {
        void Front()
        {
            Unpack(c, rsi, 0);
            Unpack(c, rdx, 1);
        }

        void Back()
        {
            AddProducts(c, Sum, (Low(0), Low(1)));
            AddProducts(c, SecondSum, (Slope(0), Slope(1)));
        }

        c.Clear(Sum, 2 * Limbs);
        Run(c, Front, Back, [(rsi, Pairs), (rdx, Pairs)]);
        c.Keep(Sum, new(r10, 0), 2 * Limbs);
    }

    /// <summary>
    /// Σ E[i]·(A·D + B·C)[2i] and the same with differences, times 2^-4: the inner sums are reduced by 2^-260.
    /// </summary>
    public static void FractionRound(LaneAssembler c)
    {
        const int A = 0, B = 1, C = 2, D = 3;
        Slot weight = Low(4);
        void Front()
        {
            Unpack(c, rsi, A);
            Unpack(c, rdx, B);
            Unpack(c, rcx, C);
            Unpack(c, r8, D);
            c.LoadRaw(X, r9);
            c.Keep(X, Written(weight));
        }

        void Back()
        {
            Multiply(c, Sum, (Low(A), Low(D)), (Low(B), Low(C)));
            c.Interleave(
                () => Settle(c, Sum, 0),
                () => Multiply(c, SecondSum, (Slope(A), Slope(D)), (Slope(B), Slope(C))));
            c.Interleave(() => Settle(c, SecondSum, 1), () => Accumulate(c, Sum, 0, (weight, Reduced(0))));
            Accumulate(c, Sum, 1, (weight, Reduced(1)));
        }

        Run(c, Front, Back, [(rsi, Pairs), (rdx, Pairs), (rcx, Pairs), (r8, Pairs), (r9, Group)]);
    }

    /// <summary>
    /// With low values 0 and slopes δ: Σ e0·a0·b0, Σ δe·(a0·δb + δa·b0) + e0·δa·δb and Σ δe·δa·δb, times 2^-4.
    /// </summary>
    public static void WeightedProductRound(LaneAssembler c)
    {
        const int A = 0, B = 1, E = 2;
        void Front()
        {
            Unpack(c, rsi, A);
            Unpack(c, rdx, B);
            Unpack(c, r9, E);
        }

        void Back()
        {
            Multiply(c, Sum, (Low(A), Low(B)));
            c.Interleave(
                () => Settle(c, Sum, 0),
                () => Multiply(c, SecondSum, (Low(A), Slope(B)), (Slope(A), Low(B))));
            c.Interleave(() => Settle(c, SecondSum, 1), () => Multiply(c, Sum, (Slope(A), Slope(B))));
            c.Interleave(() => Settle(c, Sum, 2), () => Accumulate(c, SecondSum, 0, (Low(E), Reduced(0))));
            Accumulate(c, Sum, 1, (Slope(E), Reduced(1)), (Low(E), Reduced(2)));
            Accumulate(c, SecondSum, 2, (Slope(E), Reduced(2)));
        }

        Run(c, Front, Back, [(rsi, Pairs), (rdx, Pairs), (r9, Pairs)]);
    }

    /// <summary>Operand k of a pair: its low values, in the set that backs read.</summary>
    private static Slot Low(int k) => new(rdi, 10 * k);

    /// <summary>Operand k of a pair: its differences.</summary>
    private static Slot Slope(int k) => new(rdi, (10 * k) + 5);

    private static Slot Reduced(int k) => new(r10, Intermediates + (5 * k));

    /// <summary>The same slot in the set that fronts write.</summary>
    private static Slot Written(Slot slot) => slot with { Base = rbx };

    private static void Run(
        LaneAssembler c, Action front, Action back, (AssemblerRegister64 Pointer, int Step)[] pointers)
    {
        c.EnterSets(FirstSet, SecondSet);
        c.Pipeline([new(front, back)], () => c.Exchange(rdi, rbx), pointers, []);
        c.LeaveSets();
    }

    /// <summary>Loads eight pairs into operand k: low values and differences plus p.</summary>
    private static void Unpack(LaneAssembler c, AssemblerRegister64 pointer, int k)
    {
        c.LoadClean(X, pointer, 0, LaneAssembler.Paired);
        c.Keep(X, Written(Low(k)));
        c.LoadClean(X, pointer, LaneAssembler.Dense, LaneAssembler.Paired);
        c.KeepDifference(X, Written(Low(k)), Written(Slope(k)));
    }

    /// <summary>A sum of products from zero.</summary>
    private static void Multiply(LaneAssembler c, Lanes sum, params ReadOnlySpan<(Slot Left, Slot Right)> products)
    {
        c.Clear(sum, Limbs);
        AddProducts(c, sum, products);
    }

    /// <summary>Keeps a sum, divided by 2^260, as raw limbs below 1.2p. Meant to run beside products of the next.</summary>
    private static void Settle(LaneAssembler c, Lanes sum, int k)
    {
        Lanes high = new(sum.First + 5);
        c.Reduce(sum, Temporary);
        c.CarryAll(high, Temporary);
        c.Keep(high, Reduced(k));
    }

    /// <summary>Adds products to a sum that lives in the work area, by way of registers.</summary>
    private static void Accumulate(
        LaneAssembler c, Lanes registers, int k, params ReadOnlySpan<(Slot Left, Slot Right)> products)
    {
        Slot sum = new(r10, Limbs * k);
        c.Recall(registers, sum, Limbs);
        AddProducts(c, registers, products);
        c.Keep(registers, sum, Limbs);
    }

    private static void AddProducts(
        LaneAssembler c, Lanes sum, params ReadOnlySpan<(Slot Left, Slot Right)> products)
    {
        foreach ((Slot left, Slot right) in products)
        {
            c.Recall(Factor, left);
            c.MultiplyAdd(sum, Factor, right, Row);
        }
    }
}
