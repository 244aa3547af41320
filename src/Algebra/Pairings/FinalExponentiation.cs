namespace Zkml.Algebra.Pairings;

/// <summary>
/// f^((q¹² − 1)/r), as (q⁶ − 1)(q² + 1) by Frobenius maps and then the hard part (q⁴ − q² + 1)/r with the addition
/// chain of Scott et al., "On the final exponentiation for calculating pairings" (eprint 2008/490).
/// </summary>
internal static class FinalExponentiation
{
    public static Fq12 Apply(in Fq12 value)
    {
        Fq12 easy = value.Conjugate() * value.Invert();
        return HardPart(easy.Frobenius().Frobenius() * easy);
    }

    private static Fq12 HardPart(in Fq12 f)
    {
        Fq12 fx = PowX(f);
        Fq12 fx2 = PowX(fx);
        Fq12 fx3 = PowX(fx2);
        Fq12 fq = f.Frobenius();
        Fq12 fq2 = fq.Frobenius();
        Fq12 y0 = fq * fq2 * fq2.Frobenius();
        Fq12 y1 = f.Conjugate();
        Fq12 fx2q = fx2.Frobenius();
        Fq12 y2 = fx2q.Frobenius();
        Fq12 y3 = fx.Frobenius().Conjugate();
        Fq12 y4 = (fx * fx2q).Conjugate();
        Fq12 y5 = fx2.Conjugate();
        Fq12 y6 = (fx3 * fx3.Frobenius()).Conjugate();

        // y0·y1²·y2⁶·y3¹²·y4¹⁸·y5³⁰·y6³⁶
        Fq12 t0 = y6.CyclotomicSquare() * y4 * y5;
        Fq12 t1 = y3 * y5 * t0;
        t0 *= y2;
        t1 = (t1.CyclotomicSquare() * t0).CyclotomicSquare();
        t0 = t1 * y1;
        t1 *= y0;
        return t0.CyclotomicSquare() * t1;
    }

    /// <summary>f^x for the curve parameter x: 63 squarings and 16 products by f, f³, f⁵, f⁷ and their conjugates.</summary>
    private static Fq12 PowX(in Fq12 f)
    {
        Fq12 square = f.CyclotomicSquare();
        var odd = new Fq12[4];
        odd[0] = f;
        for (var i = 1; i < odd.Length; i++) odd[i] = odd[i - 1] * square;
        ReadOnlySpan<sbyte> digits = AteLoop.ParameterDigits;
        Fq12 result = odd[digits[^1] >> 1];
        for (var i = digits.Length - 2; i >= 0; i--)
        {
            result = result.CyclotomicSquare();
            if (digits[i] > 0) result *= odd[digits[i] >> 1];
            else if (digits[i] < 0) result *= odd[-digits[i] >> 1].Conjugate();
        }

        return result;
    }
}
