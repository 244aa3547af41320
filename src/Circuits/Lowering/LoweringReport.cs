using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Lowering;

/// <summary>How one accumulator is requantized.</summary>
/// <param name="Name">The operator, or a part of it.</param>
/// <param name="Shift">Bits of the remainder.</param>
/// <param name="Min">Smallest possible quotient.</param>
/// <param name="Max">Largest possible quotient.</param>
/// <param name="TableBits">log2 of the activation table.</param>
/// <param name="IsSplit">True when the quotient needs a saturation split.</param>
public sealed record RequantizationReport(string Name, int Shift, long Min, long Max, int TableBits, bool IsSplit);

/// <summary>What one operator became; the shape is that of its first output.</summary>
public sealed record OperatorReport(
    string Name, string Kind, int[] OutputShape, long MultiplyAccumulates, long Lookups, long Constraints, long CommittedEntries,
    IReadOnlyList<RequantizationReport> Requantizations);

/// <summary>Sizes of a lowered model, counting true entries unless said otherwise.</summary>
public sealed record LoweringReport(IReadOnlyList<OperatorReport> Operators)
{
    /// <summary>Products of all contractions.</summary>
    public long MultiplyAccumulates { get; init; }

    /// <summary>Entries of parameter columns.</summary>
    public long Parameters { get; init; }

    /// <summary>Entries of witness columns, multiplicities excluded.</summary>
    public long Witnesses { get; init; }

    public long Lookups { get; init; }

    /// <summary>Output indices of contractions.</summary>
    public long Constraints { get; init; }

    /// <summary>Table rows in all.</summary>
    public long TableRows { get; init; }

    /// <summary>Padded entries of committed columns over true ones.</summary>
    public double PackingWaste { get; init; }

    internal static LoweringReport Of(Circuit circuit, IReadOnlyList<OperatorReport> operators)
    {
        var committed = circuit.Columns.Where(c => c.Kind is ColumnKind.Parameter or ColumnKind.Witness).ToList();
        var multiplicities = circuit.Multiplicities.ToHashSet();
        return new LoweringReport(operators)
        {
            MultiplyAccumulates = circuit.Contractions.Sum(Products),
            Parameters = committed.Where(c => c.Kind == ColumnKind.Parameter).Sum(c => c.Space.TrueSize),
            Witnesses = committed.Where(c => c.Kind == ColumnKind.Witness && !multiplicities.Contains(c.Id)).Sum(c => c.Space.TrueSize),
            Lookups = circuit.Lookups.Sum(l => l.Space.TrueSize),
            Constraints = circuit.Contractions.Sum(c => c.Space.TrueSize),
            TableRows = circuit.Tables.Sum(t => (long)t.Rows),
            PackingWaste = committed.Sum(c => (double)c.Space.Size) / Math.Max(1, committed.Sum(c => c.Space.TrueSize)),
        };
    }

    /// <summary>True products of a contraction; a sum has none.</summary>
    internal static long Products(Contraction contraction) =>
        contraction.Form == ContractionForm.Product ? contraction.Space.TrueSize * contraction.Contracted.TrueSize : 0;
}
