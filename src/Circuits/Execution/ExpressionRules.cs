using Zkml.Circuits.Relations;
using static Zkml.Circuits.Execution.MalformedCircuitException;

namespace Zkml.Circuits.Execution;

/// <summary>Rules for index spaces and expressions.</summary>
internal sealed class ExpressionRules(Circuit circuit)
{
    private readonly ViewPadding padding = new();
    private int terms;

    /// <summary>Axes and sizes within the limits.</summary>
    public static void CheckSpace(string where, IndexSpace space)
    {
        Require(space.Axes.Count <= CircuitLimits.MaxAxes, where, $"{space.Axes.Count} axes");
        foreach (var axis in space.Axes)
        {
            Require(axis.Bits is >= 0 and <= CircuitLimits.MaxVariables, where, $"an axis of {axis.Bits} bits");
            Require(axis.Extent >= 1 && axis.Extent <= axis.Padded, where, $"extent {axis.Extent} on {axis.Bits} bits");
        }
        Require(space.Variables <= CircuitLimits.MaxVariables, where, $"{space.Variables} variables");
    }

    /// <summary>True when two spaces have the same axes.</summary>
    public static bool SameAxes(IndexSpace a, IndexSpace b)
    {
        if (a.Axes.Count != b.Axes.Count) return false;
        for (var k = 0; k < a.Axes.Count; k++)
        {
            if (a.Axes[k] != b.Axes[k]) return false;
        }
        return true;
    }

    /// <summary>An expression over a checked space: valid terms that vanish on the padding of every axis they use.</summary>
    public void Check(string where, Expression expression, bool mayShift)
    {
        var shift = expression.Shift;
        Require(shift == 0 || (mayShift && shift is > 0 and <= CircuitLimits.MaxShift), where, $"shift {shift}");
        Require(expression.Terms.Count <= CircuitLimits.MaxExpressionTerms, where, $"{expression.Terms.Count} terms");
        // An empty expression counts too: the relations that hold it have a cost.
        terms += expression.Terms.Count + 1;
        Require(terms <= CircuitLimits.MaxTerms, where, "too many terms in the circuit");
        foreach (var term in expression.Terms) CheckTerm(where, expression.Space, term);
    }

    private void CheckTerm(string where, IndexSpace space, Term term)
    {
        Require(IsBounded(term.Coefficient), where, $"coefficient {term.Coefficient}");
        if (term.Column == Term.Constant)
        {
            Require(term.View.Length == 0, where, "a constant with a view");
            return;
        }
        Require(term.Column >= 0 && term.Column < circuit.Columns.Count, where, $"no column {term.Column}");
        var column = circuit.Columns[term.Column];
        Require(term.View.Length == column.Space.Variables, where, $"a view of {term.View.Length} bits of '{column.Name}'");
        CheckView(where, space, term);
        Require(padding.VanishesOnPadding(space, column.Space, term.View), where, $"'{column.Name}' is read on padding");
    }

    // A variable used twice would make the term non-linear in it: its extension is not the column's extension.
    private static void CheckView(string where, IndexSpace space, Term term)
    {
        var used = 0u;
        foreach (var variable in term.View)
        {
            Require(variable is >= Term.One && variable < space.Variables, where, $"no variable {variable}");
            if (variable < 0) continue;
            Require((used & (1u << variable)) == 0, where, $"variable {variable} used twice by one view");
            used |= 1u << variable;
        }
    }

    private static bool IsBounded(long value) => value is >= -CircuitLimits.MaxMagnitude and <= CircuitLimits.MaxMagnitude;
}
