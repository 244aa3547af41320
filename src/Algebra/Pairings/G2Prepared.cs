using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Pairings;

/// <summary>
/// The lines of the optimal ate Miller loop of a fixed G2 point, in the order in which the loop consumes them. A line
/// through untwisted points is y + NegatedSlope·x·w + Intercept·w³ at (x, y), with the slope λ of the twist and
/// Intercept = λ·x_T − y_T; a fixed point pays for them once.
/// </summary>
public sealed class G2Prepared
{
    /// <summary>Prepares a point, which must be in the subgroup of order r; infinity has no lines.</summary>
    /// <param name="point">The point.</param>
    /// <param name="kernels">Null for those that the program starts with.</param>
    public G2Prepared(in G2Affine point, KernelSet? kernels = null)
    {
        Point = point;
        Lines = point.IsIdentity ? [] : G2Lines.Of(point, kernels ?? KernelSet.Default);
    }

    /// <summary>The point.</summary>
    public G2Affine Point { get; }

    internal bool IsIdentity => Point.IsIdentity;

    /// <summary>Real parts of all negated slopes, their imaginary parts, real and imaginary parts of all intercepts.</summary>
    internal Fq[] Lines { get; }
}
