namespace Zkml.Circuits.Execution;

/// <summary>
/// The multiplicity columns of a trace: how often each table row is looked up. Of equal rows the first has the whole
/// count; every padding index of a lookup counts for the zero table.
/// </summary>
public static class Multiplicities
{
    /// <summary>Replaces the multiplicity columns by the counts of the other columns' lookups.</summary>
    /// <exception cref="InvalidDataException">An index has no row; the message names the lookup and the index.</exception>
    public static void Fill(Circuit circuit, long[][] columns) =>
        Fill(circuit, columns, failure => throw new InvalidDataException(failure.ToString()));

    /// <summary>Likewise, but skips indices that have no row: for adversarial tests. Returns the number skipped.</summary>
    public static int FillLenient(Circuit circuit, long[][] columns)
    {
        var skipped = 0;
        Fill(circuit, columns, _ => skipped++);
        return skipped;
    }

    private static void Fill(Circuit circuit, long[][] columns, Action<ConstraintFailure> miss)
    {
        var counter = new LookupCount(circuit);
        foreach (var lookup in circuit.Lookups) counter.Add(lookup, columns, miss);
        for (var t = 0; t < circuit.Tables.Count; t++) columns[circuit.Multiplicities[t]] = counter.Counts[t];
    }
}
