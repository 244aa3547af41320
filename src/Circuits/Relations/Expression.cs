namespace Zkml.Circuits.Relations;

/// <summary>
/// <c>coefficient · column(view(i))</c>, or <c>coefficient</c> on the true entries of the space when
/// <see cref="Column"/> is <see cref="Constant"/>. The view gives, for each variable of the column, a variable of the
/// expression's space, or <see cref="Zero"/> / <see cref="One"/> for a fixed bit. Axes of the space of which the view
/// uses no variable are masked: the term is 0 where such an axis is padding (docs/protocol.md §3.3).
/// </summary>
public sealed record Term(long Coefficient, int Column, int[] View)
{
    public const int Constant = -1;

    /// <summary>Fixed bit 0 in a view.</summary>
    public const int Zero = -1;

    /// <summary>Fixed bit 1 in a view.</summary>
    public const int One = -2;

    public static Term Of(long constant) => new(constant, Constant, []);
}

/// <summary>
/// An affine combination over an index space, <c>(Σ terms) / 2^Shift</c> in the field. A shift is allowed only where a
/// lookup bounds the value, so that the division is exact over the integers.
/// </summary>
public sealed record Expression(IndexSpace Space, IReadOnlyList<Term> Terms, int Shift = 0);
