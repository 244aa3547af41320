using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Curves;

/// <summary>A point of G1 in Jacobian coordinates; <c>default</c> is infinity. All operations are complete.</summary>
public readonly struct G1Projective : IEquatable<G1Projective>
{
    private readonly Jacobian<Fq> point;

    /// <summary>The same point, in Jacobian coordinates.</summary>
    public G1Projective(in G1Affine affine) =>
        point = affine.IsIdentity ? default : new(affine.X, affine.Y, Fq.One);

    private G1Projective(in Jacobian<Fq> point) => this.point = point;

    /// <summary>The point at infinity.</summary>
    public static G1Projective Identity => default;

    /// <summary>The generator (1, 2).</summary>
    public static G1Projective Generator => new(G1Affine.Generator);

    /// <summary>Whether this is the point at infinity.</summary>
    public bool IsIdentity => point.IsIdentity;

    public static implicit operator G1Projective(in G1Affine affine) => new(affine);

    public static G1Projective operator +(in G1Projective left, in G1Projective right) =>
        new(left.point.Add(right.point));

    public static G1Projective operator +(in G1Projective left, in G1Affine right) =>
        right.IsIdentity ? left : new(left.point.AddAffine(right.X, right.Y));

    public static G1Projective operator -(in G1Projective left, in G1Projective right) =>
        new(left.point.Add(right.point.Negate()));

    public static G1Projective operator -(in G1Projective value) => new(value.point.Negate());

    public static G1Projective operator *(in G1Projective point, in Fr scalar)
    {
        scalar.ToCanonical(out var l0, out var l1, out var l2, out var l3);
        return new(point.point.Multiply(l0, l1, l2, l3));
    }

    /// <summary>Equality of points, whatever the coordinates.</summary>
    public static bool operator ==(in G1Projective left, in G1Projective right) =>
        left.point.EqualsPoint(right.point);

    public static bool operator !=(in G1Projective left, in G1Projective right) => !(left == right);

    /// <summary>2P.</summary>
    public G1Projective Double() => new(point.Double());

    /// <summary>The affine form, at the price of one field inversion; see <see cref="Normalize"/> for many.</summary>
    public G1Affine ToAffine()
    {
        (Fq x, Fq y) = point.ToAffine();
        return new(x, y);
    }

    /// <summary>The affine forms of all points with one field inversion.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Normalize(ReadOnlySpan<G1Projective> points, Span<G1Affine> destination, KernelSet kernels)
    {
        if (points.Length != destination.Length) throw new ArgumentException($"{points.Length} points into {destination.Length} places.");
        var inverses = new Fq[points.Length];
        for (var i = 0; i < points.Length; i++) inverses[i] = points[i].point.Z;
        FieldBatch.Invert(inverses, kernels.Over<FqModulus>());
        for (var i = 0; i < points.Length; i++)
        {
            (Fq x, Fq y) = points[i].point.Scale(inverses[i]);
            destination[i] = new(x, y);
        }
    }

    public bool Equals(G1Projective other) => this == other;

    public override bool Equals(object? obj) => obj is G1Projective other && this == other;

    public override int GetHashCode() => ToAffine().GetHashCode();

    public override string ToString() => ToAffine().ToString();
}
