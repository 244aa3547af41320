using Iced.Intel;
using Zkml.Algebra.Kernels.Ifma;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Pairings.Tower;

/// <content>Where operands come from, and what happens to the lanes of squares.</content>
internal sealed partial class TowerAssembler
{
    private const int EvenLanes = 0x55, OddLanes = 0xAA;
    private const byte SwapPairs = 0x55;

    /// <summary>Coefficient j in every lane.</summary>
    private RowLoader Broadcast(AssemblerRegister64 pointer, int j) =>
        (row, limb, x) => code.vpbroadcastq(x, __qword_ptr[pointer + ((row * Row) + (64 * limb) + (8 * j))]);

    /// <summary>A line's coefficient in every lane; a line is two coefficients of three rows of five words.</summary>
    private RowLoader LineCoefficient(int coefficient) =>
        (row, limb, x) => code.vpbroadcastq(x, __qword_ptr[rdx + (8 * ((((coefficient * 3) + row) * 5) + limb))]);

    /// <summary>Lanes 2j and 2j + 1 of the left operand in all pairs of lanes.</summary>
    private RowLoader BroadcastPair(int j) =>
        (row, limb, x) => code.vbroadcasti64x2(x, __xmmword_ptr[r8 + (LeftOperand + (row * Row) + (64 * limb) + (16 * j))]);

    /// <summary>The element as it is.</summary>
    private RowLoader Whole(AssemblerRegister64 pointer, int offset) =>
        (row, limb, x) => code.vmovdqa64(x, Vector(pointer, offset, row, limb));

    /// <summary>The element times w^j; needs its multiple by ξ, rotated.</summary>
    private RowLoader Window(AssemblerRegister64 pointer, int offset, int j) => (row, limb, x) =>
    {
        code.vmovdqa64(x, Vector(pointer, offset, row, limb));
        if (j > 0) code.valignq(x, x, Vector(r8, XiOperand, row, limb), (byte)(8 - j));
    };

    /// <summary>Lanes of a, or of both a and ξa, in the order of a table.</summary>
    private RowLoader Permuted(int table, bool both) => (row, limb, x) =>
    {
        code.vmovdqa64(x, __zmmword_ptr[rcx + (TowerConstants.Permutations + (64 * table))]);
        if (!both)
        {
            code.vpermq(x, x, Vector(rsi, 0, row, limb));
            return;
        }

        code.vmovdqa64(First, Vector(rsi, 0, row, limb));
        code.vpermi2q(x, First, Vector(r8, XiOperand, row, limb));
    };

    /// <summary>
    /// The operands of a squaring of A + Bw. Left: A + B in even lanes, A in odd ones. Right: A + vB in even lanes, B in
    /// odd ones, where vB is the shift of a by one lane. Reads ξa, rotated, from the work area.
    /// </summary>
    private void StoreSquareOperands()
    {
        code.mov(eax, EvenLanes);
        code.kmovb(k1, eax);
        AssemblerRegisterZMM[] real = Reduced(Real), imaginary = Reduced(Imaginary);
        for (var row = 0; row < 2; row++)
        {
            AssemblerRegisterZMM[] x = row == 0 ? real : imaginary;
            for (var i = 0; i < 5; i++)
            {
                code.vmovdqa64(First, Vector(rsi, 0, row, i));
                code.vmovddup(x[i], First);
                code.vpermilpd(Second, First, SwapPairs);
                code.vpaddq(x[i].k1, x[i], Second);
            }

            Normalize(x, First);
        }

        Store(r8, LeftOperand, real, imaginary);
        for (var row = 0; row < 2; row++)
        {
            AssemblerRegisterZMM[] x = row == 0 ? real : imaginary;
            for (var i = 0; i < 5; i++)
            {
                code.vmovdqa64(x[i], Vector(rsi, 0, row, i));
                code.valignq(First, x[i], Vector(r8, XiOperand, row, i), 7);
                code.vpaddq(x[i].k1, x[i], First);
            }

            Normalize(x, First);
        }

        Store(r8, RightOperand, real, imaginary);
    }

    /// <summary>Even lanes: t − AB − v·AB; odd lanes: 2AB; all plus 12q. Expects k1 to select even lanes.</summary>
    private void CombineSquare()
    {
        AssemblerRegisterZMM[] real = Reduced(Real), imaginary = Reduced(Imaginary);
        code.mov(eax, OddLanes);
        code.kmovb(k2, eax);

        // v·AB: one lane up, with ξ times the last at the bottom; columns 1–5 of both sums are free now.
        for (var i = 0; i < 5; i++)
        {
            code.vmovdqa64(Left[i], real[i]);
            code.vmovdqa64(Right[i], imaginary[i]);
        }

        AssemblerRegisterZMM[] xiReal = Free(Real), xiImaginary = Free(Imaginary);
        TimesXi(xiReal, xiImaginary, multiple: 1);
        Combine(real, xiReal, Left);
        Combine(imaginary, xiImaginary, Right);

        void Combine(AssemblerRegisterZMM[] x, AssemblerRegisterZMM[] xi, Lanes t)
        {
            for (var i = 0; i < 5; i++)
            {
                code.valignq(xi[i], xi[i], xi[i], UpTwoLanes);
                code.valignq(xi[i], t[i], xi[i], 7);
                code.vpermilpd(First, t[i], SwapPairs);
                code.vpaddq(x[i].k2, x[i], x[i]);
                code.vpsubq(x[i].k1, x[i], First);
                code.vpsubq(x[i].k1, x[i], xi[i]);
                code.vpaddq(x[i], x[i], Multiple(12, i));
            }
        }
    }

    private static AssemblerRegisterZMM[] Free(Lanes sum) => [sum[1], sum[2], sum[3], sum[4], sum[5]];

    /// <summary>3t − 2a in even lanes, 3t + 2a in odd ones, all plus 4q.</summary>
    private void CombineCyclotomic(AssemblerRegisterZMM[] x, int row)
    {
        if (row == 0)
        {
            code.mov(eax, EvenLanes);
            code.kmovb(k1, eax);
            code.mov(eax, OddLanes);
            code.kmovb(k2, eax);
        }

        for (var i = 0; i < 5; i++)
        {
            code.vpaddq(First, x[i], x[i]);
            code.vpaddq(x[i], x[i], First);
            code.vmovdqa64(Second, Vector(rsi, 0, row, i));
            code.vpaddq(Second, Second, Second);
            code.vpsubq(x[i].k1, x[i], Second);
            code.vpaddq(x[i].k2, x[i], Second);
            code.vpaddq(x[i], x[i], Multiple(4, i));
        }
    }
}
