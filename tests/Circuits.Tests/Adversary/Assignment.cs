using System.Numerics;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>
/// A partial trace with everything that follows from it at once: a statement with one unknown cell determines it, or is
/// contradicted, and an element that is known selects the rows of its lookup. Changes can be taken back.
/// </summary>
internal sealed class Assignment
{
    /// <summary>Stands for a cell that has no lookup of its own.</summary>
    private const int UnboundedBits = 16;

    private readonly TraceRelations relations;
    private readonly int[][] occurrences;
    private readonly int[] lookupOf;
    private readonly int[] unknown;
    private readonly int[] unknownAtStart;
    private readonly int[] cellBits;
    private readonly int[] openBits;
    private readonly Fr?[] targets;
    private readonly Fr?[] cells;
    private readonly Stack<int> trail = new();
    private readonly Queue<int> pending = new();
    private readonly Dictionary<Fr, Fr> inverses = [];

    public Assignment(TraceRelations relations)
    {
        this.relations = relations;
        cells = new Fr?[relations.Cells.Count];
        targets = new Fr?[relations.Statements.Count];
        unknown = [.. relations.Statements.Select(s => s.Cells.Length)];
        occurrences = Occurrences(relations);
        unknownAtStart = new int[unknown.Length];
        cellBits = CellBits(relations);
        openBits = [.. relations.Statements.Select(s => s.Cells.Sum(c => cellBits[c]))];
        lookupOf = new int[targets.Length];
        Array.Fill(lookupOf, -1);
        for (var k = 0; k < relations.Lookups.Count; k++)
        {
            foreach (var s in relations.Lookups[k].Statements) lookupOf[s] = k;
        }
    }

    public IReadOnlyList<Fr?> Cells => cells;

    /// <summary>Where to return to with <see cref="BackTo"/>.</summary>
    public int Mark => trail.Count;

    public int Unknown(int statement) => unknown[statement];

    /// <summary>
    /// log2 of the combinations of unknown cells, by their own lookups, after which the statement is checked or settles its
    /// last cell; 0 where the next cell checks a choice already made.
    /// </summary>
    public int BitsToCheck(int statement)
    {
        if (unknown[statement] <= 1 && openBits[statement] < UnboundedBits) return 0;
        if (statement >= relations.Identities) return openBits[statement];
        var largest = 0;
        foreach (var cell in relations.Statements[statement].Cells)
        {
            if (cells[cell] is null) largest = Math.Max(largest, cellBits[cell]);
        }
        return openBits[statement] - largest;
    }

    public int[] Occurrences(int cell) => occurrences[cell];

    public bool IsDecided(LookupAt lookup) => targets[lookup.Statements[0]] is not null;

    /// <summary>What follows from the relations alone; false on a contradiction.</summary>
    public bool Start()
    {
        for (var s = 0; s < relations.Identities; s++) targets[s] = Fr.Zero;
        for (var s = 0; s < targets.Length; s++)
        {
            if (unknown[s] <= 1) pending.Enqueue(s);
        }
        var consistent = Settle();
        unknown.CopyTo(unknownAtStart, 0);
        return consistent;
    }

    /// <summary>True when the statement ties two cells or more that the relations alone leave open.</summary>
    public bool JoinsCells(int statement) => unknownAtStart[statement] > 1;

    /// <summary>Sets a cell and all that follows; false on a contradiction, after which only going back makes sense.</summary>
    public bool Choose(int cell, Fr value) => Set(cell, value) && Settle();

    /// <summary>Takes a row for a lookup, likewise.</summary>
    public bool Choose(LookupAt lookup, int row) => Take(lookup, row) && Settle();

    /// <summary>The rows that agree with the elements known so far.</summary>
    public IReadOnlyList<int> Candidates(LookupAt lookup)
    {
        var values = Array.ConvertAll(lookup.Statements, s => unknown[s] == 0 ? relations.Statements[s].Evaluate(cells) : (Fr?)null);
        var rows = values[0] is { } first ? lookup.Rows.With(first) : lookup.Rows.All;
        if (Array.TrueForAll(values, v => v is null)) return rows;
        return [.. rows.Where(r => values.Index().All(v => v.Item is null || v.Item == lookup.Rows.Rows[r][v.Index]))];
    }

    public void BackTo(int mark)
    {
        pending.Clear();
        while (trail.Count > mark)
        {
            var change = trail.Pop();
            if (change < 0)
            {
                targets[~change] = null;
                continue;
            }
            cells[change] = null;
            foreach (var s in occurrences[change])
            {
                unknown[s]++;
                openBits[s] += cellBits[change];
            }
        }
    }

    private bool Settle()
    {
        while (pending.TryDequeue(out var s))
        {
            if (Examine(s)) continue;
            pending.Clear();
            return false;
        }
        return true;
    }

    private bool Examine(int s)
    {
        var statement = relations.Statements[s];
        if (unknown[s] == 0)
        {
            if (targets[s] is { } target) return statement.Evaluate(cells) == target;
            var lookup = relations.Lookups[lookupOf[s]];
            if (s != lookup.Statements[0]) return true;
            var rows = Candidates(lookup);
            return rows.Count > 1 || (rows.Count == 1 && Take(lookup, rows[0]));
        }
        if (unknown[s] > 1 || targets[s] is not { } wanted) return true;
        var cell = Array.Find(statement.Cells, c => cells[c] is null);
        var (square, slope, constant) = statement.InOne(cells, cell);
        if (!square.IsZero) return true;
        return slope.IsZero ? constant == wanted : Set(cell, (wanted - constant) * Inverse(slope));
    }

    private Fr Inverse(Fr value)
    {
        if (!inverses.TryGetValue(value, out var inverse)) inverses.Add(value, inverse = value.Invert());
        return inverse;
    }

    private bool Take(LookupAt lookup, int row)
    {
        for (var k = 0; k < lookup.Statements.Length; k++)
        {
            var (s, value) = (lookup.Statements[k], lookup.Rows.Rows[row][k]);
            if (targets[s] is { } known && known != value) return false;
            if (targets[s] is not null) continue;
            targets[s] = value;
            trail.Push(~s);
            if (unknown[s] <= 1) pending.Enqueue(s);
        }
        return true;
    }

    private bool Set(int cell, Fr value)
    {
        if (cells[cell] is { } known) return known == value;
        if (!relations.IsAdmissible(cell, value)) return false;
        cells[cell] = value;
        trail.Push(cell);
        foreach (var s in occurrences[cell])
        {
            openBits[s] -= cellBits[cell];
            if (--unknown[s] <= 1) pending.Enqueue(s);
        }
        return true;
    }

    private static int[][] Occurrences(TraceRelations relations)
    {
        var lists = new List<int>[relations.Cells.Count];
        for (var c = 0; c < lists.Length; c++) lists[c] = [];
        for (var s = 0; s < relations.Statements.Count; s++)
        {
            foreach (var cell in relations.Statements[s].Cells) lists[cell].Add(s);
        }
        return Array.ConvertAll(lists, l => l.ToArray());
    }

    private static int[] CellBits(TraceRelations relations)
    {
        var bits = new int[relations.Cells.Count];
        Array.Fill(bits, UnboundedBits);
        foreach (var lookup in relations.Lookups)
        {
            foreach (var s in lookup.Statements)
            {
                if (relations.Statements[s].Cells is not [var cell]) continue;
                bits[cell] = Math.Min(bits[cell], BitOperations.Log2((uint)lookup.Rows.All.Length) + (BitOperations.IsPow2(lookup.Rows.All.Length) ? 0 : 1));
            }
        }
        return bits;
    }
}
