using System.Numerics;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>
/// Evaluates expressions over the integers on their whole padded space, generic over the integer type.
/// </summary>
public static class ExpressionValues
{
    /// <summary>
    /// Runs a computation in <see cref="long"/>, and in a wider integer only if that overflows: all arithmetic is
    /// checked, so the result is always the exact one.
    /// </summary>
    public static TResult InNarrowest<TResult>(
        Func<TResult> inLong, Func<TResult> inInt128, Func<TResult> inBigInteger)
    {
        try
        {
            return inLong();
        }
        catch (OverflowException)
        {
            try
            {
                return inInt128();
            }
            catch (OverflowException)
            {
                return inBigInteger();
            }
        }
    }

    /// <summary>The numerators Σ terms, before the division by 2^Shift, at every padded index.</summary>
    /// <exception cref="OverflowException">T is too narrow for the values.</exception>
    public static T[] Numerators<T>(Expression expression, long[][] columns)
        where T : IBinaryInteger<T>
    {
        var values = new T[expression.Space.Size];
        // BigInteger's default is a valid zero, as is that of the fixed-width types.
        foreach (var term in expression.Terms)
        {
            if (term.Column == Term.Constant) AddConstant(values, expression.Space, term);
            else AddColumn(values, expression.Space, term, columns[term.Column]);
        }
        return values;
    }

    private static void AddConstant<T>(T[] values, IndexSpace space, Term term)
        where T : IBinaryInteger<T>
    {
        var coefficient = T.CreateChecked(term.Coefficient);
        var full = space.IsFull;
        for (var i = 0; i < values.Length; i++)
        {
            if (full || space.IsReal(i)) values[i] = checked(values[i] + coefficient);
        }
    }

    private static void AddColumn<T>(T[] values, IndexSpace space, Term term, long[] column)
        where T : IBinaryInteger<T>
    {
        var coefficient = T.CreateChecked(term.Coefficient);
        if (TermView.IsIdentity(space, term))
        {
            for (var i = 0; i < values.Length; i++) values[i] = checked(values[i] + (coefficient * T.CreateChecked(column[i])));
            return;
        }
        var entry = TermView.Gather(space, term);
        var masked = TermView.MaskedAxes(space, term);
        for (var i = 0; i < values.Length; i++)
        {
            if (masked.Length > 0 && !TermView.IsWithin(space, masked, i)) continue;
            values[i] = checked(values[i] + (coefficient * T.CreateChecked(column[entry[i]])));
        }
    }
}
