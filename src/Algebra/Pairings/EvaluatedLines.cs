using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Pairings;

/// <summary>
/// The lines of several pairs, each at its G1 point and divided by y_P, which the final exponentiation would make vanish
/// like every factor in Fq: 1 + c1·w + c3·w³.
/// </summary>
internal readonly struct EvaluatedLines
{
    private readonly Fq[] parts;

    private EvaluatedLines(Fq[] parts, int pairs)
    {
        this.parts = parts;
        Pairs = pairs;
    }

    /// <summary>The number of pairs; those with infinity are left out, as they contribute one.</summary>
    public int Pairs { get; }

    /// <summary>Evaluates the lines, each coefficient times a factor.</summary>
    public static EvaluatedLines Of(ReadOnlySpan<(G1Affine P, G2Prepared Q)> pairs, in Fq factor, KernelSet kernels)
    {
        var inverses = new Fq[pairs.Length];
        for (var i = 0; i < pairs.Length; i++) inverses[i] = pairs[i].P.Y;
        FieldKernels<FqModulus> fq = kernels.Over<FqModulus>();
        FieldBatch.Invert(inverses, fq);
        int stride = 4 * AteLoop.LineCount, count = 0;
        var parts = new Fq[pairs.Length * stride];
        for (var i = 0; i < pairs.Length; i++)
        {
            if (pairs[i].P.IsIdentity || pairs[i].Q.IsIdentity) continue;
            Span<Fq> destination = parts.AsSpan(count * stride, stride);
            ReadOnlySpan<Fq> lines = pairs[i].Q.Lines;
            Fq scaled = inverses[i] * factor;
            fq.MultiplyScalar(lines[..(stride / 2)], pairs[i].P.X * scaled, destination[..(stride / 2)]);
            fq.MultiplyScalar(lines[(stride / 2)..], scaled, destination[(stride / 2)..]);
            count++;
        }

        return new(parts, count);
    }

    /// <summary>c1 of a line.</summary>
    public Fq2 First(int pair, int line) => Coefficient(pair, 0, line);

    /// <summary>c3 of a line.</summary>
    public Fq2 Third(int pair, int line) => Coefficient(pair, 2, line);

    private Fq2 Coefficient(int pair, int row, int line)
    {
        var at = (((4 * pair) + row) * AteLoop.LineCount) + line;
        return new(parts[at], parts[at + AteLoop.LineCount]);
    }
}
