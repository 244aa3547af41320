namespace Zkml.Wrapper.Circuit;

/// <summary>A wire with its factor.</summary>
internal readonly record struct WireTerm(int Wire, Fr Factor);

/// <summary>
/// A value that has no wire yet: <c>product·u·v + Σ factor·wire + constant</c>, never more than one arithmetic row can state
/// beside its result. Sums and products are collected in this form, so that a multiply-add costs one row.
/// </summary>
internal sealed class Expression : IEquatable<Expression>
{
    /// <summary>Distinct wires of a sum; the fourth wire of the row is the result.</summary>
    private const int MaxTerms = 3;

    public required CircuitBuilder Builder { get; init; }

    /// <summary>The factors of the product, u ≤ v; −1 when there is none.</summary>
    public int U { get; init; } = -1;

    public int V { get; init; } = -1;

    public Fr Product { get; init; }

    /// <summary>Ordered by wire, factors not zero.</summary>
    public WireTerm[] Terms { get; init; } = [];

    public Fr Constant { get; init; }

    /// <summary>The value under the builder's assignment.</summary>
    public required Fr Value { get; init; }

    /// <summary>The wire that holds the value, once there is one.</summary>
    public int Wire { get; set; } = -1;

    public bool HasProduct => U >= 0;

    /// <summary>Whether this is factor·wire + constant.</summary>
    public bool IsAffine => !HasProduct && Terms.Length == 1;

    public static Expression OfWire(CircuitBuilder builder, int wire) => new()
    {
        Builder = builder,
        Terms = [new(wire, Fr.One)],
        Value = builder.ValueOf(wire),
        Wire = wire,
    };

    /// <summary>(f·u + k)·(g·v + l) = fg·u·v + fl·u + gk·v + kl.</summary>
    public static Expression Multiply(Expression left, Expression right)
    {
        var (u, v) = left.Terms[0].Wire <= right.Terms[0].Wire ? (left, right) : (right, left);
        var (x, y) = (u.Terms[0], v.Terms[0]);
        return new()
        {
            Builder = left.Builder,
            U = x.Wire,
            V = y.Wire,
            Product = x.Factor * y.Factor,
            Terms = Merge([new(x.Wire, x.Factor * v.Constant)], [new(y.Wire, y.Factor * u.Constant)]),
            Constant = u.Constant * v.Constant,
            Value = left.Value * right.Value,
        };
    }

    /// <summary>The sum, or null when one row cannot state it.</summary>
    public static Expression? TryAdd(Expression left, Expression right)
    {
        if (left.HasProduct && right.HasProduct) return null;
        var product = left.HasProduct ? left : right;
        var terms = Merge(left.Terms, right.Terms);
        var others = 0;
        foreach (var term in terms) others += term.Wire == product.U || term.Wire == product.V ? 0 : 1;
        if (others > (product.HasProduct ? 1 : MaxTerms)) return null;
        return new()
        {
            Builder = left.Builder,
            U = product.U,
            V = product.V,
            Product = product.Product,
            Terms = terms,
            Constant = left.Constant + right.Constant,
            Value = left.Value + right.Value,
        };
    }

    /// <summary>factor·this + shift.</summary>
    public Expression Affine(Fr factor, Fr shift) => new()
    {
        Builder = Builder,
        U = U,
        V = V,
        Product = Product * factor,
        Terms = Array.ConvertAll(Terms, t => new WireTerm(t.Wire, t.Factor * factor)),
        Constant = (Constant * factor) + shift,
        Value = (Value * factor) + shift,
    };

    public bool Equals(Expression? other) =>
        other is not null && U == other.U && V == other.V && Product == other.Product && Constant == other.Constant
        && Terms.AsSpan().SequenceEqual(other.Terms);

    public override bool Equals(object? obj) => Equals(obj as Expression);

    public override int GetHashCode()
    {
        var hash = HashCode.Combine(U, V, Product, Constant);
        foreach (var term in Terms) hash = HashCode.Combine(hash, term);
        return hash;
    }

    private static WireTerm[] Merge(WireTerm[] left, WireTerm[] right)
    {
        var merged = new List<WireTerm>(left.Length + right.Length);
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            WireTerm next;
            if (j == right.Length || (i < left.Length && left[i].Wire < right[j].Wire)) next = left[i++];
            else if (i == left.Length || right[j].Wire < left[i].Wire) next = right[j++];
            else next = new(left[i].Wire, left[i++].Factor + right[j++].Factor);
            if (!next.Factor.IsZero) merged.Add(next);
        }
        return [.. merged];
    }
}
