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
    public virtual void Split(int pair, Span<Fr> p0, Span<Fr> p1, Span<Fr> q0, Span<Fr> q1, Span<Fr> buffer)
    {
        var numerators = buffer[..(2 * p0.Length)];
        var denominators = buffer.Slice(2 * p0.Length, 2 * p0.Length);
        Fill(2 * pair, numerators, denominators);
        Separate(numerators, p0, p1);
        Separate(denominators, q0, q1);
    }

    /// <summary>Neighbours into two tables.</summary>
    protected static void Separate(ReadOnlySpan<Fr> pairs, Span<Fr> even, Span<Fr> odd)
    {
        odd = odd[..even.Length];
        pairs = pairs[..(2 * even.Length)];
        for (var i = 0; i < even.Length; i++)
        {
            even[i] = pairs[2 * i];
            odd[i] = pairs[(2 * i) + 1];
        }
    }
}

/// <summary>A stored layer.</summary>
public sealed class FractionLayer(int length) : FractionSource
{
    public override int Length => length;

    public Fr[] Numerators { get; } = new Fr[length];

    public Fr[] Denominators { get; } = new Fr[length];

    public override void Split(int pair, Span<Fr> p0, Span<Fr> p1, Span<Fr> q0, Span<Fr> q1, Span<Fr> buffer)
    {
        if (2 * (pair + p0.Length) > length)
        {
            base.Split(pair, p0, p1, q0, q1, buffer);
            return;
        }
        Separate(Numerators.AsSpan(2 * pair, 2 * p0.Length), p0, p1);
        Separate(Denominators.AsSpan(2 * pair, 2 * p0.Length), q0, q1);
    }

    public override void Fill(int start, Span<Fr> numerators, Span<Fr> denominators)
    {
        var stored = Math.Clamp(length - start, 0, numerators.Length);
        Numerators.AsSpan(start, stored).CopyTo(numerators);
        Denominators.AsSpan(start, stored).CopyTo(denominators);
        numerators[stored..].Clear();
        denominators[stored..].Fill(Fr.One);
    }
}
