using System.Numerics;
using Zkml.Circuits.Relations;
using Zkml.Tensors;

namespace Zkml.Circuits.Execution;

/// <summary>
/// Proves, from the declared ranges of parameters and public columns alone, a range for every witness and virtual
/// column, zero padding for them, and that no side of a relation can reach the field's half. A column becomes known by
/// a lookup element or contraction in which it is the only unknown one, stands once with coefficient ±1, and is read
/// whole: then every entry is an integer determined by known ones, and every padding entry is 0. (With another
/// coefficient it could be a fraction in the field.) Expects structurally valid relations.
/// </summary>
public sealed class IntervalAnalysis
{
    /// <summary>Numerators and both sides of contractions stay below this in magnitude; the field has about 2^253.6.</summary>
    public static readonly BigInteger Limit = BigInteger.One << 250;

    // Later passes only narrow ranges that are proven already.
    private const int NarrowingPasses = 2;

    private readonly Circuit circuit;
    private readonly ValueRange?[] ranges;
    private readonly bool[] exempt;
    private readonly List<RangeStatement> statements = [];
    private readonly List<int>[] mentions;
    private readonly int[] unknowns;
    private readonly ViewPadding padding = new();
    private readonly bool trustParameters;

    private IntervalAnalysis(Circuit circuit, bool trustParameters)
    {
        this.circuit = circuit;
        this.trustParameters = trustParameters;
        ranges = new ValueRange?[circuit.Columns.Count];
        exempt = new bool[circuit.Columns.Count];
        mentions = new List<int>[circuit.Columns.Count];
        for (var id = 0; id < mentions.Length; id++) mentions[id] = [];
        foreach (var id in circuit.Multiplicities) exempt[id] = true;
        AddStatements();
        unknowns = new int[statements.Count];
    }

    /// <summary>The first thing that could not be proven, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>The proven ranges by column id; null for multiplicities, which only LogUp bounds.</summary>
    public IReadOnlyList<ValueRange?> Ranges => ranges;

    /// <param name="circuit">A structurally valid circuit.</param>
    /// <param name="trustParameters">
    /// False for a model certificate, which must prove the ranges and zero padding of the parameters too.
    /// </param>
    public static IntervalAnalysis Run(Circuit circuit, bool trustParameters = true)
    {
        var analysis = new IntervalAnalysis(circuit, trustParameters);
        try
        {
            analysis.Solve();
        }
        catch (MalformedCircuitException exception)
        {
            analysis.Error = exception.Message;
        }
        return analysis;
    }

    /// <summary>The range of an expression's numerator at the true indices, without the terms of one column.</summary>
    internal static ValueRange RangeOf(Expression expression, Func<int, ValueRange> range, int skip, Circuit? circuit = null)
    {
        var sum = ValueRange.Zero;
        foreach (var term in expression.Terms)
        {
            if (term.Column == skip && skip != Term.Constant) continue;
            if (term.Column == Term.Constant) sum += new ValueRange(term.Coefficient, term.Coefficient);
            else sum += Entries(expression.Space, term, range(term.Column), circuit) * term.Coefficient;
        }
        return sum;
    }

    // A true index may read a padding zero, unless the view's structure excludes it.
    private static ValueRange Entries(IndexSpace space, Term term, ValueRange range, Circuit? circuit)
    {
        var exact = circuit is not null
            && ViewPadding.ReadsOnlyTrueEntries(space, circuit.Columns[term.Column].Space, term.View);
        return exact ? range : range.WithZero();
    }

    private void AddStatements()
    {
        var tableRanges = new Dictionary<(int Table, int Column), ValueRange>();
        foreach (var lookup in circuit.Lookups)
        {
            var table = circuit.TableById(lookup.TableId);
            for (var k = 0; k < lookup.Elements.Count; k++)
            {
                if (!tableRanges.TryGetValue((table.Id, k), out var range))
                {
                    tableRanges.Add((table.Id, k), range = ElementStatement.RangeOf(table.Columns[k], table.Bits));
                }
                statements.Add(new ElementStatement(lookup, k, range));
            }
        }
        foreach (var contraction in circuit.Contractions) statements.Add(new ContractionStatement(contraction));
    }

