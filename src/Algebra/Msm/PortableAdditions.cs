using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Msm;

/// <summary>The batches of <see cref="PointAdditions"/> in plain C#.</summary>
internal sealed unsafe class PortableAdditions(KernelSet kernels)
{
    private const int Batch = 512;

    private readonly Fq[] denominators = new Fq[Batch];
    private readonly Fq[] scratch = new Fq[Batch];

    /// <summary>See <see cref="PointAdditions.Add"/>.</summary>
    public void Add(G1Affine* source, G1Affine* target, uint* left, uint* right, uint* places, int count)
    {
        for (var done = 0; done < count; done += Batch)
        {
            AddBatch(source, target, left + done, right + done, places + done, Math.Min(Batch, count - done));
        }
    }

    private void AddBatch(G1Affine* source, G1Affine* target, uint* left, uint* right, uint* places, int count)
    {
        for (var i = 0; i < count; i++)
        {
            denominators[i] = Denominator(SpecialSums.Read(source, left[i]), SpecialSums.Read(source, right[i]));
        }
        FieldBatch.Invert(denominators.AsSpan(0, count), scratch, kernels.Over<FqModulus>());
        for (var i = 0; i < count; i++)
        {
            G1Affine a = SpecialSums.Read(source, left[i]), b = SpecialSums.Read(source, right[i]);
            target[places[i]] = denominators[i].IsZero ? WithoutSlope(a, b) : WithSlope(a, b, denominators[i]);
        }
    }

    /// <summary>Of the chord's slope, or the tangent's; zero where the sum needs none.</summary>
    private static Fq Denominator(in G1Affine a, in G1Affine b)
    {
        if (a.IsIdentity || b.IsIdentity) return default;
        if (a.X != b.X) return b.X - a.X;
        return a.Y == b.Y ? a.Y.Double() : default;
    }

    private static G1Affine WithoutSlope(in G1Affine a, in G1Affine b) =>
        a.IsIdentity ? b : b.IsIdentity ? a : default;

    private static G1Affine WithSlope(in G1Affine a, in G1Affine b, in Fq inverse)
    {
        Fq square = a.X.Square();
        Fq numerator = a.X == b.X ? square.Double() + square : b.Y - a.Y;
        Fq slope = numerator * inverse;
        Fq x = slope.Square() - a.X - b.X;
        return new(x, (slope * (a.X - x)) - a.Y);
    }
}
