using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Msm;

/// <summary>
/// A queue of affine additions of neighbours in an array. Results are written to consecutive places from the front;
/// reads run ahead of writes, so the queue compacts in place. Coordinates are gathered into arrays of their own, so that
/// a batch is a dozen element-wise operations: six products per addition, three of them for the shared inversion.
/// </summary>
internal sealed class AffineAdditions
{
    /// <summary>Columns of the strided batch inversion: running products advance this many at a time.</summary>
    private const int Lanes = 32;

    private readonly G1Affine[] points;
    private readonly int capacity;
    private readonly int[] targets;
    private readonly List<int> doublings = [];
    private readonly Fq[] x1;
    private readonly Fq[] y1;
    private readonly Fq[] x2;
    private readonly Fq[] y2;
    private readonly Fq[] slope;
    private readonly Fq[] denominators;
    private readonly Fq[] products;
    private int queued;
    private int written;

    public AffineAdditions(G1Affine[] points, int capacity)
    {
        this.points = points;
        this.capacity = (capacity + Lanes - 1) / Lanes * Lanes;
        targets = new int[this.capacity];
        x1 = new Fq[this.capacity];
        y1 = new Fq[this.capacity];
        x2 = new Fq[this.capacity];
        y2 = new Fq[this.capacity];
        slope = new Fq[this.capacity];
        denominators = new Fq[this.capacity];
        products = new Fq[this.capacity];
    }

    /// <summary>Begins a new pass over the array, writing from its front.</summary>
    public void Restart() => written = 0;

    /// <summary>Queues points[index] + points[index + 1].</summary>
    public void AddPair(int index)
    {
        ref readonly G1Affine left = ref points[index];
        ref readonly G1Affine right = ref points[index + 1];
        if (left.IsIdentity || right.IsIdentity || left.X == right.X)
        {
            AddSpecial(index);
            return;
        }

        Enqueue(left, right);
    }

    /// <summary>Copies points[index]: its new place is never ahead of a point still to be read.</summary>
    public void Move(int index) => points[written++] = points[index];

    /// <summary>Executes everything queued.</summary>
    public void Flush()
    {
        if (queued == 0)
            return;
        int n = queued;
        Span<Fq> numerators = slope.AsSpan(0, n);
        FqVector.Subtract(x2.AsSpan(0, n), x1.AsSpan(0, n), denominators.AsSpan(0, n));
        FqVector.Subtract(y2.AsSpan(0, n), y1.AsSpan(0, n), numerators);
        foreach (int i in doublings)
        {
            Fq square = x1[i].Square();
            slope[i] = square.Double() + square;
            denominators[i] = y1[i].Double();
        }

        InvertDenominators(n);
        FqVector.Multiply(numerators, denominators.AsSpan(0, n), numerators);
        Finish(n);
        doublings.Clear();
        queued = 0;
    }

    /// <summary>x = λ² − x1 − x2, y = λ·(x1 − x) − y1, written to the targets.</summary>
    private void Finish(int n)
    {
        Span<Fq> lambda = slope.AsSpan(0, n), x = products.AsSpan(0, n), y = denominators.AsSpan(0, n);
        FqVector.Multiply(lambda, lambda, x);
        FqVector.Subtract(x, x1.AsSpan(0, n), x);
        FqVector.Subtract(x, x2.AsSpan(0, n), x);
        FqVector.Subtract(x1.AsSpan(0, n), x, y);
        FqVector.Multiply(lambda, y, y);
        FqVector.Subtract(y, y1.AsSpan(0, n), y);
        for (int i = 0; i < n; i++)
            points[targets[i]] = new(x[i], y[i]);
    }

    /// <summary>
    /// Montgomery's trick over <see cref="Lanes"/> independent columns: running products row by row, one scalar
    /// inversion of the last row, and back. The queue is filled up with ones to a whole row.
    /// </summary>
    private void InvertDenominators(int n)
    {
        int rows = (n + Lanes - 1) / Lanes;
        denominators.AsSpan(n, (rows * Lanes) - n).Fill(Fq.One);
        denominators.AsSpan(0, Lanes).CopyTo(products);
        for (int r = 1; r < rows; r++)
            FqVector.Multiply(Row(products, r - 1), Row(denominators, r), Row(products, r));
        Span<Fq> inverse = stackalloc Fq[Lanes];
        Span<Fq> next = stackalloc Fq[Lanes];
        Row(products, rows - 1).CopyTo(inverse);
        FieldBatch.Invert(inverse, next);
        for (int r = rows - 1; r >= 1; r--)
        {
            FqVector.Multiply(inverse, Row(denominators, r), next);
            FqVector.Multiply(inverse, Row(products, r - 1), Row(denominators, r));
            next.CopyTo(inverse);
        }

        inverse.CopyTo(denominators);
    }

    private static Span<Fq> Row(Fq[] values, int row) => values.AsSpan(row * Lanes, Lanes);

    /// <summary>Sums that need no chord: with infinity, of opposite points, and doublings.</summary>
    private void AddSpecial(int index)
    {
        G1Affine left = points[index], right = points[index + 1];
        if (left.IsIdentity || right.IsIdentity)
        {
            points[written++] = left.IsIdentity ? right : left;
            return;
        }

        // A point of order two does not exist in a group of odd order, so equal points always have a tangent.
        if (left.Y != right.Y)
        {
            points[written++] = default;
            return;
        }

        doublings.Add(queued);
        Enqueue(left, right);
    }

    private void Enqueue(in G1Affine left, in G1Affine right)
    {
        x1[queued] = left.X;
        y1[queued] = left.Y;
        x2[queued] = right.X;
        y2[queued] = right.Y;
        targets[queued++] = written++;
        if (queued == capacity)
            Flush();
    }
}
