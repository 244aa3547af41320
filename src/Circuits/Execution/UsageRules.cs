using Zkml.Circuits.Relations;
using static Zkml.Circuits.Execution.MalformedCircuitException;

namespace Zkml.Circuits.Execution;

/// <summary>Where virtual columns and multiplicities may appear. Run after the relations' own rules.</summary>
internal sealed class UsageRules
{
    private readonly Circuit circuit;
    private readonly bool[] isMultiplicity;
    private readonly bool[] isDefined;

    private UsageRules(Circuit circuit)
    {
        this.circuit = circuit;
        isMultiplicity = new bool[circuit.Columns.Count];
        isDefined = new bool[circuit.Columns.Count];
        foreach (var id in circuit.Multiplicities) isMultiplicity[id] = true;
    }

    public static void Check(Circuit circuit)
    {
        var rules = new UsageRules(circuit);
        foreach (var lookup in circuit.Lookups)
        {
            foreach (var element in lookup.Elements) rules.CheckLookupElement(lookup, element);
        }
        foreach (var contraction in circuit.Contractions) rules.CheckContraction(contraction);
        foreach (var column in circuit.Columns)
        {
            if (column.Kind == ColumnKind.Virtual)
            {
                Require(rules.isDefined[column.Id], $"column '{column.Name}'", "virtual, but no contraction defines it");
            }
        }
    }

    private void CheckLookupElement(Lookup lookup, Expression element)
    {
        var where = $"lookup '{lookup.Name}'";
        foreach (var term in element.Terms)
        {
            if (term.Column == Term.Constant) continue;
            RefuseMultiplicity(where, term);
            var column = circuit.Columns[term.Column];
            if (column.Kind == ColumnKind.Virtual) RequireIdentity(where, lookup.Space, term, column);
        }
    }

    private void CheckContraction(Contraction contraction)
    {
        var where = $"contraction '{contraction.Name}'";
        var defines = 0;
        foreach (var term in contraction.Left.Terms)
        {
            if (term.Column == Term.Constant) continue;
            RefuseMultiplicity(where, term);
            var column = circuit.Columns[term.Column];
            if (column.Kind != ColumnKind.Virtual) continue;
            defines++;
            Require(!isDefined[column.Id], where, $"'{column.Name}' is already defined");
            isDefined[column.Id] = true;
            Require(long.IsPow2(term.Coefficient), where, $"'{column.Name}' with coefficient {term.Coefficient}");
            RequireIdentity(where, contraction.Space, term, column);
        }
        Require(defines <= 1, where, "defines two virtual columns");
        foreach (var operand in contraction.Operands)
        {
            foreach (var term in operand.Source.Terms)
            {
                if (term.Column == Term.Constant) continue;
                RefuseMultiplicity(where, term);
                var column = circuit.Columns[term.Column];
                Require(column.Kind != ColumnKind.Virtual, where, $"virtual column '{column.Name}' as an operand");
            }
        }
    }

    private void RefuseMultiplicity(string where, Term term) =>
        Require(!isMultiplicity[term.Column], where, $"uses the multiplicities '{circuit.Columns[term.Column].Name}'");

    private static void RequireIdentity(string where, IndexSpace space, Term term, Column column)
    {
        Require(ExpressionRules.SameAxes(space, column.Space), where, $"virtual column '{column.Name}' over another space");
        Require(TermView.IsIdentity(space, term), where, $"virtual column '{column.Name}' through a view");
    }
}
