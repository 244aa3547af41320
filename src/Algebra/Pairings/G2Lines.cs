using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Pairings;

/// <summary>
/// Computes the lines of a point in homogeneous coordinates (Aranha et al., eprint 2010/526; Costello, Lange and
/// Naehrig, eprint 2009/615) and divides all of them by their leading coefficients with one inversion.
/// </summary>
internal ref struct G2Lines
{
    // 3b' = 9/(9 + u) for the twist y² = x³ + b'.
    private static readonly Fq2 ThreeB = new Fq2(Fq.FromUInt64(9), Fq.One).Invert() * Fq.FromUInt64(9);

    private readonly Span<Fq> negatedSlopes;
    private readonly Span<Fq> intercepts;
    private readonly Span<Fq> denominators;
    private Fq2 x;
    private Fq2 y;
    private Fq2 z;
    private int count;

    private G2Lines(in G2Affine point, Span<Fq> lines, Span<Fq> denominators)
    {
        (x, y, z, count) = (point.X, point.Y, Fq2.One, 0);
        var half = lines.Length / 2;
        negatedSlopes = lines[..half];
        intercepts = lines[half..];
        this.denominators = denominators;
    }

    /// <summary>The lines in the layout of <see cref="G2Prepared.Lines"/>.</summary>
    public static Fq[] Of(in G2Affine point, KernelSet kernels)
    {
        var count = AteLoop.LineCount;
        var lines = new Fq[4 * count];
        var denominators = new Fq[2 * count];
        var walk = new G2Lines(point, lines, denominators);
        ReadOnlySpan<sbyte> digits = AteLoop.Digits;
        G2Affine negated = -point;
        for (var i = digits.Length - 2; i >= 0; i--)
        {
            walk.Double();
            if (digits[i] != 0) walk.Add(digits[i] > 0 ? point : negated);
        }

        G2Affine first = Frobenius(point);
        walk.Add(first);
        walk.Add(-Frobenius(first));
        Divide(lines.AsSpan(0, 2 * count), lines.AsSpan(2 * count), denominators, kernels);
        return lines;
    }

    /// <summary>The q-power Frobenius carried to the twist: (x̄·γ_2, ȳ·γ_3).</summary>
    private static G2Affine Frobenius(in G2Affine point) => new(
        point.X.Conjugate() * FrobeniusConstants.Gamma[2],
        point.Y.Conjugate() * FrobeniusConstants.Gamma[3]);

    /// <summary>T = 2T; slope 3X²/2YZ, intercept (Y² − 3b'Z²)/2YZ.</summary>
    private void Double()
    {
        Fq2 a = (x * y).Half();
        Fq2 b = y.Square();
        Fq2 c = z.Square();
        Fq2 e = ThreeB * c;
        Fq2 f = e.Double() + e;
        Fq2 g = (b + f).Half();
        Fq2 h = (y + z).Square() - (b + c);
        Fq2 j = x.Square();
        Fq2 e2 = e.Square();
        Record(-(j.Double() + j), b - e, h);
        x = a * (b - f);
        y = g.Square() - (e2.Double() + e2);
        z = b * h;
    }

    /// <summary>T = T + Q; slope θ/λ, intercept (θ·x_Q − λ·y_Q)/λ with θ = Y − y_Q·Z and λ = X − x_Q·Z.</summary>
    private void Add(in G2Affine q)
    {
        Fq2 theta = y - (q.Y * z);
        Fq2 lambda = x - (q.X * z);
        Record(-theta, (theta * q.X) - (lambda * q.Y), lambda);
        Fq2 c = theta.Square();
        Fq2 d = lambda.Square();
        Fq2 e = lambda * d;
        Fq2 f = z * c;
        Fq2 g = x * d;
        Fq2 h = e + f - g.Double();
        x = lambda * h;
        y = (theta * (g - h)) - (e * y);
        z *= e;
    }

    private void Record(in Fq2 negatedSlope, in Fq2 intercept, in Fq2 denominator)
    {
        Put(negatedSlopes, negatedSlope);
        Put(intercepts, intercept);
        Put(denominators, denominator);
        count++;
    }

    private readonly void Put(Span<Fq> parts, in Fq2 value)
    {
        parts[count] = value.C0;
        parts[(parts.Length / 2) + count] = value.C1;
    }

    // The loop adds distinct multiples of a point of prime order r, all far below r, so no chord is vertical except
    // possibly for points outside the subgroup; there the zero inverse gives a meaningless line and no error.
    private static void Divide(Span<Fq> slopes, Span<Fq> intercepts, Span<Fq> denominators, KernelSet kernels)
    {
        FqVector fq = kernels.Fq;
        var count = denominators.Length / 2;
        Span<Fq> real = denominators[..count], imaginary = denominators[count..];
        Span<Fq> norms = new Fq[count], products = new Fq[count];
        fq.Multiply(real, real, norms);
        fq.Multiply(imaginary, imaginary, products);
        for (var i = 0; i < count; i++)
        {
            norms[i] += products[i];
            imaginary[i] = -imaginary[i];
        }

        FieldBatch.Invert(norms, products, kernels.Over<FqModulus>());
        fq.Multiply(real, norms, real);
        fq.Multiply(imaginary, norms, imaginary);
        Span<Fq> cross = new Fq[count];
        Multiply(slopes[..count], slopes[count..], real, imaginary, products, cross, fq);
        Multiply(intercepts[..count], intercepts[count..], real, imaginary, products, cross, fq);
    }

    /// <summary>(a + bu) *= (c + du) element by element.</summary>
    private static void Multiply(
        Span<Fq> a, Span<Fq> b, ReadOnlySpan<Fq> c, ReadOnlySpan<Fq> d, Span<Fq> products, Span<Fq> cross, FqVector fq)
    {
        fq.Multiply(a, d, cross);
        fq.Multiply(a, c, a);
        fq.Multiply(b, d, products);
        fq.Subtract(a, products, a);
        fq.Multiply(b, c, b);
        for (var i = 0; i < b.Length; i++) b[i] += cross[i];
    }
}
