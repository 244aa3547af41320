using Zkml.Algebra.Fields;

namespace Zkml.Verifier.Arithmetic;

/// <summary>
/// A sumcheck round polynomial as sent: all coefficients but the linear one, which follows from
/// <c>s(0) + s(1) = claim</c> (docs/protocol.md §2.4).
/// </summary>
public static class RoundPolynomial
{
    /// <summary><c>s(r)</c>, with <c>sent = (c_0, c_2, …, c_d)</c> and <c>c_1 = claim − 2c_0 − c_2 − … − c_d</c>.</summary>
    public static T Evaluate<T>(ReadOnlySpan<T> sent, T claim, T r)
        where T : struct, IScalar<T>
    {
        var linear = claim - sent[0] - sent[0];
        var high = T.Zero;
        for (var k = sent.Length - 1; k >= 1; k--)
        {
            linear -= sent[k];
            high = (high * r) + sent[k];
        }
        return sent[0] + (r * (linear + (r * high)));
    }
}
