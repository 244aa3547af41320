using Zkml.Algebra.Polynomials;
using Zkml.Prover.Backends;
using Zkml.Prover.Witness;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Stages;

/// <summary><c>Weight·eq(Point, ·)</c> on a slot, 0 elsewhere.</summary>
public readonly struct SelectorTerm(Slot slot, Fr weight, Fr[] point)
{
    public Slot Slot { get; } = slot;

    public Fr Weight { get; } = weight;

    public Fr[] Point { get; } = point;
}

/// <summary>
/// <c>Σ_x Σ_terms Weight·eq(Point, x)·F(x)</c> over a packed polynomial F that stays integers for the first
/// k = <see cref="IntegerRounds"/> rounds. With x = (low k bits, high bits), a term is
/// <c>Σ_low eq(r_low, low)·[Σ_high Weight·eq(r_high, high)·F(low, high)]</c>: one pass over the integers gives the
/// bracket, a table of 2^k, and terms with the same r_low share it. After k rounds a second pass binds F to y_low,
/// <c>F'(high) = Σ_low eq(y_low, low)·F(low, high)</c>, and the rest is a sumcheck over tables 2^k times shorter. Slots of
/// fewer than k variables stand last in the packing; they run as field tables from the start. The messages are those of
/// the plain sumcheck, since its round polynomials are unique.
/// </summary>
public sealed class PackedInstance : SumcheckInstance
{
    /// <summary>2^k elements of a bracket fill half of a first-level cache.</summary>
    public const int IntegerRounds = 9;

    // Rows of one step of a long loop: some milliseconds.
    private const int LongestRows = 1 << 9;

    private readonly IComputeBackend backend;
    private readonly PackedColumns packed;
    private readonly int rows;
    private readonly List<Fr> bound = [];
    private readonly List<LowGroup> groups = [];
    private Fr[] tail;
    private Fr[] tailSelector;
    private ProductInstance? tailInstance;
    private ProductInstance? highInstance;

    public PackedInstance(IComputeBackend backend, PackedColumns packed, IReadOnlyList<SelectorTerm> terms)
        : base(0)
    {
        (this.backend, this.packed) = (backend, packed);
        var size = 1 << IntegerRounds;
        rows = Rows(packed.Polynomial.Packing);
        tail = packed.ToField(rows * size, packed.Length - (rows * size), backend.Cpu);
        tailSelector = Selector(terms, rows * size, tail.Length);
        if (tail.Length > 0) tailInstance = new ProductInstance(backend, 0, Fr.One, tailSelector, tail, tail.Length);
        foreach (var term in terms)
        {
            if (term.Slot.Variables >= IntegerRounds) GroupOf(term.Point.AsSpan(0, IntegerRounds)).Add(term);
        }
        SumBrackets();
    }

    /// <summary>F at the point, once all rounds are done.</summary>
    public Fr Value => tail[0];

    public override RoundSums Round()
    {
        if (highInstance is not null) return highInstance.Round();
        var sums = tailInstance?.Round() ?? default;
        foreach (var group in groups)
        {
            var part = group.Instance.Round();
            sums = sums with { Constant = sums.Constant + part.Constant, Quadratic = sums.Quadratic + part.Quadratic };
        }
        return sums;
    }

    public override void Bind(Fr r)
    {
        if (highInstance is not null)
        {
            highInstance.Bind(r);
            return;
        }
        bound.Add(r);
        tailInstance?.Bind(r);
        foreach (var group in groups) group.Instance.Bind(r);
        if (bound.Count == IntegerRounds && rows > 0) BindIntegers();
    }

    /// <summary>The number of rows of 2^k entries before the first slot that is shorter than one.</summary>
    private static int Rows(Packing packing)
    {
        var end = 0L;
        foreach (var slot in packing.Slots)
        {
            if (slot.Variables >= IntegerRounds) end = Math.Max(end, slot.Offset + (1L << slot.Variables));
        }
        return (int)(end >> IntegerRounds);
    }

    /// <summary>Σ Weight·eq(Point, ·) over the slots from <paramref name="start"/> on.</summary>
    private Fr[] Selector(IReadOnlyList<SelectorTerm> terms, int start, int length)
    {
        var selector = new Fr[length];
        foreach (var term in terms)
        {
            if (term.Slot.Offset < start) continue;
            var eq = new Fr[1 << term.Slot.Variables];
            EqPolynomial.Table(term.Point, term.Weight, eq, backend.Cpu);
            var target = selector.AsSpan((int)term.Slot.Offset - start, eq.Length);
            backend.Cpu.Fr.Add(target, eq, target);
        }
        return selector;
    }

