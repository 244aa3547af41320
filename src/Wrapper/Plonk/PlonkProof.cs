using Zkml.Algebra.Curves;

namespace Zkml.Wrapper.Plonk;

/// <summary>The values of all polynomials that the check needs (docs/wrapper.md §3, step 5), in transcript order.</summary>
public sealed record PlonkEvaluations
{
    /// <summary>Number of scalars.</summary>
    public const int Count = 22;

    private readonly Fr[] values;

    /// <exception cref="ArgumentException">Not exactly <see cref="Count"/> values.</exception>
    public PlonkEvaluations(Fr[] values)
    {
        if (values.Length != Count) throw new ArgumentException($"{Count} evaluations are expected, not {values.Length}.");
        this.values = values;
    }

    public ReadOnlySpan<Fr> All => values;

    /// <summary>q_L, q_R, q_O, q_D, q_M, q_C, q_F, q_P at ζ.</summary>
    public ReadOnlySpan<Fr> Selectors => values.AsSpan(0, 8);

    /// <summary>σ_0 … σ_3 at ζ.</summary>
    public ReadOnlySpan<Fr> Sigmas => values.AsSpan(8, 4);

    /// <summary>The wires at ζ.</summary>
    public ReadOnlySpan<Fr> Wires => values.AsSpan(12, 4);

    /// <summary>The wires at ζω.</summary>
    public ReadOnlySpan<Fr> NextWires => values.AsSpan(16, 4);

    /// <summary>z at ζ.</summary>
    public Fr Product => values[20];

    /// <summary>z at ζω.</summary>
    public Fr NextProduct => values[21];

    /// <summary>The same values.</summary>
    public bool Equals(PlonkEvaluations? other) => other is not null && All.SequenceEqual(other.All);

    public override int GetHashCode() => HashCode.Combine(Product, NextProduct);
}

/// <summary>A PLONK proof: five points and the evaluations. The public inputs travel beside it.</summary>
public sealed record PlonkProof
{
    /// <summary>[A], the packed wires.</summary>
    public required G1Affine Wires { get; init; }

    /// <summary>[Z], the permutation's running product.</summary>
    public required G1Affine Product { get; init; }

    /// <summary>[T], the quotient by X^n − 1.</summary>
    public required G1Affine Quotient { get; init; }

    public required PlonkEvaluations Evaluations { get; init; }

    /// <summary>[W], the batched opening.</summary>
    public required G1Affine Opening { get; init; }

    /// <summary>[W′], its linearization.</summary>
    public required G1Affine Linearized { get; init; }

    /// <summary>The points in transcript order.</summary>
    public G1Affine[] Points => [Wires, Product, Quotient, Opening, Linearized];
}
