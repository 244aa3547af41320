using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <summary>
/// Products of arrays in groups of ten: eight in lanes, two in general registers. Same operands and results as in
/// <see cref="ElementPrograms"/>; the scalar's four words follow its limbs in the work area.
/// </summary>
internal static class MixedPrograms
{
    /// <summary>Where the words of a scalar are in the work area.</summary>
    public const int ScalarWords = 64;

    private const int Lane = 8 * LaneAssembler.Dense;
    private const int Step = LaneAssembler.MixedBytes;

    private static readonly Lanes Sum = LaneAssembler.FrontSum;
    private static readonly Lanes SumHigh = new(5);
    private static readonly Lanes X = new(10);
    private static readonly Lanes Y = new(15);
    private static readonly Lanes Back = LaneAssembler.BackSum;
    private static readonly Lanes Result = new(25);
    private static readonly AssemblerRegisterZMM Temporary = zmm30;
    private static readonly AssemblerRegisterZMM FrontTemporary = zmm31;

    /// <summary>Output[i] = A[i]·B[i].</summary>
    public static void Multiply(LaneAssembler c) => Run(
        c,
        offset => c.LoadApart(Y, rbx, offset, LaneAssembler.FactorShift, FrontTemporary),
        offset => c.LoadApart(X, rsi, offset, 0, FrontTemporary),
        () =>
        {
            Clear(c);
            c.MultiplyAdd(Sum, X, Y);
        },
        offset => c.MultiplyWords(__qword_ptr[rsi + offset], __qword_ptr[rbx + offset], null, __qword_ptr[rdi + offset]),
        MixedOrders.Multiply);

    /// <summary>Output[i] = A[i]².</summary>
    public static void Square(LaneAssembler c) => Run(
        c,
        _ => { },
        offset => c.LoadApart(X, rsi, offset, LaneAssembler.FactorShift / 2, FrontTemporary),
        () =>
        {
            // Doubling would double what rounds up, too.
            c.Clear(Sum, 10);
            c.Square(Sum, X);
            c.AddRounding(Sum);
        },
        offset => c.MultiplyWords(__qword_ptr[rsi + offset], __qword_ptr[rsi + offset], null, __qword_ptr[rdi + offset]),
        MixedOrders.Square);

    /// <summary>Output[i] = A[i]·s.</summary>
    public static void MultiplyScalar(LaneAssembler c)
    {
        c.LoadScalar(Y);
        Run(
            c,
            _ => { },
            offset => c.LoadApart(X, rsi, offset, 0, FrontTemporary),
            () =>
            {
                Clear(c);
                c.MultiplyAdd(Sum, X, Y);
            },
            offset => c.MultiplyWords(__qword_ptr[rsi + offset], __qword_ptr[r10 + ScalarWords], null, __qword_ptr[rdi + offset]),
            MixedOrders.MultiplyScalar);
    }

    /// <summary>Output[i] = B[i] + s·A[i]; B is the output for an accumulation.</summary>
    public static void MultiplyAddScalar(LaneAssembler c)
    {
        c.LoadScalar(Y);
        Run(
            c,
            _ => { },
            offset =>
            {
                c.LoadApart(X, rsi, offset, 0, FrontTemporary);
                c.LoadApart(SumHigh, rbx, offset, 0, FrontTemporary);
                c.Clean(SumHigh);
            },
            () =>
            {
                c.ClearRounding(Sum);
                c.MultiplyAdd(Sum, X, Y);
            },
            offset => c.MultiplyWords(
                __qword_ptr[rsi + offset], __qword_ptr[r10 + ScalarWords], __qword_ptr[rbx + offset], __qword_ptr[rdi + offset]),
            MixedOrders.MultiplyAddScalar,
            large: true);
    }

    private static void Clear(LaneAssembler c)
    {
        c.ClearRounding(Sum);
        c.Clear(SumHigh, 5);
    }

    private static void Run(
        LaneAssembler c,
        Action<int> loadEarly,
        Action<int> loadLate,
        Action front,
        Action<int> words,
        string order,
        bool large = false)
    {
        void Finish()
        {
            if (large) c.SubtractOnce(Result, Temporary);
            c.Canonical(Result, Back, Temporary);
        }

        c.EnterMixed();
        c.MixedLoop(
            new MixedParts(
                loadEarly,
                loadLate,
                front,
                () => c.ReduceRounding(Back, Temporary),
                Finish,
                () =>
                {
                    words(Lane);
                    words(Lane + LaneAssembler.Dense);
                }),
            order,
            (rsi, Step), (rbx, Step), (rdi, Step));
        c.LeaveMixed();
    }
}
