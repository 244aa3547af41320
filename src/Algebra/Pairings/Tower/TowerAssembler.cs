using Iced.Intel;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Pairings.Tower;

/// <summary>Loads limb i of a row (0 real parts, 1 imaginary parts, 2 their sums) into a register.</summary>
internal delegate void RowLoader(int row, int limb, AssemblerRegisterZMM destination);

/// <summary>A term of a sum of products, lane by lane.</summary>
internal readonly record struct LaneTerm(RowLoader Left, RowLoader Right);

/// <summary>
/// Emits arithmetic over the six coefficients over Fq2 of an element of Fq12, coefficient k of w^k in lane k; lanes 6
/// and 7 hold nothing. Registers: rdi output, rsi and rdx operands, rcx constants, r8 work area, r9 a count.
/// </summary>
/// <remarks>
/// An element in memory is three rows of five vectors: limbs of the real parts, of the imaginary parts, and of their
/// sums for Karatsuba's product. Limbs are below 2^52, values x·2^312 mod q below 1.4q (sums below 2.8q). The spare six
/// bits of 260, and the sixth reduction step, which leaves at most q(1 + 2^-44) of any sum of products here, make
/// every operation closed without comparing with q.
/// </remarks>
internal sealed partial class TowerAssembler
{
    /// <summary>Bytes of a row.</summary>
    public const int Row = TowerConstants.Limbs * 64;

    /// <summary>Bytes of an element.</summary>
    public const int Element = 3 * Row;

    private const byte LimbBits = LaneConstants.LimbBits;

    // Registers: the ten columns of the real and the imaginary sum, two operands, two temporaries.
    private static readonly Lanes Real = new(0), Imaginary = new(10), Right = new(20), Left = new(25);
    private static readonly AssemblerRegisterZMM First = zmm30, Second = zmm31;

    private readonly Assembler code = new(64);

    /// <summary>Returns, and hands over the machine code; it is independent of its address.</summary>
    public byte[] Finish()
    {
        code.vzeroupper();
        code.ret();
        using var stream = new MemoryStream();
        code.Assemble(new StreamCodeWriter(stream), 0);
        return stream.ToArray();
    }

    /// <summary>
    /// Real + Imaginary·u = Σ left·right over Fq2, not reduced: r = Σ r·r − Σ i·i and
    /// i = Σ (r + i)(r + i) − Σ r·r − Σ i·i, with a multiple of q·2^260 to keep r positive.
    /// </summary>
    private void SumOfProducts(params ReadOnlySpan<LaneTerm> terms)
    {
        for (var i = 0; i < 20; i++) code.vpxorq(Real[i], Real[i], Real[i]);
        foreach (LaneTerm term in terms)
        {
            MultiplyAdd(Real, term, 0);
            MultiplyAdd(Imaginary, term, 1);
        }

        code.vpxorq(Second, Second, Second);
        for (var i = 0; i < 10; i++)
        {
            code.vpaddq(First, Real[i], Imaginary[i]);
            code.vpsubq(Real[i], Real[i], Imaginary[i]);
            code.vpsubq(Imaginary[i], Second, First);
        }

        for (var i = 0; i < TowerConstants.Limbs; i++) code.vpaddq(Real[5 + i], Real[5 + i], Multiple(8, i));
        foreach (LaneTerm term in terms) MultiplyAdd(Imaginary, term, 2);
    }

    private void MultiplyAdd(Lanes sum, LaneTerm term, int row)
    {
        for (var i = 0; i < 5; i++) term.Right(row, i, Right[i]);
        for (var i = 0; i < 5; i++)
        {
            term.Left(row, i, Left[i]);
            for (var j = 0; j < 5; j++) code.vpmadd52luq(sum[i + j], Right[j], Left[i]);
            for (var j = 0; j < 5; j++) code.vpmadd52huq(sum[i + j + 1], Right[j], Left[i]);
        }
    }

    /// <summary>
    /// Both sums over 2^312 modulo q, into columns 6–9 and 0 of their registers, limbs not carried. Four steps replace
    /// the low column t by t·(2^-52 mod q) without waiting for a quotient; two of Montgomery's bring the value to q.
    /// </summary>
    private void Reduce()
    {
        for (var i = 0; i < 6; i++)
        {
            Step(Real, i, First);
            Step(Imaginary, i, Second);
        }

        void Step(Lanes sum, int i, AssemblerRegisterZMM temporary)
        {
            if (i < 4) FoldColumn(sum, i, temporary);
            else MontgomeryStep(sum, i, temporary);
            if (i == 0) code.vpxorq(sum[0], sum[0], sum[0]);
        }
    }

    /// <summary>Column i of a sum that is being reduced: the eleventh takes the place of the first.</summary>
    private static AssemblerRegisterZMM Column(Lanes sum, int i) => sum[i % 10];

