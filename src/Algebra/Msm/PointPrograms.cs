using Iced.Intel;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Msm;

/// <summary>
/// The programs of a batch of affine additions that shares one inversion. Forward: read eight pairs of points, leave a
/// record of each group, and multiply the x differences up, lane by lane, in two chains (odd and even groups).
/// Backward: from the inverses of the two last products, every slope and sum.
/// </summary>
/// <remarks>
/// Coordinates in storage are times 2^256 and a product divides by 2^260; the chains carry whatever that gives, and the
/// caller's inverses (times 2^518) make it up: slopes come out times 2^258, their squares times 2^256 again.
/// </remarks>
internal static class PointPrograms
{
    /// <summary>Fields of a record, in vectors: the running product up to the group,</summary>
    public const int Product = 0;

    /// <summary>the denominator of the slope,</summary>
    public const int Denominator = 5;

    /// <summary>its numerator, limbs not carried,</summary>
    public const int Numerator = 10;

    /// <summary>2p − x1 − x2, limbs of either sign,</summary>
    public const int NegativeSum = 15;

    /// <summary>x2</summary>
    public const int X2 = 20;

    /// <summary>and −y2.</summary>
    public const int NegativeY2 = 25;

    /// <summary>Bytes of a record.</summary>
    public const int Record = 30 * 64;

    /// <summary>Groups ahead for which points are asked from memory.</summary>
    private const int Ahead = 4;

    private const int Entries = 8 * sizeof(int);

    private static readonly Lanes Sum = LaneAssembler.FrontSum;
    private static readonly Lanes X = new(10);
    private static readonly Lanes Y = new(15);
    private static readonly Lanes Copy = LaneAssembler.BackSum;
    private static readonly Lanes Result = new(25);
    private static readonly AssemblerRegisterZMM FrontTemporary = zmm15;
    private static readonly AssemblerRegisterZMM Temporary = zmm30;

    /// <summary>
    /// Output, Scratch: the first record, after two whose product is any but zero. A, B: lists of entries, as
    /// long as they are asked for ahead. C: points. D: a byte for each group, the lanes with equal x or an infinite point.
    /// </summary>
    public static void AddForward(LaneAssembler c)
    {
        // The front reads and subtracts, the back multiplies: so neither execution units nor the multiplier wait.
        AssemblerRegisterZMM temporary = zmm14;
        Lanes x = new(0), y = new(5), words = new(10);
        void Front()
        {
            c.PrefetchPoints(rsi, Ahead * Entries, rcx, soon: true);
            c.PrefetchPoints(rdx, Ahead * Entries, rcx, soon: true);
            c.LoadPoints(x, rdx, rcx);
            c.SplitClean(y);
            c.MarkSigns(k3, rdx, ymm14, set: false);
            c.NegateMarked(y, k3, temporary);
            c.Keep(y, new(r10, NegativeY2));
            for (var i = 0; i < 4; i++) c.Copy(words[i], x[i]);
            c.SplitClean(x);
            c.Keep(x, new(r10, X2));
            c.LoadPoints(x, rsi, rcx);
            c.MarkEqual(k4, x, words, temporary);
            c.MarkZero(k5, x[3]);
            c.MarkZero(k6, words[3]);
            c.KeepMarks(__byte_ptr[r8], k5, k6, k4);
            c.SplitClean(y);
            c.MarkSigns(k3, rsi, ymm14, set: true);
            c.NegateMarked(y, k3, temporary);
            c.Add(y, new Slot(r10, NegativeY2));
            c.Keep(y, new(r10, Numerator));
            c.SplitClean(x);
            Lanes negative = y, sum = words;
            c.SubtractFrom(LaneConstants.TwoP, new Slot(r10, X2), negative);
            c.SubtractInto(sum, negative, x);
            c.Keep(sum, new(r10, NegativeSum));
            c.Add(x, negative);
            c.Disturb(x, k4);
            c.CarryAll(x, temporary);
            c.Keep(x, new(r10, Denominator));
        }

        void Back()
        {
            Lanes factor = new(25), product = new(15), result = new(20);
            c.Recall(factor, new(rdi, Denominator));
            c.Clear(product, 10);
            c.MultiplyAdd(product, factor, new Slot(rdi, Product - (2 * Record / 64)), Temporary);
            c.Reduce(product, Temporary);
            c.CarryAll(result, Temporary);
            c.Keep(result, new(rdi, Product));
        }

        c.Pipeline(
            [new(Front, Back)],
            () => { },
            [(rsi, Entries), (rdx, Entries), (r8, 1), (r10, Record)],
            [(rdi, Record)]);
    }

    /// <summary>As <see cref="AddForward"/> for doublings of the points of list A, none of them infinite.</summary>
    public static void DoubleForward(LaneAssembler c)
    {
        void Square()
        {
            Lanes x = new(5);
            c.LoadPoints(X, rsi, rcx);
            c.SplitClean(Y);
            c.MarkSigns(k3, rsi, ymm9, set: true);
            c.NegateMarked(Y, k3, zmm9);
            c.SubtractFrom(LaneConstants.P, Y, Sum);
            c.Keep(Sum, new(r10, NegativeY2));
            c.Add(Y, Y);
            c.CarryAll(Y, Sum[0]);
            c.Keep(Y, new(r10, Denominator));
            c.Move(x, X);
            c.SplitClean(x);
            c.Keep(x, new(r10, X2));
            c.SubtractFrom(LaneConstants.TwoP, x, Sum);
            c.SubtractInto(Sum, Sum, x);
            c.Keep(Sum, new(r10, NegativeSum));
            c.SplitWords(X, LaneAssembler.FactorShift / 2);
            c.Clear(Sum, 10);
            c.Square(Sum, X);
        }

        void KeepNumerator()
        {
            c.Reduce(Copy, Temporary);
            c.Move(Copy, Result);
            c.Add(Result, Copy);
            c.Add(Result, Copy);
            c.Keep(Result, new(rdi, Numerator));
        }

        void MultiplyUp()
        {
            c.Recall(X, new(r10, Denominator));
            c.Clear(Sum, 10);
            c.MultiplyAdd(Sum, X, new Slot(r10, Product - (2 * Record / 64)), FrontTemporary);
        }

        void KeepProduct()
        {
            c.Reduce(Copy, Temporary);
            c.CarryAll(Result, Temporary);
            c.Keep(Result, new(rdi, Product));
        }

        c.Pipeline(
            [new(Square, KeepNumerator), new(MultiplyUp, KeepProduct)],
            c.HandOverSum,
            [(rsi, Entries), (r10, Record)],
            [(rdi, Record)]);
    }
}
