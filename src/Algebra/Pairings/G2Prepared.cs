using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Pairings;

/// <summary>
/// The lines of the optimal ate Miller loop of a fixed G2 point, in the order in which the loop consumes them. The
/// curve points stay affine: a line is then just its slope λ and intercept term, and a fixed point pays once.
/// </summary>
public sealed class G2Prepared
{
    private readonly Line[] lines;

    /// <summary>Prepares a point, which must be in the subgroup of order r; infinity has no lines.</summary>
    public G2Prepared(in G2Affine point)
    {
        Point = point;
        lines = point.IsIdentity ? [] : ComputeLines(point);
    }

    /// <summary>The point.</summary>
    public G2Affine Point { get; }

    internal bool IsIdentity => Point.IsIdentity;

    internal ReadOnlySpan<Line> Lines => lines;

    private static Line[] ComputeLines(in G2Affine point)
    {
        var result = new List<Line>(96);
        G2Affine current = point;
        ReadOnlySpan<sbyte> digits = AteLoop.Digits;
        for (int i = digits.Length - 2; i >= 0; i--)
        {
            Fq2 tangent = current.X.Square();
            current = Advance(result, current, current, (tangent.Double() + tangent) * current.Y.Double().Invert());
            if (digits[i] != 0)
                current = AddStep(result, current, digits[i] > 0 ? point : -point);
        }

        G2Affine first = Frobenius(point);
        current = AddStep(result, current, first);
        AddStep(result, current, -Frobenius(first));
        return [.. result];
    }

    // The loop adds distinct multiples of a point of prime order r, all far below r, so no chord is vertical except
    // possibly for points outside the subgroup; there the zero inverse gives a meaningless line and no error.
    private static G2Affine AddStep(List<Line> result, in G2Affine current, in G2Affine addend) =>
        Advance(result, current, addend, (addend.Y - current.Y) * (addend.X - current.X).Invert());

    private static G2Affine Advance(List<Line> result, in G2Affine current, in G2Affine addend, in Fq2 slope)
    {
        result.Add(new(-slope, (slope * current.X) - current.Y));
        Fq2 x = slope.Square() - current.X - addend.X;
        return new(x, (slope * (current.X - x)) - current.Y);
    }

    /// <summary>The q-power Frobenius carried to the twist: (x̄·γ_2, ȳ·γ_3).</summary>
    private static G2Affine Frobenius(in G2Affine point) => new(
        point.X.Conjugate() * FrobeniusConstants.Gamma[2],
        point.Y.Conjugate() * FrobeniusConstants.Gamma[3]);

    /// <summary>
    /// A line through untwisted points, evaluated at P = (x, y) as y + NegatedSlope·x·w + Intercept·w³ with the
    /// slope λ of the twist and Intercept = λ·x_T − y_T.
    /// </summary>
    internal readonly record struct Line(Fq2 NegatedSlope, Fq2 Intercept);
}
