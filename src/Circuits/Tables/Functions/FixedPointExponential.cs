using System.Numerics;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>
/// Powers <c>e^(−n/2^p)</c> for integers n in [0, 2^42), as integers with a given number of fractional bits. The error
/// of every value is below 2^<see cref="ErrorBits"/> units of the last bit.
/// </summary>
/// <remarks>
/// All numbers lie in [0, 1], so with errors a and b of the factors, the truncated product is off by at most a + b + 1.
/// The series has fewer than 2^8 terms at up to 1024 bits, each off by less than 2, and a tail below 3: error below
/// 2^10. Squaring k times multiplies that by 2^k and adds less than 2^k. A product takes each square at most once, so
/// the errors sum to less than (2^10 + 1) · 2^42 + 42, and below 2^53 in all.
/// </remarks>
internal sealed class FixedPointExponential
{
    /// <summary>log2 of the error bound, in units of the last bit.</summary>
    public const int ErrorBits = 53;

    private const int MaxExponentBits = 42;

    private readonly int fraction;
    private readonly BigInteger one;
    private readonly BigInteger[] powers = new BigInteger[MaxExponentBits];

    /// <param name="p">The exponent's fractional bits, at least 0.</param>
    /// <param name="fraction">The values' fractional bits, at most 1024.</param>
    public FixedPointExponential(int p, int fraction)
    {
        this.fraction = fraction;
        one = BigInteger.One << fraction;
        powers[0] = Series(p);
        for (var k = 1; k < powers.Length; k++) powers[k] = Multiply(powers[k - 1], powers[k - 1]);
    }

    /// <summary>The powers for n = first · step, (first + 1) · step, …, where step is 2^<paramref name="stepBits"/>.</summary>
    public BigInteger[] Range(long first, int count, int stepBits)
    {
        var values = new BigInteger[count];
        values[0] = one;
        for (var k = 0; (first << stepBits) >> k != 0; k++)
        {
            if ((((first << stepBits) >> k) & 1) == 1) values[0] = Multiply(values[0], powers[k]);
        }
        // Entry i with top bit k is entry i − 2^k times one power: every entry is a product of few factors.
        for (var k = 0; 1 << k < count; k++)
        {
            for (var i = 1 << k; i < Math.Min(count, 2 << k); i++) values[i] = Multiply(values[i - (1 << k)], powers[k + stepBits]);
        }
        return values;
    }

    private BigInteger Multiply(BigInteger a, BigInteger b) => (a * b) >> fraction;

    // Σ (−2^−p)^k / k!, whose terms fall in magnitude from the first on.
    private BigInteger Series(int p)
    {
        var (sum, term) = (one, one);
        for (var k = 1; !term.IsZero; k++)
        {
            term = (term >> p) / k;
            sum += (k & 1) == 1 ? -term : term;
        }
        return sum;
    }
}
