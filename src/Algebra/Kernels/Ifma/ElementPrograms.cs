using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <summary>The programs of the kernels that write one element for each element, or pair, that they read.</summary>
internal static class ElementPrograms
{
    private const int Group = 8 * LaneAssembler.Dense;

    // Fronts own registers 0 to 19, backs the others.
    private static readonly Lanes Sum = LaneAssembler.FrontSum;
    private static readonly Lanes SumHigh = new(5);
    private static readonly Lanes X = new(10);
    private static readonly Lanes Y = new(15);
    private static readonly Lanes Scalar = Y;
    private static readonly Lanes Copy = LaneAssembler.BackSum;
    private static readonly Lanes Result = new(25);
    private static readonly AssemblerRegisterZMM Temporary = zmm30;

    /// <summary>Output[i] = A[i]·B[i].</summary>
    public static void Multiply(LaneAssembler c)
    {
        void Front()
        {
            c.LoadRaw(X, rsi);
            c.LoadRaw(Y, rdx, shift: LaneAssembler.FactorShift);
            c.Clear(Sum, 10);
            c.MultiplyAdd(Sum, X, Y);
        }

        c.Pipeline([new(Front, () => Finish(c))], c.HandOverSum, [(rsi, Group), (rdx, Group)], [(rdi, Group)]);
    }

    /// <summary>Output[i] = A[i]·s.</summary>
    public static void MultiplyScalar(LaneAssembler c)
    {
        void Front()
        {
            c.LoadRaw(X, rsi);
            c.Clear(Sum, 10);
            c.MultiplyAdd(Sum, X, Scalar);
        }

        c.LoadScalar(Scalar);
        c.Pipeline([new(Front, () => Finish(c))], c.HandOverSum, [(rsi, Group)], [(rdi, Group)]);
    }

    /// <summary>Output[i] = B[i] + s·A[i]; B is the output for an accumulation.</summary>
    public static void MultiplyAddScalar(LaneAssembler c)
    {
        void Front()
        {
            // The addend times 2^260: the reduction divides both.
            c.Clear(Sum, 5);
            c.LoadClean(SumHigh, rdx);
            c.LoadRaw(X, rsi);
            c.MultiplyAdd(Sum, X, Scalar);
        }

        c.LoadScalar(Scalar);
        c.Pipeline([new(Front, () => FinishLarge(c))], c.HandOverSum, [(rsi, Group), (rdx, Group)], [(rdi, Group)]);
    }

    /// <summary>Output[i] = A[i]².</summary>
    public static void Square(LaneAssembler c)
    {
        void Front()
        {
            c.LoadRaw(X, rsi, shift: LaneAssembler.FactorShift / 2);
            c.Clear(Sum, 10);
            c.Square(Sum, X);
        }

        c.Pipeline([new(Front, () => Finish(c))], c.HandOverSum, [(rsi, Group)], [(rdi, Group)]);
    }

    /// <summary>Output[i] = A[2i] + s·(A[2i+1] − A[2i]).</summary>
    public static void Fold(LaneAssembler c)
    {
        void Front()
        {
            c.LoadClean(SumHigh, rsi, 0, LaneAssembler.Paired);
            c.LoadClean(X, rsi, LaneAssembler.Dense, LaneAssembler.Paired);
            c.Difference(X, SumHigh, Sum[0]);
            c.Clear(Sum, 5);
            c.MultiplyAdd(Sum, X, Scalar);
        }

        c.LoadScalar(Scalar);
        c.Pipeline([new(Front, () => FinishLarge(c))], c.HandOverSum, [(rsi, 2 * Group)], [(rdi, Group)]);
    }

