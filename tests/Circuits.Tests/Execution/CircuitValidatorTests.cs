using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Tests.Execution;

public class CircuitValidatorTests
{
    private static readonly Circuit Honest = LinearExample.Circuit();

    [Fact]
    public void AcceptsTheHonestCircuit() => Assert.Null(CircuitValidator.Validate(Honest));

    public static TheoryData<string> Attacks => [.. Hostile().Select(h => h.Name)];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void RefusesMaliciousCircuits(string name)
    {
        var (_, circuit, expected) = Hostile().Single(h => h.Name == name);
        var error = CircuitValidator.Validate(circuit);
        Assert.NotNull(error);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, Circuit Circuit, string Expected)> Hostile()
    {
        var (n, k) = (Honest.Columns[LinearExample.Y].Space, Honest.Columns[LinearExample.X].Space);
        yield return ("wrong id", Column(0, c => c with { Id = 3 }), "id 3 at position 0");
        yield return ("name twice", Column(0, c => c with { Name = "w" }), "name used twice");
        yield return ("empty range", Column(0, c => c with { Min = 8 }), "empty range");
        yield return ("huge range", Column(0, c => c with { Max = long.MaxValue }), "range beyond 2^62");
        yield return ("unknown kind", Column(0, c => c with { Kind = (ColumnKind)7 }), "kind 7");
        yield return ("extent above bits", Column(0, c => c with { Space = new(new Axis(5, 2)) }), "extent 5 on 2 bits");
        yield return ("extent zero", Column(0, c => c with { Space = new(new Axis(0, 2)) }), "extent 0");
        yield return ("huge axis", Column(0, c => c with { Space = new(new Axis(5, 31)) }), "31 bits");
        yield return ("huge space", Column(0, c => c with { Space = new(new Axis(5, 20), new Axis(5, 20)) }), "40 variables");
        yield return ("public neither input nor output", TestCircuit.With(Honest, outputs: []), "neither input nor output");
        yield return ("witness as input", TestCircuit.With(Honest, inputs: [0, LinearExample.Rem]), "is not public");
        yield return ("input twice", TestCircuit.With(Honest, inputs: [0, 0]), "used twice");
        yield return ("input out of range", TestCircuit.With(Honest, inputs: [0, 99]), "no column 99");
        yield return ("zero table not zero", Tables(t => t[0] = t[0] with { Columns = [new PiecewiseColumn([new(0, 1, 0, 5)])] }), "not the zero table");
        yield return ("table ids", Tables(t => t[1] = t[1] with { Id = 7 }), "id 7 at position 1");
        yield return ("table gap", Tables(t => t[1] = t[1] with { Columns = [new PiecewiseColumn([new(0, 15, 1, 0)])] }), "pieces end at row 15");
        yield return ("table of 2^25", Tables(t => t[1] = StructuredTables.Range(2, 2) with { Bits = 25 }), "2^25 rows");
        yield return ("multiplicity of other size", TestCircuit.With(Honest, multiplicities: [6, 8, 7]), "not as long as the table");
        yield return ("shared multiplicities", TestCircuit.With(Honest, multiplicities: [6, 7, 7]), "column used twice");
        yield return ("missing multiplicities", TestCircuit.With(Honest, multiplicities: [6, 7]), "not one column for each table");
        yield return ("lookup table", Lookup(0, l => l with { TableId = 9 }), "no table 9");
        yield return ("lookup arity", Lookup(1, l => l with { Elements = [l.Elements[0]] }), "1 elements for 2");
        yield return ("unpinned witness", TestCircuit.With(Honest, lookups: [Honest.Lookups[1]]), "exceeds the declared");
        yield return ("pinned by a fraction", Lookup(0, l => l with { Elements = [Scaled(l.Elements[0], 2)] }), "exceeds the declared");
        yield return ("virtual not looked up", TestCircuit.With(Honest, lookups: [Honest.Lookups[0]]), "'t': no relation proves");
        yield return ("range wider than declared", Column(LinearExample.Rem, c => c with { Max = 14 }), "exceeds the declared");
        yield return ("witness multiplicities used", Lookup(0, l => l with { Elements = [Reading(l.Elements[0], 6, [])] }), "uses the multiplicities");
        yield return ("view reads padding", Lookup(0, l => Over(l, new(new Axis(4, 3)))), "is read on padding");
        yield return ("view of wrong length", Lookup(0, l => l with { Elements = [Reading(l.Elements[0], LinearExample.Rem, [0, 1])] }), "a view of 2 bits");
        yield return ("view out of range", Lookup(0, l => l with { Elements = [Reading(l.Elements[0], LinearExample.Rem, [0, 1, 3])] }), "no variable 3");
        yield return ("diagonal view", Lookup(0, l => l with { Elements = [Reading(l.Elements[0], LinearExample.Rem, [0, 1, 1])] }), "used twice by one view");
        yield return ("permuted view", Lookup(0, l => l with { Elements = [Reading(l.Elements[0], LinearExample.Rem, [2, 1, 0])] }), "is read on padding");
        yield return ("part of the column", Lookup(0, l => l with { Elements = [Reading(l.Elements[0], LinearExample.Rem, [Term.Zero, Term.Zero, Term.Zero])] }), "exceeds the declared");
        yield return ("wider lookup frees padding", Lookup(0, l => Over(l, new(new Axis(8, 3)))), "exceeds the declared");
        yield return ("shifted operand", Operand(0, o => o with { Source = o.Source with { Shift = 1 } }), "shift 1");
        yield return ("unbound axis", Operand(0, o => o with { Bound = [1, -1] }), "neither bound nor mapped");
        yield return ("axis bound twice", Operand(0, o => o with { Bound = [1, 1] }), "bound to an axis of other bits");
        yield return ("three operands", Contraction(c => c with { Operands = [.. c.Operands, c.Operands[0]] }), "a product of 3 operands");
        yield return ("unknown form", Contraction(c => c with { Form = (ContractionForm)2 }), "form 2");
        yield return ("sum with contracted axes", Contraction(c => c with { Form = ContractionForm.Sum }), "a sum with contracted axes");
        yield return ("unused axis", Contraction(c => c with { Operands = [c.Operands[1], c.Operands[1]] }), "no operand uses joint axis 0");
        yield return ("no definition", TestCircuit.With(Honest, contractions: []), "no contraction defines it");
        yield return ("two definitions", TestCircuit.With(Honest, contractions: [Honest.Contractions[0], Honest.Contractions[0]]), "already defined");
        yield return ("virtual coefficient", Contraction(c => c with { Left = Scaled(c.Left, 3) }), "coefficient 48");
        yield return ("virtual operand", Operand(1, o => o with { Source = new Expression(n, [new Term(1, LinearExample.T, [0, 1, 2])]), Bound = [0] }), "as an operand");
        yield return ("joint axis shorter", Contraction(c => c with { Contracted = new(new Axis(2, 2)) }), "bound to a shorter axis");
        yield return ("field overflow", Contraction(Overflowing), "2^250");
        yield return ("map of many states", Contraction(c => WithMap(c, [1 << 18, -(1 << 18), 3, 5], 1 << 12)), "maps are too expensive");
        yield return ("map of huge coefficients", Contraction(c => WithMap(c, [1 << 20, 1], 4)), "coefficients are too large");
        yield return ("too many lookups", TestCircuit.With(Honest, lookups: [.. Enumerable.Repeat(Honest.Lookups[0], 1 << 15)]), "lookups");
        yield return ("too many terms", Lookup(0, l => l with { Elements = [l.Elements[0] with { Terms = [.. Enumerable.Repeat(Term.Of(0), 65)] }] }), "65 terms");
        Assert.Equal(2, k.Variables);
    }

