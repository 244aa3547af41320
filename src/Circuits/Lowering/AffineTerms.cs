using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>Arithmetic on the terms of expressions over one index space. Coefficients are checked 64-bit integers.</summary>
internal static class AffineTerms
{
    public static readonly IReadOnlyList<Term> Zero = [];

    /// <summary>The column itself, with the identity view.</summary>
    public static IReadOnlyList<Term> Of(Column column, long coefficient = 1) =>
        [new Term(coefficient, column.Id, [.. Enumerable.Range(0, column.Space.Variables)])];

    public static IReadOnlyList<Term> Constant(long value) => value == 0 ? Zero : [Term.Of(value)];

    public static IReadOnlyList<Term> Scale(IReadOnlyList<Term> terms, long factor) =>
        factor == 0 ? Zero : [.. terms.Select(t => t with { Coefficient = checked(t.Coefficient * factor) })];

    /// <summary>The sum, with equal terms merged and zero ones dropped.</summary>
    public static IReadOnlyList<Term> Add(params IReadOnlyList<Term>[] parts)
    {
        var result = new List<Term>();
        foreach (var part in parts)
        {
            foreach (var term in part)
            {
                var k = result.FindIndex(t => t.Column == term.Column && t.View.AsSpan().SequenceEqual(term.View));
                if (k < 0) result.Add(term);
                else result[k] = term with { Coefficient = checked(result[k].Coefficient + term.Coefficient) };
            }
        }
        result.RemoveAll(t => t.Coefficient == 0);
        return result;
    }

    public static IReadOnlyList<Term> Subtract(IReadOnlyList<Term> a, IReadOnlyList<Term> b) => Add(a, Scale(b, -1));

    /// <summary>
    /// The terms seen from another space: variable v becomes <paramref name="map"/>[v], which may be a fixed bit.
    /// </summary>
    public static IReadOnlyList<Term> View(IReadOnlyList<Term> terms, int[] map) =>
        [.. terms.Select(t => t with { View = Array.ConvertAll(t.View, v => v < 0 ? v : map[v]) })];
}
