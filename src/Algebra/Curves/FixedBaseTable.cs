using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Curves;

/// <summary>Multiples d·2^(8w)·B of one base for all bytes d: a scalar multiplication becomes 32 additions.</summary>
internal sealed class FixedBaseTable
{
    private const int Windows = 32;
    private const int Digits = 255;
    private const int NormalizationChunk = 1024;

    private readonly G1Affine[] multiples = new G1Affine[Windows * Digits];

    /// <summary>Builds the table, about half a megabyte.</summary>
    public FixedBaseTable(in G1Affine point, KernelSet kernels)
    {
        var projective = new G1Projective[multiples.Length];
        G1Projective unit = point;
        for (var window = 0; window < Windows; window++)
        {
            G1Projective multiple = unit;
            for (var digit = 0; digit < Digits; digit++)
            {
                projective[(window * Digits) + digit] = multiple;
                multiple += unit;
            }

            unit = multiple;
        }

        G1Projective.Normalize(projective, multiples, kernels);
    }

    /// <summary>The multiple of the base.</summary>
    public G1Projective Multiply(in Fr scalar)
    {
        Span<byte> bytes = stackalloc byte[Fr.ByteLength];
        scalar.ToBytes(bytes);
        G1Projective sum = default;
        for (var window = 0; window < Windows; window++)
        {
            int digit = bytes[Windows - 1 - window];
            if (digit != 0) sum += multiples[(window * Digits) + digit - 1];
        }

        return sum;
    }

    /// <summary>All multiples, in affine form.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void MultiplyAll(Fr[] scalars, Memory<G1Affine> destination, Cpu cpu)
    {
        if (scalars.Length != destination.Length)
        {
            throw new ArgumentException($"{scalars.Length} scalars into {destination.Length} places.");
        }
        cpu.For(scalars.Length, NormalizationChunk, (start, end) =>
        {
            var chunk = new G1Projective[Math.Min(NormalizationChunk, end - start)];
            for (var at = start; at < end; at += chunk.Length)
            {
                cpu.ThrowIfCancelled();
                var length = Math.Min(chunk.Length, end - at);
                for (var i = 0; i < length; i++) chunk[i] = Multiply(scalars[at + i]);
                G1Projective.Normalize(chunk.AsSpan(0, length), destination.Span.Slice(at, length), cpu.Kernels);
            }
        });
    }
}
