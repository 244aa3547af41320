using Iced.Intel;
using Zkml.Algebra.Kernels.Ifma;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Msm;

/// <summary>The second half of a batch of affine additions; see <see cref="PointPrograms"/>.</summary>
internal static class SlopePrograms
{
    /// <summary>Slots of the work area, in vectors: the inverses of the running products, first the odd groups',</summary>
    public const int Inverse = 0;

    /// <summary>and the vectors between two chains.</summary>
    public const int Chain = 25;

    /// <summary>Bytes of the work area.</summary>
    public const int WorkLength = 2 * Chain * 64;

    /// <summary>
    /// The groups that are read, and written once with nonsense, beyond each end of the records: the later steps of a
    /// pair of groups run in the round of the next pair.
    /// </summary>
    public const int Margin = 2;

    private const int Own = 5;
    private const int Slope = 10;
    private const int Words = 15;
    private const int Shift = 20;
    private const int Entries = 8 * sizeof(int);

    private static readonly Lanes Sum = LaneAssembler.FrontSum;
    private static readonly Lanes SumHigh = new(5);
    private static readonly Lanes X = new(10);
    private static readonly Lanes Copy = LaneAssembler.BackSum;
    private static readonly Lanes Result = new(25);
    private static readonly AssemblerRegisterZMM FrontTemporary = zmm15;
    private static readonly AssemblerRegisterZMM Temporary = zmm30;

    /// <summary>
    /// Output: points. A: the entries of the last two groups, with those of two more to write at first. B: the work
    /// area, with the inverses. C, and entries D and E: points that are asked for meanwhile, for the next batch. Scratch: the record of the last group. Groups counts pairs of groups, from the last on, and
    /// one more.
    /// </summary>
    public static void AddBackward(LaneAssembler c)
    {
        c.FreeLast();

        // A step waits for the one before in its group: so there are at least three of others between them.
        Stage[] stages =
        [
            Invert(c, 0), Abscissa(c, 0), Invert(c, 1), Abscissa(c, 1), Shorten(c, 0), Shorten(c, 1),
            Ordinate(c, 0), Divide(c, 0), Ordinate(c, 1), Divide(c, 1),
        ];
        c.Pipeline(
            stages,
            c.HandOverSum,
            [(rsi, -2 * Entries), (r10, -2 * PointPrograms.Record), (r8, 2 * Entries), (rbx, 2 * Entries)],
            []);
        c.LeaveSets();
    }

    /// <summary>The inverse of the denominator: the running inverse times the product before.</summary>
    private static Stage Invert(LaneAssembler c, int chain)
    {
        void Front()
        {
            c.PrefetchPoints(r8, chain * Entries, rcx, soon: false);
            c.Recall(X, Work(chain, Inverse));
            c.Clear(Sum, 10);
            c.MultiplyAdd(Sum, X, Field(chain + 2, PointPrograms.Product), FrontTemporary);
        }

        return new(Front, () => KeepReduced(c, Work(chain, Own)));
    }

    /// <summary>The slope.</summary>
    private static Stage Divide(LaneAssembler c, int chain)
    {
        void Front()
        {
            c.Recall(X, Field(chain, PointPrograms.Numerator));
            c.CarryAll(X, FrontTemporary);
            c.Clear(Sum, 10);
            c.MultiplyAdd(Sum, X, Work(chain, Own), FrontTemporary);
        }

        return new(Front, () => KeepReduced(c, Work(chain, Slope)));
    }

    /// <summary>x3 = λ² − x1 − x2, and 4·(x2 − x3), the slope's scale being two bits short for y.</summary>
    private static Stage Abscissa(LaneAssembler c, int chain)
    {
        void Front()
        {
            c.Recall(X, Work(chain, Slope));
            c.Clear(Sum, 10);
            c.Square(Sum, X);
        }

        void Back()
        {
            // λ² is just above p at most, so the sum with 2p − x1 − x2 is between 0 and little more than 3p.
            c.Reduce(Copy, Temporary);
            c.Add(Result, Field(chain - 2, PointPrograms.NegativeSum));
            c.Recall(Copy, Field(chain - 2, PointPrograms.X2));
            c.QuadrupleDifference(Copy, Result);
            c.CarryAll(Copy, Temporary);
            c.Keep(Copy, Work(chain, Shift));
            c.SubtractOnce(Result, Temporary);
            c.SubtractOnce(Result, Temporary);
            c.Canonical(Result, Copy, Temporary);
            c.JoinLimbs(Result);
            c.Keep(Result, Work(chain, Words), 4);
        }

        return new(Front, Back);
    }

    /// <summary>y3 = λ·(x2 − x3) − y2, and both coordinates to their place.</summary>
    private static Stage Ordinate(LaneAssembler c, int chain)
    {
        void Front()
        {
            // −y2 times 2^260: the reduction divides both.
            c.Clear(Sum, 5);
            c.Recall(SumHigh, Field(chain - 2, PointPrograms.NegativeY2));
            c.Recall(X, Work(chain, Slope));
            c.MultiplyAdd(Sum, X, Work(chain, Shift), FrontTemporary);
        }

        void Back()
        {
            c.Reduce(Copy, Temporary);
            c.SubtractOnce(Result, Temporary);
            c.Canonical(Result, Copy, Temporary);
            c.JoinLimbs(Result);
            c.Recall(Copy, Work(chain, Words), 4);
            c.StorePoints(Copy, rsi, (3 - chain) * Entries, rdi);
        }

        return new(Front, Back);
    }

    /// <summary>The inverse of the product before: the running inverse times the denominator.</summary>
    private static Stage Shorten(LaneAssembler c, int chain)
    {
        void Front()
        {
            c.PrefetchPoints(rbx, chain * Entries, rcx, soon: false);
            c.Recall(X, Work(chain, Inverse));
            c.Clear(Sum, 10);
            c.MultiplyAdd(Sum, X, Field(chain, PointPrograms.Denominator), FrontTemporary);
        }

        return new(Front, () => KeepReduced(c, Work(chain, Inverse)));
    }

    private static void KeepReduced(LaneAssembler c, Slot slot)
    {
        c.Reduce(Copy, Temporary);
        c.CarryAll(Result, Temporary);
        c.Keep(Result, slot);
    }

    private static Slot Work(int chain, int slot) => new(rdx, (chain * Chain) + slot);

    /// <summary>A field of the record some groups back.</summary>
    private static Slot Field(int back, int field) => new(r10, field - (back * PointPrograms.Record / 64));
}
