using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Polynomials;

/// <summary>Univariate polynomials as coefficient spans, the constant term first.</summary>
public static class Univariate
{
    /// <summary>The value at x (Horner); zero for no coefficients.</summary>
    public static T Evaluate<T>(ReadOnlySpan<T> coefficients, T x)
        where T : struct, IScalar<T>
    {
        T value = T.Zero;
        for (var i = coefficients.Length - 1; i >= 0; i--) value = (value * x) + coefficients[i];
        return value;
    }

    /// <summary>Divides p(X) by X − a: the quotient of n − 1 coefficients, into a destination that may be the input.</summary>
    /// <returns>The remainder p(a).</returns>
    /// <exception cref="ArgumentException">No coefficients, or the quotient is not one shorter.</exception>
    public static Fr DivideByLinear(ReadOnlySpan<Fr> coefficients, Fr a, Span<Fr> quotient)
    {
        if (coefficients.Length == 0 || quotient.Length != coefficients.Length - 1)
        {
            throw new ArgumentException("The quotient by X − a has one coefficient less than the polynomial.");
        }
        Fr running = coefficients[^1];
        for (var i = coefficients.Length - 2; i >= 0; i--)
        {
            Fr next = coefficients[i] + (a * running);
            quotient[i] = running;
            running = next;
        }

        return running;
    }

    /// <summary>The coefficients of the polynomial of degree below n with p(i) = values[i] for i = 0, …, n − 1.</summary>
    /// <remarks>Newton's divided differences; quadratic in n, meant for the few values of a sumcheck round.</remarks>
    public static Fr[] Interpolate(ReadOnlySpan<Fr> values)
    {
        var n = values.Length;
        Fr[] differences = values.ToArray();
        for (var order = 1; order < n; order++)
        {
            Fr inverse = Fr.FromInt64(order).Invert();
            for (var i = n - 1; i >= order; i--) differences[i] = (differences[i] - differences[i - 1]) * inverse;
        }

        var coefficients = new Fr[n];
        for (var i = n - 1; i >= 0; i--)
        {
            // coefficients ← coefficients·(X − i) + differences[i]
            for (var j = n - 1 - i; j > 0; j--) coefficients[j] = coefficients[j - 1] - coefficients[j].MulSmall(i);
            coefficients[0] = differences[i] - coefficients[0].MulSmall(i);
        }

        return coefficients;
    }
}
