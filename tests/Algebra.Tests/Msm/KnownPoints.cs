using Zkml.Algebra.Curves;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Tests.Msm;

/// <summary>Points with known logarithms, so that a sum of any size has a second way to be computed: Σ s_i·a_i times G.</summary>
internal sealed class KnownPoints
{
    private readonly Fr[] logarithms;

    private KnownPoints(Fr[] logarithms, G1Affine[] points)
    {
        this.logarithms = logarithms;
        Points = points;
    }

    public G1Affine[] Points { get; }

    /// <summary>Distinct points.</summary>
    public static KnownPoints Walk(Sample sample, int count)
    {
        Fr start = sample.Fr(), step = sample.Fr();
        G1Projective point = G1Projective.Generator * start;
        G1Affine stride = (G1Affine.Generator * step).ToAffine();
        var points = new G1Projective[count];
        var logarithms = new Fr[count];
        for (var i = 0; i < count; i++)
        {
            points[i] = point;
            logarithms[i] = start;
            point += stride;
            start += step;
        }

        var affine = new G1Affine[count];
        G1Projective.Normalize(points, affine, KernelSet.Default);
        return new(logarithms, affine);
    }

    /// <summary>Points chosen by number from a few, negated where the number is negative; zero is infinity.</summary>
    public KnownPoints Choose(int count, Func<int, int> number)
    {
        var points = new G1Affine[count];
        var chosen = new Fr[count];
        for (var i = 0; i < count; i++)
        {
            var k = number(i);
            if (k == 0) continue;
            points[i] = k < 0 ? -Points[-k - 1] : Points[k - 1];
            chosen[i] = k < 0 ? -logarithms[-k - 1] : logarithms[k - 1];
        }

        return new(chosen, points);
    }

    /// <summary>What the sum must be.</summary>
    public G1Affine Expected(ReadOnlySpan<Fr> scalars)
    {
        Fr sum = Fr.Zero;
        for (var i = 0; i < scalars.Length; i++) sum += scalars[i] * logarithms[i];
        return (G1Projective.Generator * sum).ToAffine();
    }
}