    private void Solve()
    {
        var ready = new Queue<int>();
        for (var s = 0; s < statements.Count; s++)
        {
            foreach (var id in statements[s].Columns) mentions[id].Add(s);
            unknowns[s] = statements[s].Columns.Count;
            if (unknowns[s] == 1) ready.Enqueue(s);
        }
        foreach (var column in circuit.Columns)
        {
            var declared = column.Kind == ColumnKind.Public || (column.Kind == ColumnKind.Parameter && trustParameters);
            if (declared) Learn(column.Id, new ValueRange(column.Min, column.Max), ready);
        }
        while (ready.TryDequeue(out var s))
        {
            foreach (var id in statements[s].Columns)
            {
                if (ranges[id] is null && Derive(statements[s], id) is { } range) Learn(id, range, ready);
            }
        }
        RequireAllKnown();
        for (var pass = 0; pass < NarrowingPasses; pass++) Narrow();
        CheckDeclared();
        foreach (var statement in statements) CheckMagnitudes(statement);
    }

    private void Learn(int id, ValueRange range, Queue<int> ready)
    {
        ranges[id] = range;
        foreach (var s in mentions[id])
        {
            if (--unknowns[s] == 1) ready.Enqueue(s);
        }
    }

    /// <summary>The range that a statement proves for a column when all others in it are known; null when it proves none.</summary>
    private ValueRange? Derive(RangeStatement statement, int id)
    {
        Term? own = null;
        foreach (var term in statement.Affine.Terms)
        {
            if (term.Column != id) continue;
            if (own is not null) return null;
            own = term;
        }
        if (own is null || own.Coefficient is not (1 or -1) || statement.OtherMentions(id)) return null;
        var column = circuit.Columns[id];
        if (!padding.ReadsWholeColumn(statement.Affine.Space, column.Space, own.View)) return null;
        var rest = RangeOf(statement.Affine, Known, id, circuit);
        var range = (statement.Other(Known) - rest) * own.Coefficient;
        RequireBelowLimit(statement, range);
        return range;
    }

    // Every statement holds at once, so each proven range may be intersected with what any statement proves.
    private void Narrow()
    {
        foreach (var statement in statements)
        {
            foreach (var id in statement.Columns)
            {
                var column = circuit.Columns[id];
                if (column.Kind == ColumnKind.Public || (column.Kind == ColumnKind.Parameter && trustParameters)) continue;
                if (Derive(statement, id) is not { } range) continue;
                ranges[id] = Known(id).Intersect(range);
                MalformedCircuitException.Require(!Known(id).IsEmpty, statement.Name, $"leaves no value for '{column.Name}'");
            }
        }
    }

    private void RequireAllKnown()
    {
        foreach (var column in circuit.Columns)
        {
            var known = exempt[column.Id] || ranges[column.Id] is not null;
            MalformedCircuitException.Require(known, $"{column.Kind} column '{column.Name}'", "no relation proves its range and padding");
        }
    }

    private void CheckDeclared()
    {
        foreach (var column in circuit.Columns)
        {
            if (column.Kind == ColumnKind.Virtual || exempt[column.Id]) continue;
            var declared = new ValueRange(column.Min, column.Max);
            MalformedCircuitException.Require(declared.Contains(Known(column.Id)), $"column '{column.Name}'",
                $"proven range {Known(column.Id)} exceeds the declared {declared}");
        }
    }

    private void CheckMagnitudes(RangeStatement statement)
    {
        RequireBelowLimit(statement, RangeOf(statement.Affine, Known, Term.Constant));
        RequireBelowLimit(statement, statement.Other(Known));
    }

    private static void RequireBelowLimit(RangeStatement statement, ValueRange range) =>
        MalformedCircuitException.Require(range.Magnitude < Limit, statement.Name, "values of 2^250 or more");

    private ValueRange Known(int id) => ranges[id]!.Value;
}
