using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Msm;

/// <summary>
/// A queue of affine additions of neighbours in an array. Results are written to consecutive places from the front;
/// reads run ahead of writes, so the queue compacts in place. About six field products per addition: three for the
/// shared inversion, three for the chord.
/// </summary>
internal sealed class AffineAdditions
{
    private readonly G1Affine[] points;
    private readonly int[] sources;
    private readonly Fq[] denominators;
    private readonly Fq[] scratch;
    private int queued;
    private int written;

    public AffineAdditions(G1Affine[] points, int capacity)
    {
        this.points = points;
        sources = new int[capacity];
        denominators = new Fq[capacity];
        scratch = new Fq[capacity];
    }

    /// <summary>Begins a new pass over the array, writing from its front.</summary>
    public void Restart() => written = 0;

    /// <summary>Queues points[index] + points[index + 1].</summary>
    public void AddPair(int index)
    {
        if (queued == sources.Length)
            Flush();
        sources[queued] = index;
        denominators[queued++] = Denominator(points[index], points[index + 1]);
    }

    /// <summary>Queues a plain copy of points[index].</summary>
    public void Move(int index)
    {
        if (queued == 0)
        {
            points[written++] = points[index];
            return;
        }

        if (queued == sources.Length)
            Flush();
        sources[queued] = ~index;
        denominators[queued++] = default;
    }

    /// <summary>Executes everything queued.</summary>
    public void Flush()
    {
        FieldBatch.Invert(denominators.AsSpan(0, queued), scratch);
        for (int i = 0; i < queued; i++)
        {
            int index = sources[i];
            points[written++] = index < 0
                ? points[~index]
                : Add(points[index], points[index + 1], denominators[i]);
        }

        queued = 0;
    }

    /// <summary>The denominator of the slope; zero where the sum needs none.</summary>
    private static Fq Denominator(in G1Affine left, in G1Affine right)
    {
        if (left.IsIdentity || right.IsIdentity)
            return default;
        Fq difference = right.X - left.X;
        if (!difference.IsZero)
            return difference;
        return left.Y == right.Y ? left.Y.Double() : default;
    }

    private static G1Affine Add(in G1Affine left, in G1Affine right, in Fq inverse)
    {
        if (inverse.IsZero)
            return left.IsIdentity ? right : right.IsIdentity ? left : default;
        Fq slope = left.X == right.X ? Tangent(left) : right.Y - left.Y;
        Fq.Multiply(slope, inverse, out slope);
        Fq x = slope.Square() - left.X - right.X;
        Fq.Multiply(slope, left.X - x, out Fq y);
        return new(x, y - left.Y);
    }

    private static Fq Tangent(in G1Affine point)
    {
        Fq square = point.X.Square();
        return square.Double() + square;
    }
}
