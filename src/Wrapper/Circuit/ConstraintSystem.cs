namespace Zkml.Wrapper.Circuit;

/// <summary>
/// A finished circuit. Rows 0 … PublicInputs − 1 carry the public inputs in wire a; equal wire numbers are copy constraints.
/// </summary>
public sealed class ConstraintSystem(Row[] rows, int publicInputs, int wireCount, string[] labels)
{
    /// <summary>All rows, in order.</summary>
    public Row[] Rows { get; } = rows;

    /// <summary>Number of public inputs.</summary>
    public int PublicInputs { get; } = publicInputs;

    /// <summary>Wires are numbered below this.</summary>
    public int WireCount { get; } = wireCount;

    /// <summary>Names of the gadgets, by <see cref="Row.Label"/>.</summary>
    public string[] Labels { get; } = labels;

    /// <summary>log2 of the domain: all rows and one idle row, which the last round of a permutation may refer to.</summary>
    public int LogSize
    {
        get
        {
            var log = 3;
            while ((1 << log) < Rows.Length + 1) log++;
            return log;
        }
    }

    /// <summary>Number of rows by gadget, largest first: where the constraints go.</summary>
    public IReadOnlyList<(string Label, int Rows)> Profile() =>
        [.. Rows.GroupBy(r => r.Label).Select(g => (Labels[g.Key], g.Count())).OrderByDescending(p => p.Item2)];
}
