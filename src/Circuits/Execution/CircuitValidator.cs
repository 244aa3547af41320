using Zkml.Circuits.Relations;
using static Zkml.Circuits.Execution.MalformedCircuitException;

namespace Zkml.Circuits.Execution;

/// <summary>
/// The well-formedness of a circuit that somebody else wrote. An accepted circuit can be trusted by prover and verifier:
/// no relation reads padding, every witness entry is pinned, and no integer can wrap the field.
/// </summary>
public static class CircuitValidator
{
    /// <summary>The first broken rule, or null. Never throws; its work is bounded by <see cref="CircuitLimits"/>.</summary>
    public static string? Validate(Circuit circuit)
    {
        try
        {
            CheckStructure(circuit);
        }
        catch (MalformedCircuitException exception)
        {
            return exception.Message;
        }
        return IntervalAnalysis.Run(circuit).Error;
    }

    private static void CheckStructure(Circuit circuit)
    {
        ColumnRules.Check(circuit);
        TableRules.Check(circuit);
        var expressions = new ExpressionRules(circuit);
        var entries = 0L;
        foreach (var table in circuit.Tables) entries += table.Rows;
        foreach (var lookup in circuit.Lookups)
        {
            CheckLookup(circuit, lookup, expressions);
            entries += lookup.Space.Size;
        }
        Require(entries <= CircuitLimits.MaxEntries, "circuit", $"{entries} lookups and table rows");
        var contractions = new ContractionRules(expressions);
        foreach (var contraction in circuit.Contractions) contractions.Check(contraction);
        UsageRules.Check(circuit);
    }

    private static void CheckLookup(Circuit circuit, Lookup lookup, ExpressionRules expressions)
    {
        var where = $"lookup '{lookup.Name}'";
        ExpressionRules.CheckSpace(where, lookup.Space);
        Require(lookup.TableId >= 1 && lookup.TableId <= circuit.Tables.Count, where, $"no table {lookup.TableId}");
        var columns = circuit.TableById(lookup.TableId).Columns.Count;
        Require(lookup.Elements.Count == columns, where, $"{lookup.Elements.Count} elements for {columns} table columns");
        foreach (var element in lookup.Elements)
        {
            Require(ExpressionRules.SameAxes(element.Space, lookup.Space), where, "an element over another space");
            expressions.Check(where, element, mayShift: true);
        }
    }
}
