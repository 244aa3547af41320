using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <summary>The programs of the kernels that multiply elements by signed 32-bit integers.</summary>
internal static class SmallPrograms
{
    private const int Group = 8 * LaneAssembler.Dense;
    private const int Integers = 8 * sizeof(int);

    private static readonly Lanes Sum = new(0);
    private static readonly Lanes Product = new(1);
    private static readonly Lanes X = new(10);
    private static readonly Lanes Copy = new(15);
    private static readonly Lanes Scalar = new(20);
    private static readonly Lanes Twice = new(25);
    private static readonly AssemblerRegisterZMM Temporary = zmm30;

    /// <summary>Σ A[i]·B[i] for integers B, in six limbs of any sign.</summary>
    public static void InnerProductSmall(LaneAssembler c)
    {
        c.Clear(Sum, 6);
        c.Loop(
            () =>
            {
                // The multiplier reads a negative n as n + 2^52, so x·2^52 comes off again.
                c.LoadClean(X, rsi);
                c.LoadIntegers(Copy[0], rdx);
                c.MarkNegative(Copy[0]);
                c.MultiplyAddWord(Sum, X, Copy[0]);
                c.SubtractMarkedAbove(Sum, X);
            },
            (rsi, Group), (rdx, Integers));
        c.Keep(Sum, new(r10, 0), 6);
    }

    /// <summary>Output[i] = A[i] + w·B[i] for integers B; the scalar is w·2^52, of which one step takes 2^52 off.</summary>
    public static void AccumulateSmall(LaneAssembler c)
    {
        c.LoadScalar(Scalar);
        c.LoadTwiceModulus(Twice);
        c.Loop(
            () =>
            {
                c.LoadIntegers(Copy[0], rdx);
                c.MarkNegative(Copy[0]);
                c.Absolute(Copy[0]);
                c.Clear(Sum, 6);
                c.MultiplyAddWord(Sum, Scalar, Copy[0]);
                c.MontgomeryStep(Sum, 0, Temporary);
                c.NegateMarked(Product, Twice);
                c.LoadClean(X, rsi);
                c.Add(Product, X);
                c.SubtractOnce(Product, Temporary);
                c.Canonical(Product, Copy, Temporary);
                c.Store(Product, Copy, rdi);
            },
            (rsi, Group), (rdx, Integers), (rdi, Group));
    }
}
