namespace Zkml.Circuits.Tests.Adversary;

/// <summary>What a search found: traces that satisfy every relation, by cell.</summary>
/// <param name="Traces">Up to the limit asked for.</param>
/// <param name="IsExhausted">True when there are no others, over the whole field.</param>
/// <param name="Steps">Rows and values tried.</param>
internal sealed record SearchResult(IReadOnlyList<Fr[]> Traces, bool IsExhausted, long Steps);

/// <summary>
/// A prover without scruples: looks for every trace that satisfies the relations. Each lookup must meet one of its
/// rows, so trying all rows of one lookup after another, with everything that follows from them over the field, leaves
/// no trace out, be it of integers or fractions. Only a cell that no lookup and no identity determines is guessed.
/// </summary>
internal sealed class LyingProver
{
    private const int Probes = 6;
    private const int SoonBits = 16;
    private const int Unchecked = 1 << 20;

    private static readonly long[] Guesses = [0, 1, -1, 2, 5];

    private readonly TraceRelations relations;
    private readonly Assignment assignment;
    private readonly List<Fr[]> traces = [];
    private readonly int limit;
    private readonly long budget;
    private bool hasGuessed;
    private long steps;

    private LyingProver(TraceRelations relations, int limit, long budget) =>
        (this.relations, this.limit, this.budget, assignment) = (relations, limit, budget, new Assignment(relations));

    private bool IsOver => traces.Count >= limit || steps >= budget;

    /// <summary>Searches until <paramref name="limit"/> traces are found or <paramref name="budget"/> rows are tried.</summary>
    /// <param name="relations">What the traces must satisfy.</param>
    /// <param name="limit">The number of traces to stop at.</param>
    /// <param name="budget">The number of steps to stop at.</param>
    /// <param name="bent">A cell that the prover sets before all others.</param>
    public static SearchResult Search(TraceRelations relations, int limit = 8, long budget = 600_000, (int Cell, Fr Value)? bent = null)
    {
        var prover = new LyingProver(relations, limit, budget);
        var consistent = prover.assignment.Start() && (bent is not var (cell, value) || prover.assignment.Choose(cell, value));
        if (consistent) prover.Extend();
        return new SearchResult(prover.traces, !prover.IsOver && !prover.hasGuessed, prover.steps);
    }

    private void Extend()
    {
        if (IsOver) return;
        if (Next() is { } lookup)
        {
            foreach (var row in assignment.Candidates(lookup)) Try(() => assignment.Choose(lookup, row));
            return;
        }
        var free = FreeCell();
        if (free < 0)
        {
            traces.Add([.. assignment.Cells.Select(c => c!.Value)]);
            return;
        }
        hasGuessed = true;
        foreach (var guess in Guesses) Try(() => assignment.Choose(free, Fr.FromInt64(guess)));
    }

    private void Try(Func<bool> choose)
    {
        if (IsOver) return;
        steps++;
        var mark = assignment.Mark;
        if (choose()) Extend();
        assignment.BackTo(mark);
    }

    /// <summary>
    /// The open lookup to try next: one whose choices are soon checked; if there is none, of the most promising ones that
    /// with the fewest rows that do not fail at once. The order decides how long the search takes, not what it finds.
    /// </summary>
    private LookupAt? Next()
    {
        var promising = new PriorityQueue<LookupAt, (int Bits, int Rows)>();
        foreach (var lookup in relations.Lookups)
        {
            if (!assignment.IsDecided(lookup)) promising.Enqueue(lookup, (BitsToCheck(lookup), lookup.Rows.All.Length));
        }
        if (promising.TryPeek(out var best, out var priority) && priority.Bits <= SoonBits) return best;
        for (var (k, least) = (0, int.MaxValue); k < Probes && least > 1 && promising.TryDequeue(out var lookup, out _); k++)
        {
            var survivors = assignment.Candidates(lookup).Count(row => Survives(lookup, row));
            if (survivors < least) (best, least) = (lookup, survivors);
        }
        return best;
    }

    private bool Survives(LookupAt lookup, int row)
    {
        var mark = assignment.Mark;
        var survives = assignment.Choose(lookup, row);
        assignment.BackTo(mark);
        return survives;
    }

    /// <summary>The least that must be tried to complete another statement about a cell of the lookup.</summary>
    private int BitsToCheck(LookupAt lookup)
    {
        var least = Unchecked;
        foreach (var own in lookup.Statements)
        {
            if (assignment.Unknown(own) == 0) continue;
            var spread = 64 * (assignment.Unknown(own) - 1);
            foreach (var cell in relations.Statements[own].Cells)
            {
                if (assignment.Cells[cell] is not null) continue;
                foreach (var s in assignment.Occurrences(cell))
                {
                    if (s != own && assignment.JoinsCells(s)) least = Math.Min(least, spread + assignment.BitsToCheck(s));
                }
            }
        }
        return least;
    }

    private int FreeCell()
    {
        var (best, bestUnknowns) = (-1, int.MaxValue);
        for (var cell = 0; cell < assignment.Cells.Count; cell++)
        {
            if (assignment.Cells[cell] is not null) continue;
            var unknowns = assignment.Occurrences(cell).Select(assignment.Unknown).DefaultIfEmpty(int.MaxValue - 1).Min();
            if (unknowns < bestUnknowns) (best, bestUnknowns) = (cell, unknowns);
        }
        return best;
    }
}
