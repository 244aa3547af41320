using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Pairings.Tower;

/// <content>
/// The kernels. A product Σ_j a_j·w^j·b needs b times w^j: its coefficients moved up by j lanes, those that leave at the
/// top coming back at the bottom times ξ. With ξb stored rotated by two lanes, that is one cut through the pair (b, ξb).
/// </content>
internal sealed partial class TowerAssembler
{
    // The work area: ξ times the right operand, rotated; the right and the left operand where they are not given.
    private const int XiOperand = 0, RightOperand = Element, LeftOperand = 2 * Element;

    /// <summary>Bytes of the work area.</summary>
    public const int WorkLength = 3 * Element;

    private const byte UpTwoLanes = 6;

    /// <summary>out = a·b: six terms.</summary>
    public void Multiply()
    {
        StoreXi(rdx, 0, multiple: 2, rotate: true);
        var terms = new LaneTerm[6];
        for (var j = 0; j < 6; j++) terms[j] = new(Broadcast(rsi, j), Window(rdx, 0, j));
        SumOfProducts(terms);
        Reduce();
        NormalizeAndStore();
    }

    /// <summary>out = a·(1 + c1·w + c3·w³); the line at b is (row, coefficient, limb), both coefficients evaluated.</summary>
    public void MultiplyLine()
    {
        StoreXi(rsi, 0, multiple: 2, rotate: true);
        SumOfProducts(new LaneTerm(LineCoefficient(0), Window(rsi, 0, 1)), new LaneTerm(LineCoefficient(1), Window(rsi, 0, 3)));
        Reduce();
        AddElement(Reduced(Real), 0);
        AddElement(Reduced(Imaginary), 1);
        FoldAndStore();

        void AddElement(AssemblerRegisterZMM[] x, int row)
        {
            for (var i = 0; i < 5; i++)
            {
                code.vpaddq(x[i], x[i], Vector(rsi, 0, row, i));
                code.vpaddq(x[i], x[i], Multiple(1, i));
            }
        }
    }

    /// <summary>
    /// out = a², with a = A + Bw over Fq6: (A + B)(A + vB) in even lanes and AB in odd ones, three terms; then
    /// A² + vB² = (A + B)(A + vB) − AB − v·AB.
    /// </summary>
    public void Square()
    {
        StoreXi(rsi, 0, multiple: 2, rotate: true);
        StoreSquareOperands();
        StoreXi(r8, RightOperand, multiple: 3, rotate: true);
        SumOfProducts(
            new LaneTerm(BroadcastPair(0), Window(r8, RightOperand, 0)),
            new LaneTerm(BroadcastPair(1), Window(r8, RightOperand, 2)),
            new LaneTerm(BroadcastPair(2), Window(r8, RightOperand, 4)));
        Reduce();
        CombineSquare();
        FoldAndStore();
    }

    /// <summary>
    /// out = a squared r9 times, for a in the cyclotomic subgroup (Granger and Scott, eprint 2009/565): lane 2i is
    /// 3(a_i² + ξ·a_{i+3}²) − 2a_{2i}, lanes 3, 5 and 1 are 6·a_i·a_{i+3} (the last times ξ) plus twice themselves.
    /// </summary>
    public void SquareCyclotomic()
    {
        Label again = code.CreateLabel();
        code.Label(ref again);
        StoreXi(rsi, 0, multiple: 2, rotate: false);
        SumOfProducts(
            new LaneTerm(Permuted(0, both: true), Permuted(1, both: false)),
            new LaneTerm(Permuted(2, both: true), Permuted(3, both: false)));
        Reduce();
        CombineCyclotomic(Reduced(Real), 0);
        CombineCyclotomic(Reduced(Imaginary), 1);
        FoldAndStore();
        code.mov(rsi, rdi);
        code.dec(r9);
        code.jnz(again);
    }

