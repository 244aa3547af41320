using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Curves;

/// <summary>A point of the twist in Jacobian coordinates; <c>default</c> is infinity. All operations are complete.</summary>
public readonly struct G2Projective : IEquatable<G2Projective>
{
    private readonly Jacobian<Fq2> point;

    /// <summary>The same point, in Jacobian coordinates.</summary>
    public G2Projective(in G2Affine affine) =>
        point = affine.IsIdentity ? default : new(affine.X, affine.Y, Fq2.One);

    private G2Projective(in Jacobian<Fq2> point) => this.point = point;

    /// <summary>The point at infinity.</summary>
    public static G2Projective Identity => default;

    /// <summary>The generator of EIP-197.</summary>
    public static G2Projective Generator => new(G2Affine.Generator);

    /// <summary>Whether this is the point at infinity.</summary>
    public bool IsIdentity => point.IsIdentity;

    public static implicit operator G2Projective(in G2Affine affine) => new(affine);

    public static G2Projective operator +(in G2Projective left, in G2Projective right) =>
        new(left.point.Add(right.point));

    public static G2Projective operator -(in G2Projective left, in G2Projective right) =>
        new(left.point.Add(right.point.Negate()));

    public static G2Projective operator -(in G2Projective value) => new(value.point.Negate());

    public static G2Projective operator *(in G2Projective point, in Fr scalar)
    {
        scalar.ToCanonical(out var l0, out var l1, out var l2, out var l3);
        return point.MultiplyRaw(l0, l1, l2, l3);
    }

    /// <summary>Equality of points, whatever the coordinates.</summary>
    public static bool operator ==(in G2Projective left, in G2Projective right) =>
        left.point.EqualsPoint(right.point);

    public static bool operator !=(in G2Projective left, in G2Projective right) => !(left == right);

    /// <summary>2P.</summary>
    public G2Projective Double() => new(point.Double());

    /// <summary>The multiple by an integer that need not be reduced modulo r: for the subgroup check.</summary>
    internal G2Projective MultiplyRaw(ulong l0, ulong l1, ulong l2, ulong l3) => new(point.Multiply(l0, l1, l2, l3));

    /// <summary>The affine form, at the price of one field inversion.</summary>
    public G2Affine ToAffine()
    {
        (Fq2 x, Fq2 y) = point.ToAffine();
        return new(x, y);
    }

    public bool Equals(G2Projective other) => this == other;

    public override bool Equals(object? obj) => obj is G2Projective other && this == other;

    public override int GetHashCode() => ToAffine().GetHashCode();

    public override string ToString() => ToAffine().ToString();
}
