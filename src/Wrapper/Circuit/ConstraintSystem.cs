namespace Zkml.Wrapper.Circuit;

/// <summary>
/// A finished circuit. Rows 0 … PublicInputs − 1 carry the public inputs in wire a; equal wire numbers are copy constraints.
/// </summary>
/// <param name="Rows">All rows, in order.</param>
/// <param name="PublicInputs">Number of public inputs.</param>
/// <param name="WireCount">Wires are numbered below this.</param>
/// <param name="Labels">Names of the gadgets, by <see cref="Row.Label"/>.</param>
public sealed record ConstraintSystem(Row[] Rows, int PublicInputs, int WireCount, string[] Labels)
{
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
