using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels;

/// <summary>The programs of the kernels that write one element for each element, or pair, that they read.</summary>
internal static class ElementPrograms
{
    private const int Group = 8 * LaneAssembler.Dense;

    private static readonly Lanes Sum = new(0);
    private static readonly Lanes Result = new(5);
    private static readonly Lanes X = new(10);
    private static readonly Lanes Y = new(15);
    private static readonly Lanes Temporary = new(20);
    private static readonly Lanes Copy = new(22);
    private static readonly Lanes Scalar = new(27);

    /// <summary>Output[i] = A[i]·B[i].</summary>
    public static void Multiply(LaneAssembler c) => c.Loop(
        () =>
        {
            c.LoadRaw(X, rsi);
            c.LoadRaw(Y, rdx, shift: LaneAssembler.FactorShift);
            Product(c, X, Y);
            Finish(c);
        },
        (rsi, Group), (rdx, Group), (rdi, Group));

    /// <summary>Output[i] = A[i]·s.</summary>
    public static void MultiplyScalar(LaneAssembler c)
    {
        c.LoadScalar(Scalar);
        c.Loop(
            () =>
            {
                c.LoadRaw(X, rsi);
                Product(c, X, Scalar);
                Finish(c);
            },
            (rsi, Group), (rdi, Group));
    }

    private static void Product(LaneAssembler c, Lanes x, Lanes y)
    {
        c.Clear(Sum, 10);
        c.MultiplyAdd(Sum, x, y);
        c.Reduce(Sum, Temporary);
    }

    private static void Finish(LaneAssembler c)
    {
        c.Canonical(Result, Copy, Temporary[0]);
        c.Store(Result, Copy, rdi);
    }
}
