using System.Numerics;

namespace Zkml.Circuits.Tables.Functions;

/// <summary>
/// Powers <c>e^(−n/2^p)</c> for integers n in [0, 2^42), or of another bound 2^b, as integers with a given number of
/// fractional bits. The error of every value is below 2^<see cref="ErrorBits"/> units of the last bit, or 2^(b+11).
/// </summary>
/// <remarks>
/// All numbers lie in [0, 1], so with errors a and b of the factors, the truncated product is off by at most a + b + 1.
/// The series has fewer than 2^8 terms at up to 1400 bits, each off by less than 2, and a tail below 3: error below
/// 2^10. Squaring k times multiplies that by 2^k and adds less than 2^k. A product takes each square at most once, so
/// the errors sum to less than (2^10 + 1) · 2^42 + 42, and below 2^53 in all.
/// </remarks>
internal sealed class FixedPointExponential
{
    /// <summary>log2 of the error bound, in units of the last bit.</summary>
    public const int ErrorBits = 53;

    private const int DefaultExponentBits = 42;

    private readonly int fraction;
    private readonly BigInteger one;
    private readonly BigInteger[] powers;

    /// <param name="p">The exponent's fractional bits, at least 0.</param>
    /// <param name="fraction">The values' fractional bits, at most 1400.</param>
    /// <param name="exponentBits">b: the exponents' bits.</param>
    public FixedPointExponential(int p, int fraction, int exponentBits = DefaultExponentBits)
    {
        this.fraction = fraction;
        powers = new BigInteger[exponentBits];
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

    /// <summary>One power and its error bound; a power of an n of more bits is 0, off by one, when n/2^p is above the fraction.</summary>
    public (BigInteger Power, BigInteger Error) Power(BigInteger n)
    {
        if (n.GetBitLength() > powers.Length) return (BigInteger.Zero, BigInteger.One);
        var power = one;
        for (var k = 0; k < powers.Length; k++)
        {
            if (!((n >> k) & 1).IsZero) power = Multiply(power, powers[k]);
        }
        return (power, BigInteger.One << (powers.Length + 11));
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
