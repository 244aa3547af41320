namespace Zkml.Algebra.Pairings.Tower;

/// <summary>The final exponentiation over lane elements, by the same chain as <see cref="FinalExponentiation"/>.</summary>
internal static class LaneFinalExponentiation
{
    /// <summary>f^((q² + 1)·(q⁴ − q² + 1)/r) for f = x^(q⁶ − 1); takes 12 more elements.</summary>
    public static LaneElement Apply(ref LaneArea area, LaneElement easy)
    {
        LaneElement f = area.New();
        area.Frobenius(f, easy, 2);
        area.Multiply(f, f, easy);
        return HardPart(ref area, f);
    }

    /// <summary>y0·y1²·y2⁶·y3¹²·y4¹⁸·y5³⁰·y6³⁶ with the y of <see cref="FinalExponentiation"/>.</summary>
    private static LaneElement HardPart(ref LaneArea area, LaneElement f)
    {
        LaneElement fx = area.New(), fx2 = area.New(), fx3 = area.New();
        var powers = new OddPowers(ref area);
        powers.PowX(area, fx, f);
        powers.PowX(area, fx2, fx);
        powers.PowX(area, fx3, fx2);

        LaneElement t0 = area.New(), t1 = area.New(), t2 = area.New();
        area.Frobenius(t0, fx3, 1);
        area.Multiply(t0, t0, fx3);
        area.SquareCyclotomic(t0, t0);
        area.Frobenius(t1, fx2, 1);
        area.Multiply(t1, t1, fx);
        area.Multiply(t0, t0, t1);
        area.Multiply(t0, t0, fx2);
        area.Conjugate(t0, t0);

        // t0 = y6²·y4·y5; t1 = (y3·y5·t0)², where y3·y5 is the inverse of fx^q·fx2.
        area.Frobenius(t1, fx, 1);
        area.Multiply(t1, t1, fx2);
        area.Conjugate(t1, t1);
        area.Multiply(t1, t1, t0);
        area.SquareCyclotomic(t1, t1);

        // t1 = (t1·t0·y2)².
        area.Frobenius(t2, fx2, 2);
        area.Multiply(t0, t0, t2);
        area.Multiply(t1, t1, t0);
        area.SquareCyclotomic(t1, t1);

        // (t1·y1)²·t1·y0.
        area.Conjugate(t0, f);
        area.Multiply(t0, t0, t1);
        area.SquareCyclotomic(t0, t0);
        for (var power = 1; power <= 3; power++)
        {
            area.Frobenius(t2, f, power);
            area.Multiply(t1, t1, t2);
        }

        area.Multiply(t0, t0, t1);
        return t0;
    }

    /// <summary>f^x by the width-4 signed digits of x: 63 squarings, 16 products.</summary>
    private readonly ref struct OddPowers
    {
        // f, f³, f⁵ and f⁷.
        private readonly LaneElement[] odd;
        private readonly LaneElement inverse;

        public OddPowers(ref LaneArea area)
        {
            odd = [default, area.New(), area.New(), area.New()];
            inverse = area.New();
        }

        public void PowX(LaneArea area, LaneElement result, LaneElement f)
        {
            area.SquareCyclotomic(result, f);
            odd[0] = f;
            for (var i = 1; i < odd.Length; i++) area.Multiply(odd[i], odd[i - 1], result);
            ReadOnlySpan<sbyte> digits = AteLoop.ParameterDigits;
            var zeros = 0;
            LaneElement power = odd[digits[^1] >> 1];
            for (var i = digits.Length - 2; i >= 0; i--)
            {
                zeros++;
                if (digits[i] == 0) continue;
                area.SquareCyclotomic(result, power, zeros);
                power = result;
                zeros = 0;
                area.Multiply(result, result, Factor(area, digits[i]));
            }
        }

        private LaneElement Factor(LaneArea area, int digit)
        {
            LaneElement factor = odd[Math.Abs(digit) >> 1];
            if (digit > 0) return factor;
            area.Conjugate(inverse, factor);
            return inverse;
        }
    }
}
