using System.Numerics;
using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Certificate;

/// <summary>The trace of a model certificate.</summary>
public static class CertificateWitness
{
    /// <summary>Fills limbs and multiplicities.</summary>
    /// <param name="certificate">From <see cref="CertificateCircuit.Build"/>.</param>
    /// <param name="parameters">The parameter columns in order, padding included.</param>
    /// <returns>All columns by id.</returns>
    /// <exception cref="InvalidDataException">
    /// An entry is out of its range, or padding is not zero; the message names column and index.
    /// </exception>
    public static long[][] Fill(Circuit certificate, IReadOnlyList<long[]> parameters)
    {
        var columns = new long[certificate.Columns.Count][];
        var count = 0;
        foreach (var column in certificate.Columns)
        {
            if (column.Kind != ColumnKind.Parameter)
            {
                columns[column.Id] = new long[column.Space.Size];
                continue;
            }
            if (count == parameters.Count) throw new InvalidDataException($"No values for parameter column '{column.Name}'.");
            RequireInRange(column, parameters[count]);
            columns[column.Id] = parameters[count++];
        }
        if (count != parameters.Count) throw new InvalidDataException($"{parameters.Count} columns of values for {count} parameter columns.");
        foreach (var lookup in certificate.Lookups) FillLimbs(lookup.Elements[0], columns);
        Multiplicities.Fill(certificate, columns);
        return columns;
    }

    private static void RequireInRange(Column column, long[] values)
    {
        if (values.Length != column.Space.Size)
        {
            throw new InvalidDataException($"Parameter column '{column.Name}' has {values.Length} entries, expected {column.Space.Size}.");
        }
        for (var i = 0; i < values.Length; i++)
        {
            var (min, max) = column.Space.IsReal(i) ? (column.Min, column.Max) : (0, 0);
            if (values[i] >= min && values[i] <= max) continue;
            var position = string.Join(", ", ConstraintFailure.PositionOf(column.Space, i));
            throw new InvalidDataException($"Parameter column '{column.Name}' has {values[i]} at [{position}], outside [{min}, {max}].");
        }
    }

    // A top-limb element is offset · value + constant − Σ 2^(first bit) · limb, divided by 2^shift: its own coefficients
    // say which bits of the number each limb holds.
    private static void FillLimbs(Expression element, long[][] columns)
    {
        if (element.Shift == 0) return;
        var (value, constant) = (element.Terms[0], element.Terms[1]);
        for (var k = 2; k < element.Terms.Count; k++)
        {
            var first = BitOperations.Log2((ulong)-element.Terms[k].Coefficient);
            var next = k + 1 < element.Terms.Count ? BitOperations.Log2((ulong)-element.Terms[k + 1].Coefficient) : element.Shift;
            var (limb, source) = (columns[element.Terms[k].Column], columns[value.Column]);
            for (var i = 0; i < limb.Length; i++)
            {
                if (!element.Space.IsReal(i)) continue;
                var number = (value.Coefficient * source[i]) + constant.Coefficient;
                limb[i] = (number >> first) & ((1L << (next - first)) - 1);
            }
        }
    }
}
