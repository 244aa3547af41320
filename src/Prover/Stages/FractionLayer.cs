using Zkml.Algebra.Fields;

namespace Zkml.Prover.Stages;

/// <summary>
/// A layer of the LogUp tree: its first <see cref="Length"/> fractions; all beyond are 0/1. Stored, or computed again
/// each time that they are read.
/// </summary>
public abstract class FractionSource
{
    public abstract int Length { get; }

    /// <summary>Pairs of neighbours that are not both 0/1, at least one.</summary>
    public int Pairs => Math.Max(1, (Length + 1) / 2);

    /// <summary>Writes the fractions from <paramref name="start"/> on, also those beyond the length.</summary>
    public abstract void Fill(int start, Span<Fr> numerators, Span<Fr> denominators);

    /// <summary>
    /// Writes pairs of neighbours from number <paramref name="pair"/> on: p0, p1, q0, q1 of each. The buffer holds four times
    /// as many elements.
    /// </summary>
    public void Split(int pair, Span<Fr> p0, Span<Fr> p1, Span<Fr> q0, Span<Fr> q1, Span<Fr> buffer)
    {
        var numerators = buffer[..(2 * p0.Length)];
        var denominators = buffer.Slice(2 * p0.Length, 2 * p0.Length);
        Fill(2 * pair, numerators, denominators);
        for (var i = 0; i < p0.Length; i++)
        {
            (p0[i], p1[i]) = (numerators[2 * i], numerators[(2 * i) + 1]);
            (q0[i], q1[i]) = (denominators[2 * i], denominators[(2 * i) + 1]);
        }
    }
}

/// <summary>A stored layer.</summary>
public sealed class FractionLayer(int length) : FractionSource
{
    public override int Length => length;

    public Fr[] Numerators { get; } = new Fr[length];

    public Fr[] Denominators { get; } = new Fr[length];

    public override void Fill(int start, Span<Fr> numerators, Span<Fr> denominators)
    {
        var stored = Math.Clamp(length - start, 0, numerators.Length);
        Numerators.AsSpan(start, stored).CopyTo(numerators);
        Denominators.AsSpan(start, stored).CopyTo(denominators);
        numerators[stored..].Clear();
        denominators[stored..].Fill(Fr.One);
    }
}