    /// <summary>out = a with coefficient k times b's coefficient k, conjugated over Fq first when r9 is not zero.</summary>
    public void MultiplyCoefficients()
    {
        AssemblerRegisterZMM[] real = Reduced(Real), imaginary = Reduced(Imaginary);
        Label plain = code.CreateLabel();
        for (var i = 0; i < 5; i++)
        {
            code.vmovdqa64(real[i], Vector(rsi, 0, 0, i));
            code.vmovdqa64(imaginary[i], Vector(rsi, 0, 1, i));
        }

        code.test(r9, r9);
        code.jz(plain);
        for (var i = 0; i < 5; i++)
        {
            code.vmovdqa64(First, imaginary[i]);
            code.vpbroadcastq(imaginary[i], __qword_ptr[rcx + TowerConstants.Multiple(2, i)]);
            code.vpsubq(imaginary[i], imaginary[i], First);
        }

        Normalize(imaginary, First);
        code.Label(ref plain);
        Store(r8, RightOperand, real, imaginary);
        SumOfProducts(new LaneTerm(Whole(rdx, 0), Whole(r8, RightOperand)));
        Reduce();
        NormalizeAndStore();
    }

    /// <summary>out = a with odd coefficients negated: a^(q⁶).</summary>
    public void Conjugate()
    {
        code.mov(eax, OddLanes);
        code.kmovb(k1, eax);
        Negate(Reduced(Real), 0);
        Negate(Reduced(Imaginary), 1);
        FoldAndStore();

        void Negate(AssemblerRegisterZMM[] x, int row)
        {
            for (var i = 0; i < 5; i++)
            {
                code.vmovdqa64(First, Vector(rsi, 0, row, i));
                code.vpaddq(x[i], First, Multiple(1, i));
                code.vpbroadcastq(Second, __qword_ptr[rcx + TowerConstants.Multiple(3, i)]);
                code.vpsubq(x[i].k1, Second, First);
            }
        }
    }

    private void NormalizeAndStore()
    {
        AssemblerRegisterZMM[] real = Reduced(Real), imaginary = Reduced(Imaginary);
        Normalize(real, First);
        Normalize(imaginary, Second);
        Store(rdi, 0, real, imaginary);
    }

    private void FoldAndStore()
    {
        AssemblerRegisterZMM[] real = Reduced(Real), imaginary = Reduced(Imaginary);
        Fold(real, First);
        Fold(imaginary, Second);
        Store(rdi, 0, real, imaginary);
    }

    /// <summary>Stores ξ·x = (9r − i) + (r + 9i)u of an element in memory, perhaps rotated up by two lanes.</summary>
    private void StoreXi(AssemblerRegister64 pointer, int offset, int multiple, bool rotate)
    {
        AssemblerRegisterZMM[] real = Reduced(Real), imaginary = Reduced(Imaginary);
        for (var i = 0; i < 5; i++)
        {
            code.vmovdqa64(Left[i], Vector(pointer, offset, 0, i));
            code.vmovdqa64(Right[i], Vector(pointer, offset, 1, i));
        }

        TimesXi(real, imaginary, multiple);
        Normalize(real, First);
        Normalize(imaginary, Second);
        for (var i = 0; rotate && i < 5; i++)
        {
            code.valignq(real[i], real[i], real[i], UpTwoLanes);
            code.valignq(imaginary[i], imaginary[i], imaginary[i], UpTwoLanes);
        }

        Store(r8, XiOperand, real, imaginary);
    }

    /// <summary>(real, imaginary) = ξ·(Left, Right) + multiple·q in the real part, limbs not carried.</summary>
    private void TimesXi(AssemblerRegisterZMM[] real, AssemblerRegisterZMM[] imaginary, int multiple)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vpsllq(real[i], Left[i], 3);
            code.vpsllq(imaginary[i], Right[i], 3);
            code.vpaddq(real[i], real[i], Left[i]);
            code.vpaddq(imaginary[i], imaginary[i], Right[i]);
            code.vpsubq(real[i], real[i], Right[i]);
            code.vpaddq(imaginary[i], imaginary[i], Left[i]);
            code.vpaddq(real[i], real[i], Multiple(multiple, i));
        }
    }
}