    private void FoldColumn(Lanes sum, int i, AssemblerRegisterZMM temporary)
    {
        code.vpsraq(temporary, sum[i], LimbBits);
        code.vpaddq(sum[i + 1], sum[i + 1], temporary);
        for (var j = 0; j < 5; j++) code.vpmadd52luq(sum[i + 1 + j], sum[i], Constant(TowerConstants.Shift, j));
        for (var j = 0; j < 5; j++) code.vpmadd52huq(sum[i + 2 + j], sum[i], Constant(TowerConstants.Shift, j));
    }

    /// <summary>
    /// Makes column i vanish by a multiple of q. Its low product with q is not computed: it fills the column's low 52
    /// bits up to zero or 2^52, so rounding the column up gives the same carry.
    /// </summary>
    private void MontgomeryStep(Lanes sum, int i, AssemblerRegisterZMM temporary)
    {
        code.vpaddq(temporary, sum[i], Constant(TowerConstants.Mask));
        code.vpsraq(temporary, temporary, LimbBits);
        code.vpaddq(sum[i + 1], sum[i + 1], temporary);
        AssemblerRegisterZMM quotient = temporary;
        code.vpxorq(quotient, quotient, quotient);
        code.vpmadd52luq(quotient, sum[i], Constant(TowerConstants.NegInverse));
        for (var j = 1; j < 5; j++) code.vpmadd52luq(sum[i + j], quotient, Constant(TowerConstants.Multiple(1, 0), j));
        for (var j = 0; j < 5; j++) code.vpmadd52huq(Column(sum, i + 1 + j), quotient, Constant(TowerConstants.Multiple(1, 0), j));
    }

    /// <summary>The five limbs that <see cref="Reduce"/> leaves.</summary>
    private static AssemblerRegisterZMM[] Reduced(Lanes sum) => [sum[6], sum[7], sum[8], sum[9], sum[0]];

    /// <summary>Carries signed limbs of a value in [0, 2^260) into limbs below 2^52.</summary>
    private void Normalize(ReadOnlySpan<AssemblerRegisterZMM> x, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 4; i++)
        {
            code.vpsraq(temporary, x[i], LimbBits);
            code.vpaddq(x[i + 1], x[i + 1], temporary);
            code.vpandq(x[i], x[i], Constant(TowerConstants.Mask));
        }
    }

    /// <summary>
    /// Brings a value of 1 to 40 times q, limbs not carried, below 1.4q. The quotient by q is estimated from the top
    /// limb and at most one too small.
    /// </summary>
    private void Fold(ReadOnlySpan<AssemblerRegisterZMM> x, AssemblerRegisterZMM temporary)
    {
        code.vpxorq(temporary, temporary, temporary);
        code.vpmadd52huq(temporary, x[4], Constant(TowerConstants.Quotient));
        for (var j = 0; j < 5; j++) code.vpmadd52luq(x[j], temporary, Constant(TowerConstants.NegatedModulus, j));
        for (var j = 0; j < 4; j++) code.vpmadd52huq(x[j + 1], temporary, Constant(TowerConstants.NegatedModulus, j));
        Normalize(x, temporary);
        code.vpandq(x[4], x[4], Constant(TowerConstants.Mask));
    }

    /// <summary>Stores an element from normalized limbs, with the sums of its parts; spoils the imaginary part.</summary>
    private void Store(
        AssemblerRegister64 pointer, int offset, ReadOnlySpan<AssemblerRegisterZMM> real, ReadOnlySpan<AssemblerRegisterZMM> imaginary)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vmovdqa64(__zmmword_ptr[pointer + (offset + (64 * i))], real[i]);
            code.vmovdqa64(__zmmword_ptr[pointer + (offset + Row + (64 * i))], imaginary[i]);
        }

        for (var i = 0; i < 5; i++) code.vpaddq(imaginary[i], imaginary[i], real[i]);
        Normalize(imaginary, First);
        for (var i = 0; i < 5; i++) code.vmovdqa64(__zmmword_ptr[pointer + (offset + (2 * Row) + (64 * i))], imaginary[i]);
    }

    /// <summary>A constant in every lane.</summary>
    private static AssemblerMemoryOperand Constant(int offset, int limb = 0) => __qword_bcst[rcx + (offset + (8 * limb))];

    /// <summary>Limb i of k·q in every lane.</summary>
    private static AssemblerMemoryOperand Multiple(int k, int limb) => __qword_bcst[rcx + TowerConstants.Multiple(k, limb)];

    /// <summary>A whole vector of an element in memory.</summary>
    private static AssemblerMemoryOperand Vector(AssemblerRegister64 pointer, int offset, int row, int limb) =>
        __zmmword_ptr[pointer + (offset + (row * Row) + (64 * limb))];
}