    /// <summary>Output[i] = s·A[i], then B[i] = A[i] − Output[i]; B is A.</summary>
    public static void Expand(LaneAssembler c)
    {
        Slot product = new(r10, 1); // after the scalar
        void Front()
        {
            c.LoadRaw(X, rsi);
            c.Clear(Sum, 10);
            c.MultiplyAdd(Sum, X, Scalar);
        }

        void Back()
        {
            c.Reduce(LaneAssembler.BackSum, Temporary);
            c.Canonical(Result, Copy, Temporary);
            c.Clean(Result);
            c.Keep(Result, product);
            c.Store(Result, Copy, rdi);
            c.Recall(Result, product);
            c.LoadClean(Copy, rdx);
            c.SubtractModular(Copy, Result, Temporary);
            c.Store(Copy, Result, rdx);
        }

        c.LoadScalar(Scalar);
        c.Pipeline([new(Front, Back)], c.HandOverSum, [(rsi, Group)], [(rdi, Group), (rdx, Group)]);
    }

    /// <summary>Sums of fractions A/B: Output[i] = A[2i]·B[2i+1] + A[2i+1]·B[2i], C[i] = B[2i]·B[2i+1].</summary>
    public static void AddFractions(LaneAssembler c)
    {
        void Product((AssemblerRegister64 Pointer, int Offset) x, int y)
        {
            c.LoadRaw(X, x.Pointer, x.Offset, LaneAssembler.Paired);
            c.LoadRaw(Y, rdx, y, LaneAssembler.Paired, LaneAssembler.FactorShift);
            c.MultiplyAdd(Sum, X, Y);
        }

        void Numerator()
        {
            c.Clear(Sum, 10);
            Product((rsi, 0), LaneAssembler.Dense);
            Product((rsi, LaneAssembler.Dense), 0);
        }

        void Denominator()
        {
            c.Clear(Sum, 10);
            Product((rdx, 0), LaneAssembler.Dense);
        }

        c.Pipeline(
            [new(Numerator, () => Finish(c)), new(Denominator, () => FinishAt(c, rcx))],
            c.HandOverSum,
            [(rsi, 2 * Group), (rdx, 2 * Group)],
            [(rdi, Group), (rcx, Group)]);
    }

    /// <summary>Output[i] = A[i] + B[i].</summary>
    public static void Add(LaneAssembler c) => c.Loop(
        () =>
        {
            c.LoadClean(X, rsi);
            c.LoadClean(Y, rdx);
            c.Add(X, Y);
            c.Canonical(X, Y, Temporary);
            c.Store(X, Y, rdi);
        },
        (rsi, Group), (rdx, Group), (rdi, Group));

    /// <summary>Output[i] = A[i] − B[i].</summary>
    public static void Subtract(LaneAssembler c) => c.Loop(
        () =>
        {
            c.LoadClean(X, rsi);
            c.LoadClean(Y, rdx);
            c.SubtractModular(X, Y, Temporary);
            c.Store(X, Y, rdi);
        },
        (rsi, Group), (rdx, Group), (rdi, Group));

    /// <summary>Output[i] = A[2i] + A[2i+1].</summary>
    public static void AddPairs(LaneAssembler c) => c.Loop(
        () =>
        {
            c.LoadClean(X, rsi, 0, LaneAssembler.Paired);
            c.LoadClean(Y, rsi, LaneAssembler.Dense, LaneAssembler.Paired);
            c.Add(X, Y);
            c.Canonical(X, Y, Temporary);
            c.Store(X, Y, rdi);
        },
        (rsi, 2 * Group), (rdi, Group));

    private static void Finish(LaneAssembler c) => FinishAt(c, rdi);

    /// <summary>Stores a sum of products that the reduction leaves below 2p.</summary>
    private static void FinishAt(LaneAssembler c, AssemblerRegister64 pointer)
    {
        c.Reduce(LaneAssembler.BackSum, Temporary);
        c.Canonical(Result, Copy, Temporary);
        c.Store(Result, Copy, pointer);
    }

    /// <summary>Stores a sum that the reduction leaves below 3p: a product plus an element.</summary>
    private static void FinishLarge(LaneAssembler c)
    {
        c.Reduce(LaneAssembler.BackSum, Temporary);
        c.SubtractOnce(Result, Temporary);
        c.Canonical(Result, Copy, Temporary);
        c.Store(Result, Copy, rdi);
    }
}
