using System.Buffers;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Fields;

/// <summary>
/// Batch inversion over any prime field by Montgomery's trick: one field inversion and three products per element. On tiers
/// with groups the products run over independent columns, so that they are vector operations.
/// </summary>
internal static class FieldBatch
{
    // Below, the columns cost more than they save.
    private const int MinVector = 128;

    private const int FewColumns = 32;

    // Worth the longer serial part, which inverts one element per column.
    private const int ManyColumns = 128;

    private const int ManyColumnsFrom = 1 << 13;

    /// <summary>Inverts every element in place; zero stays zero.</summary>
    internal static void Invert<TModulus>(Span<Fp<TModulus>> values, FieldKernels<TModulus> kernels)
        where TModulus : struct, IModulus
    {
        Fp<TModulus>[] rented = ArrayPool<Fp<TModulus>>.Shared.Rent(values.Length);
        Invert(values, rented, kernels);
        ArrayPool<Fp<TModulus>>.Shared.Return(rented);
    }

    /// <summary>As the other, with scratch of at least the same length.</summary>
    /// <exception cref="ArgumentException">The scratch is shorter.</exception>
    internal static void Invert<TModulus>(Span<Fp<TModulus>> values, Span<Fp<TModulus>> scratch, FieldKernels<TModulus> kernels)
        where TModulus : struct, IModulus
    {
        if (scratch.Length < values.Length)
        {
            throw new ArgumentException($"Scratch for {scratch.Length} elements, {values.Length} to invert.");
        }
        if (values.Length < MinVector || !kernels.UsesGroups) InvertSerially(values, scratch);
        else if (values.IndexOf(default(Fp<TModulus>)) < 0) InvertColumns(values, scratch, kernels);
        else InvertAroundZeros(values, scratch, kernels);
    }

    private static void InvertSerially<TModulus>(Span<Fp<TModulus>> values, Span<Fp<TModulus>> scratch)
        where TModulus : struct, IModulus
    {
        Fp<TModulus> running = Fp<TModulus>.One;
        for (var i = 0; i < values.Length; i++)
        {
            scratch[i] = running;
            if (!values[i].IsZero) Fp<TModulus>.Multiply(running, values[i], out running);
        }

        running = running.Invert();
        for (var i = values.Length - 1; i >= 0; i--)
        {
            if (values[i].IsZero) continue;
            Fp<TModulus> inverse = running * scratch[i];
            Fp<TModulus>.Multiply(running, values[i], out running);
            values[i] = inverse;
        }
    }

    /// <summary>Ones take the places of zeros meanwhile.</summary>
    private static void InvertAroundZeros<TModulus>(Span<Fp<TModulus>> values, Span<Fp<TModulus>> scratch, FieldKernels<TModulus> kernels)
        where TModulus : struct, IModulus
    {
        var zeros = ArrayPool<bool>.Shared.Rent(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            zeros[i] = values[i].IsZero;
            if (zeros[i]) values[i] = Fp<TModulus>.One;
        }

        InvertColumns(values, scratch, kernels);
        for (var i = 0; i < values.Length; i++)
        {
            if (zeros[i]) values[i] = default;
        }

        ArrayPool<bool>.Shared.Return(zeros);
    }

    /// <summary>
    /// Values in rows of so many columns, the last row perhaps shorter. Products down the columns go to the scratch; the
    /// last ones are inverted, and on the way up a row of the scratch, once used, holds the inverses of the products above.
    /// </summary>
    private static void InvertColumns<TModulus>(Span<Fp<TModulus>> values, Span<Fp<TModulus>> scratch, FieldKernels<TModulus> kernels)
        where TModulus : struct, IModulus
    {
        var columns = values.Length < ManyColumnsFrom ? FewColumns : ManyColumns;
        int last = (values.Length - 1) / columns * columns, rest = values.Length - last;
        values[..columns].CopyTo(scratch);
        for (var row = columns; row < values.Length; row += columns)
        {
            var width = Math.Min(columns, values.Length - row);
            kernels.Multiply(
                scratch.Slice(row - columns, width), values.Slice(row, width), scratch.Slice(row, width));
        }

        // A column ends in the last row, or in the one before where that is shorter.
        Span<Fp<TModulus>> first = stackalloc Fp<TModulus>[2 * ManyColumns];
        Span<Fp<TModulus>> inverse = first[..columns];
        scratch.Slice(last, rest).CopyTo(inverse);
        scratch.Slice(last - columns + rest, columns - rest).CopyTo(inverse[rest..]);
        InvertSerially(inverse, first[columns..]);
        if (rest < columns)
        {
            StepUp(values.Slice(last, rest), scratch.Slice(last, rest), scratch.Slice(last - columns, rest), inverse[..rest], kernels);
            scratch.Slice(last, rest).CopyTo(inverse);
            last -= columns;
        }

        for (var row = last; row > 0; row -= columns)
        {
            Span<Fp<TModulus>> above = scratch.Slice(row, columns);
            StepUp(values.Slice(row, columns), above, scratch.Slice(row - columns, columns), inverse, kernels);
            inverse = above;
        }

        inverse.CopyTo(values);
    }

    /// <summary>above = inverse·row, then row = inverse·products, for the products of the rows above.</summary>
    private static void StepUp<TModulus>(
        Span<Fp<TModulus>> row, Span<Fp<TModulus>> above, Span<Fp<TModulus>> products, Span<Fp<TModulus>> inverse, FieldKernels<TModulus> kernels)
        where TModulus : struct, IModulus
    {
        kernels.Multiply(inverse, row, above);
        kernels.Multiply(inverse, products, row);
    }
}