    private static Contraction Overflowing(Contraction c)
    {
        // 2^62 · 2^62 per product is fine; a map of 2^26 · 2^26 · … summed positions makes it too large for the field.
        var summed = Enumerable.Range(0, 6).Select(_ => new MapIndex(MapIndexKind.Summed, 0, new Axis(1 << 26, 26), 0));
        var group = new MapGroup([.. summed], 0, HasEquation: false);
        return c with { Operands = [c.Operands[0] with { Groups = [group] }, c.Operands[1] with { Groups = [group] }] };
    }

    private static Contraction WithMap(Contraction c, long[] coefficients, int extent)
    {
        var summed = coefficients.Select(k => new MapIndex(MapIndexKind.Summed, 0, Axis.Of(extent - 1), k));
        return c with { Operands = [c.Operands[0] with { Groups = [new MapGroup([.. summed], 0)] }, c.Operands[1]] };
    }

    private static Circuit Column(int id, Func<Column, Column> change) =>
        TestCircuit.With(Honest, columns: [.. Honest.Columns.Select(c => c.Id == id ? change(c) : c)]);

    private static Circuit Tables(Action<List<Table>> change)
    {
        var tables = Honest.Tables.ToList();
        change(tables);
        return TestCircuit.With(Honest, tables: tables);
    }

    private static Circuit Lookup(int k, Func<Lookup, Lookup> change) =>
        TestCircuit.With(Honest, lookups: [.. Honest.Lookups.Select((l, i) => i == k ? change(l) : l)]);

    private static Circuit Contraction(Func<Contraction, Contraction> change) =>
        TestCircuit.With(Honest, contractions: [change(Honest.Contractions[0])]);

    private static Circuit Operand(int k, Func<Operand, Operand> change) =>
        Contraction(c => c with { Operands = [.. c.Operands.Select((o, i) => i == k ? change(o) : o)] });

    private static Expression Scaled(Expression e, long factor) =>
        e with { Terms = [.. e.Terms.Select(t => t with { Coefficient = t.Coefficient * factor })] };

    private static Expression Reading(Expression e, int column, int[] view) => e with { Terms = [new Term(1, column, view)] };

    private static Lookup Over(Lookup l, IndexSpace space) =>
        l with { Space = space, Elements = [.. l.Elements.Select(e => e with { Space = space })] };
}
