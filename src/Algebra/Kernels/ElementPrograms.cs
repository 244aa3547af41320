using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels;

/// <summary>The programs of the kernels that write one element for each element, or pair, that they read.</summary>
internal static class ElementPrograms
{
    private const int Group = 8 * LaneAssembler.Dense;

    // Fronts own registers 0 to 19, backs the others.
    private static readonly Lanes Sum = LaneAssembler.FrontSum;
    private static readonly Lanes X = new(10);
    private static readonly Lanes Y = new(15);
    private static readonly Lanes Scalar = Y;
    private static readonly Lanes Copy = LaneAssembler.BackSum;
    private static readonly Lanes Result = new(25);
    private static readonly Lanes Temporary = new(30);

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

        c.Pipeline([new(Front, () => Finish(c))], [(rsi, Group), (rdx, Group)], [(rdi, Group)]);
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
        c.Pipeline([new(Front, () => Finish(c))], [(rsi, Group)], [(rdi, Group)]);
    }

    private static void Finish(LaneAssembler c)
    {
        c.Reduce(LaneAssembler.BackSum, Temporary);
        c.Canonical(Result, Copy, Temporary[0]);
        c.Store(Result, Copy, rdi);
    }
}
