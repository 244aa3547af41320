using System.Buffers;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Polynomials;

/// <summary>
/// Multilinear polynomials given by their 2^n values on the Boolean cube; index bit k belongs to point[k].
/// </summary>
public static class Multilinear
{
    private const int ParallelThreshold = 1 << 16;
    private const int LongestRange = 1 << 20;

    /// <summary>The value at a point of a table of 2^n elements.</summary>
    /// <exception cref="ArgumentException">The table is not of length 2^n for n the dimension of the point.</exception>
    public static Fr Evaluate(ReadOnlySpan<Fr> table, ReadOnlySpan<Fr> point, Cpu cpu)
    {
        RequireShape(table.Length, point.Length);
        if (point.Length == 0) return table[0];
        Fr[] folded = ArrayPool<Fr>.Shared.Rent(table.Length / 2);
        try
        {
            var length = table.Length / 2;
            cpu.Fr.Fold(table, point[0], folded.AsSpan(0, length));
            for (var k = 1; k < point.Length; k++) length = cpu.Fr.Fold(folded.AsSpan(0, length), point[k]);
            return folded[0];
        }
        finally
        {
            ArrayPool<Fr>.Shared.Return(folded);
        }
    }

    /// <summary>The value at a point of a table of 2^n machine integers; a large one on several threads.</summary>
    /// <exception cref="ArgumentException">The table is not of length 2^n for n the dimension of the point.</exception>
    public static Fr Evaluate(ReadOnlyMemory<int> table, ReadOnlySpan<Fr> point, Cpu cpu)
    {
        RequireShape(table.Length, point.Length);

        // Half of the variables per equality table: 2^(n/2) field products in place of 2^n.
        var lowVariables = (point.Length + 1) / 2;
        Fr[] low = EqPolynomial.Table(point[..lowVariables], cpu);
        Fr[] high = EqPolynomial.Table(point[lowVariables..], cpu);
        var rows = new Fr[high.Length];
        cpu.For(rows.Length, Math.Max(1, ParallelThreshold / low.Length), (start, end) =>
        {
            for (var i = start; i < end; i++) rows[i] = cpu.Fr.InnerProductSmall(low, table.Span.Slice(i << lowVariables, low.Length));
        }, Math.Max(1, LongestRange / low.Length));
        return cpu.Fr.InnerProduct(high, rows);
    }

    /// <summary>The value at a point of a table of 2^n 64-bit machine integers.</summary>
    /// <exception cref="ArgumentException">The table is not of length 2^n for n the dimension of the point.</exception>
    public static Fr Evaluate(ReadOnlySpan<long> table, ReadOnlySpan<Fr> point, Cpu cpu)
    {
        RequireShape(table.Length, point.Length);
        var lowVariables = (point.Length + 1) / 2;
        Fr[] low = EqPolynomial.Table(point[..lowVariables], cpu);
        Fr[] high = EqPolynomial.Table(point[lowVariables..], cpu);
        Fr sum = Fr.Zero;
        for (var i = 0; i < high.Length; i++)
        {
            cpu.ThrowIfCancelled();
            Fr inner = Fr.Zero;
            ReadOnlySpan<long> row = table.Slice(i << lowVariables, low.Length);
            for (var j = 0; j < row.Length; j++) inner += low[j].MulSmall(row[j]);
            sum += high[i] * inner;
        }

        return sum;
    }

    private static void RequireShape(int length, int variables)
    {
        if (variables > EqPolynomial.MaxVariables || length != 1 << variables)
        {
            throw new ArgumentException($"A table of {length} values has no point of dimension {variables}.");
        }
    }
}
