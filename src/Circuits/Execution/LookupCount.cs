using System.Globalization;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>Finds the row of every index of a lookup and counts it; reports the indices without a row.</summary>
internal sealed class LookupCount
{
    private readonly Circuit circuit;
    private readonly TableIndex?[] indexes;

    public LookupCount(Circuit circuit)
    {
        this.circuit = circuit;
        indexes = new TableIndex?[circuit.Tables.Count];
        Counts = new long[circuit.Tables.Count][];
        for (var k = 0; k < Counts.Length; k++) Counts[k] = new long[circuit.Tables[k].Rows];
    }

    /// <summary>For each table by position, the number of lookups of each row; of equal rows the first has them all.</summary>
    public long[][] Counts { get; }

    /// <summary>The row finder of a table by position, built on first use.</summary>
    public TableIndex Index(int table) => indexes[table] ??= new TableIndex(circuit.Tables[table]);

    /// <summary>Counts one lookup; <paramref name="miss"/> receives every index that has no row.</summary>
    public void Add(Lookup lookup, long[][] columns, Action<ConstraintFailure> miss)
    {
        var evaluated = new LookupValues[lookup.Elements.Count];
        var values = new long[evaluated.Length][];
        for (var k = 0; k < evaluated.Length; k++)
        {
            evaluated[k] = LookupValues.Evaluate(lookup.Elements[k], columns);
            values[k] = evaluated[k].Values;
        }
        ReportInexact(lookup, evaluated, miss);
        var index = Index(lookup.TableId - 1);
        var counts = Counts[lookup.TableId - 1];
        var full = lookup.Space.IsFull;
        for (var i = 0; i < lookup.Space.Size; i++)
        {
            if (!full && !lookup.Space.IsReal(i))
            {
                CountPadding(lookup, evaluated, i, miss);
            }
            else if (index.Find(values, i) is var row && row >= 0)
            {
                counts[row]++;
            }
            else if (!IsInexact(evaluated, i))
            {
                miss(Failure(ConstraintKind.Lookup, lookup, i, $"a row of table '{TableName(lookup)}'", Tuple(values, i)));
            }
        }
    }

    private static void ReportInexact(Lookup lookup, LookupValues[] elements, Action<ConstraintFailure> miss)
    {
        for (var k = 0; k < elements.Length; k++)
        {
            foreach (var (i, numerator) in elements[k].Inexact)
            {
                var expected = $"element {k} a 64-bit multiple of 2^{lookup.Elements[k].Shift}";
                miss(Failure(ConstraintKind.Division, lookup, i, expected, $"{numerator}"));
            }
        }
    }

    private void CountPadding(Lookup lookup, LookupValues[] elements, int i, Action<ConstraintFailure> miss)
    {
        for (var k = 0; k < elements.Length; k++)
        {
            if (elements[k].Values[i] == 0 && !elements[k].Inexact.ContainsKey(i)) continue;
            if (elements[k].Values[i] != 0)
            {
                var got = elements[k].Values[i].ToString(CultureInfo.InvariantCulture);
                miss(Failure(ConstraintKind.Padding, lookup, i, $"element {k} zero on padding", got));
            }
            return;
        }
        Counts[0][0]++;
    }

    private static bool IsInexact(LookupValues[] elements, int i)
    {
        foreach (var element in elements)
        {
            if (element.Inexact.ContainsKey(i)) return true;
        }
        return false;
    }

    private string TableName(Lookup lookup) => circuit.TableById(lookup.TableId).Name;

    private static string Tuple(long[][] values, int i)
    {
        var parts = new string[values.Length];
        for (var k = 0; k < parts.Length; k++) parts[k] = values[k][i].ToString(CultureInfo.InvariantCulture);
        return $"({string.Join(", ", parts)})";
    }

    private static ConstraintFailure Failure(ConstraintKind kind, Lookup lookup, int i, string expected, string got) =>
        new(kind, lookup.Name, ConstraintFailure.PositionOf(lookup.Space, i), expected, got);
}
