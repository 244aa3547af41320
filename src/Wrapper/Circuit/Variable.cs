using Zkml.Algebra.Fields;

namespace Zkml.Wrapper.Circuit;

/// <summary>
/// A scalar of the circuit: a constant, or something that depends on the witness. Running the generic verifier over it builds
/// the wrapper circuit (docs/wrapper.md §1). Constants fold, so what depends on the model alone costs nothing.
/// </summary>
public readonly struct Variable : IScalar<Variable>
{
    // Null: the constant.
    private readonly Expression? expression;
    private readonly Fr constant;

    private Variable(Fr constant) => this.constant = constant;

    private Variable(Expression expression) => this.expression = expression;

    public static Variable Zero => default;

    public static Variable One => new(Fr.One);

    public bool IsConstant => expression is null;

    /// <summary>The value under the builder's assignment.</summary>
    public Fr Value => expression?.Value ?? constant;

    public static Variable FromInt64(long value) => new(Fr.FromInt64(value));

    public static Variable FromCanonical(ulong l0, ulong l1, ulong l2, ulong l3) => new(Fr.FromCanonical(l0, l1, l2, l3));

    /// <summary>A constant of the circuit.</summary>
    public static Variable FromConstant(Fr value) => new(value);

    internal static Variable OfWire(CircuitBuilder builder, int wire) => new(Expression.OfWire(builder, wire));

    /// <summary>
    /// The inverse, given by the prover and checked by one row. Zero has none: a circuit that inverts zero has no witness,
    /// where field elements would give 0.
    /// </summary>
    public static Variable Invert(Variable value)
    {
        if (value.expression is null) return new(value.constant.Invert());
        var builder = value.expression.Builder;
        var inverse = builder.NewVariable(value.Value.Invert());
        builder.AssertZero((value * inverse) - One);
        return inverse;
    }

    public static Variable operator +(Variable left, Variable right)
    {
        if (left.expression is null && right.expression is null) return new(left.constant + right.constant);
        if (left.expression is null) return new(right.expression!.Affine(Fr.One, left.constant));
        if (right.expression is null) return new(left.expression.Affine(Fr.One, right.constant));
        return new(Add(left.expression, right.expression));
    }

    public static Variable operator -(Variable left, Variable right) => left + -right;

    public static Variable operator -(Variable value) => value.Scale(-Fr.One);

    public static Variable operator *(Variable left, Variable right)
    {
        if (left.expression is null) return right.Scale(left.constant);
        if (right.expression is null) return left.Scale(right.constant);
        return new(Expression.Multiply(AsAffine(left.expression), AsAffine(right.expression)));
    }

    /// <summary>Poseidon2 by round rows, once any word depends on the witness.</summary>
    public static bool TryPermute(Span<Variable> state)
    {
        foreach (var word in state)
        {
            if (word.expression is null) continue;
            Poseidon2Gadget.Permute(word.expression.Builder, state);
            return true;
        }
        return false;
    }

    /// <summary>The wire of the value, by a row if it has none yet.</summary>
    internal int ToWire(CircuitBuilder builder) =>
        expression is null ? builder.ConstantWire(constant) : builder.Materialize(expression);

    internal bool TryGetExpression(out Expression found)
    {
        found = expression!;
        return expression is not null;
    }

    /// <summary>The same value with a wire of its own, so that later uses do not repeat the row that computes it.</summary>
    internal Variable Settle() => expression is null ? this : new(AsWire(expression));

    private Variable Scale(Fr factor)
    {
        if (expression is null) return new(constant * factor);
        return factor.IsZero ? default : factor.IsOne ? this : new(Known(expression).Affine(factor, Fr.Zero));
    }

    private static Expression Add(Expression left, Expression right)
    {
        (left, right) = (Known(left), Known(right));
        if (Expression.TryAdd(left, right) is { } sum) return sum;

        // The one with more in it gets a row of its own; what is left then fits.
        if (left.HasProduct || (!right.HasProduct && left.Terms.Length >= right.Terms.Length)) left = AsWire(left);
        else right = AsWire(right);
        return Expression.TryAdd(left, right) ?? Expression.TryAdd(AsWire(left), AsWire(right))!;
    }

    /// <summary>A value that has a wire is that wire: its expression need not be stated again.</summary>
    private static Expression Known(Expression e) =>
        e.Wire >= 0 && !e.IsAffine ? Expression.OfWire(e.Builder, e.Wire) : e;

    private static Expression AsAffine(Expression e) => e.IsAffine ? e : AsWire(e);

    private static Expression AsWire(Expression e) => Expression.OfWire(e.Builder, e.Builder.Materialize(e));
}