    private LowGroup GroupOf(ReadOnlySpan<Fr> low)
    {
        foreach (var group in groups)
        {
            if (low.SequenceEqual(group.Low)) return group;
        }
        groups.Add(new LowGroup(low.ToArray(), groups.Count, backend));
        return groups[^1];
    }

    /// <summary>First pass: every term adds its rows, weighted, to the bracket of its group.</summary>
    private void SumBrackets()
    {
        var work = groups.SelectMany(g => g.Terms.Select(t => (Group: g, t.FirstRow, t.Weights))).ToArray();
        var total = work.Sum(w => w.Weights.Length);
        var gate = new Lock();
        backend.Cpu.For(total, 8, (start, end) =>
        {
            var brackets = new Fr[groups.Count][];
            var first = 0;
            foreach (var (group, row, weights) in work)
            {
                var (from, to) = (Math.Max(start - first, 0), Math.Min(end - first, weights.Length));
                first += weights.Length;
                if (from >= to) continue;
                var bracket = brackets[group.Number] ??= new Fr[1 << IntegerRounds];
                var starts = new int[to - from];
                for (var i = 0; i < starts.Length; i++) starts[i] = (row + from + i) << IntegerRounds;
                packed.AccumulateRows(bracket, weights.AsSpan(from, starts.Length), starts, backend.Cpu);
            }
            lock (gate)
            {
                foreach (var group in groups)
                {
                    if (brackets[group.Number] is { } part) backend.Cpu.Fr.Add(group.Bracket, part, group.Bracket);
                }
            }
        });
        foreach (var group in groups) group.Start();
    }

    /// <summary>Second pass: F and the selector with the first k variables bound, the short slots' tables appended.</summary>
    private void BindIntegers()
    {
        var eq = EqPolynomial.Table(bound.ToArray(), backend.Cpu);
        var rest = (tail.Length + eq.Length - 1) >> IntegerRounds;
        var (table, selector) = (new Fr[rows + rest], new Fr[rows + rest]);
        backend.Cpu.For(rows, 8, (start, end) =>
        {
            for (var row = start; row < end; row++) table[row] = packed.InnerProduct(eq, row << IntegerRounds, backend.Cpu.Fr);
        }, LongestRows);
        foreach (var group in groups)
        {
            foreach (var (firstRow, weights) in group.Terms)
            {
                backend.Cpu.Fr.MultiplyAddScalar(selector.AsSpan(firstRow, weights.Length), group.LowValue, weights);
            }
        }
        tail.AsSpan(0, rest).CopyTo(table.AsSpan(rows));
        tailSelector.AsSpan(0, rest).CopyTo(selector.AsSpan(rows));
        (tail, tailSelector, tailInstance) = (table, selector, null);
        groups.Clear();
        highInstance = new ProductInstance(backend, 0, Fr.One, selector, table, table.Length);
    }

    /// <summary>The terms with one point on the low variables.</summary>
    private sealed class LowGroup(Fr[] low, int number, IComputeBackend backend)
    {
        private readonly Fr[] eq = EqPolynomial.Table(low, backend.Cpu);

        public Fr[] Low { get; } = low;

        public int Number { get; } = number;

        public Fr[] Bracket { get; } = new Fr[1 << IntegerRounds];

        /// <summary>First row and <c>Weight·eq(r_high, ·)</c> of each term.</summary>
        public List<(int FirstRow, Fr[] Weights)> Terms { get; } = [];

        public ProductInstance Instance { get; private set; } = null!;

        /// <summary>eq(r_low, y_low), once the low variables are bound.</summary>
        public Fr LowValue => eq[0];

        public void Add(SelectorTerm term)
        {
            var weights = new Fr[1 << (term.Slot.Variables - IntegerRounds)];
            EqPolynomial.Table(term.Point.AsSpan(IntegerRounds), term.Weight, weights, backend.Cpu);
            Terms.Add(((int)(term.Slot.Offset >> IntegerRounds), weights));
        }

        public void Start() => Instance = new ProductInstance(backend, 0, Fr.One, eq, Bracket, eq.Length);
    }
}
