using Zkml.Circuits;
using Zkml.Circuits.Relations;

namespace Zkml.Verifier.Plan;

/// <summary>
/// Everything about the shape of a proof that follows from the circuit and the chunk size: packing, leaf slots, claim
/// lists, round counts. Shared by prover and verifier; message counts come from here and never from a proof.
/// </summary>
public sealed class ProofPlan
{
    /// <param name="circuit">A valid circuit.</param>
    /// <param name="chunkBits">log2 of the coefficients of a committed chunk.</param>
    /// <param name="privacy">What a hiding proof commits to besides; null for a plain proof.</param>
    public ProofPlan(Circuit circuit, int chunkBits, Privacy? privacy = null)
    {
        Circuit = circuit;
        ChunkBits = chunkBits;
        Privacy = privacy;
        Parameters = Pack(c => c.Kind == ColumnKind.Parameter);
        Witness = Pack(c => c.Kind == ColumnKind.Witness && privacy?.Sealed.Contains(c.Id) != true);
        PackedPolynomial[] sealedPolynomials = [.. (privacy?.Sealed ?? []).Select(id => Pack(c => c.Id == id))];
        Polynomials = Parameters.IsEmpty ? [Witness, .. sealedPolynomials] : [Parameters, Witness, .. sealedPolynomials];
        Leaves = Packing.Of([.. circuit.Lookups.Select(l => l.Space.Variables), .. circuit.Tables.Select(t => t.Bits)]);
        LeafVariables = Math.Max(
            Leaves.Variables, circuit.Contractions.Select(c => c.Space.Variables).DefaultIfEmpty(0).Max());
        Contractions = [.. circuit.Contractions.Select(c => new ContractionPlan(c))];
        ContractionRounds = Contractions.Count == 0 ? 0 : Contractions.Max(c => c.SumVariables);
        foreach (var c in Contractions) c.Offset = ContractionRounds - c.SumVariables;
        Maps = PlanMaps(Contractions);
        MapRounds = Maps.Count == 0 ? 0 : Maps.Max(m => m.Variables);
        foreach (var m in Maps) m.Offset = MapRounds - m.Variables;
        ReductionRounds = Polynomials.Max(p => p.Variables);
        RhoClaims = CollectRhoClaims();
        XClaims = CollectDirectClaims();
        ZClaims = CollectMappedClaims();
    }

    public Circuit Circuit { get; }

    /// <summary>log2 of the coefficients of one committed chunk.</summary>
    public int ChunkBits { get; }

    public PackedPolynomial Parameters { get; }

    public PackedPolynomial Witness { get; }

    /// <summary>Null for a plain proof.</summary>
    public Privacy? Privacy { get; }

    /// <summary>Whether witness commitments are blinded and a mask chunk is opened with them (docs/protocol.md §8.3).</summary>
    public bool IsHiding => Privacy is not null;

    /// <summary>The polynomials that are opened, without the mask: parameters (when there are any), witness, sealed tensors.</summary>
    public IReadOnlyList<PackedPolynomial> Polynomials { get; }

    /// <summary>Commitments that a proof brings along: the chunks of witness and sealed tensors, then the mask.</summary>
    public int WitnessCommitments => Polynomials.Sum(p => p.Chunks) - Parameters.Chunks + (IsHiding ? 1 : 0);

    /// <summary>Position in <see cref="Polynomials"/> of the one that holds a column.</summary>
    public int PolynomialOf(int column)
    {
        for (var k = 0; k < Polynomials.Count; k++)
        {
            if (Polynomials[k].Holds(column)) return k;
        }
        throw new ArgumentException($"Column {column} is not committed.", nameof(column));
    }

    /// <summary>Leaf slots: the lookups in order, then the tables in order.</summary>
    public Packing Leaves { get; }

    /// <summary>
    /// Depth of the LogUp tree: that of its slots, or more where a contraction needs a longer point ρ; the leaves beyond
    /// are 0/1.
    /// </summary>
    public int LeafVariables { get; }

    public IReadOnlyList<ContractionPlan> Contractions { get; }

    public int ContractionRounds { get; }

    /// <summary>The mapped operands, in contraction and operand order.</summary>
    public IReadOnlyList<MapPlan> Maps { get; }

    public int MapRounds { get; }

    public int ReductionRounds { get; }

    /// <summary>Evaluations sent after LogUp: committed and virtual columns, each point once.</summary>
    public IReadOnlyList<ClaimKey> RhoClaims { get; }

    /// <summary>Evaluations of direct operands, sent after the contraction sumcheck.</summary>
    public IReadOnlyList<ClaimKey> XClaims { get; }

    /// <summary>Evaluations of mapped operands' columns, sent after the index-map sumcheck.</summary>
    public IReadOnlyList<ClaimKey> ZClaims { get; }

    private PackedPolynomial Pack(Func<Column, bool> selected) =>
        new(Circuit, Circuit.Columns.Where(selected).Select(c => c.Id), ChunkBits);

    public Slot LookupSlot(int lookup) => Leaves.Slots[lookup];

    public Slot TableSlot(int position) => Leaves.Slots[Circuit.Lookups.Count + position];

    /// <summary>The column claim of a term at a point of its expression's space.</summary>
    public static ClaimKey KeyOf(Term term, IReadOnlyList<Coordinate> point)
    {
        var coordinates = new Coordinate[term.View.Length];
        for (var k = 0; k < coordinates.Length; k++)
        {
            coordinates[k] = term.View[k] switch
            {
                Term.Zero => Coordinate.Bit(0),
                Term.One => Coordinate.Bit(1),
                var v => point[v],
            };
        }
        return new ClaimKey(term.Column, coordinates);
    }

    private static List<MapPlan> PlanMaps(IReadOnlyList<ContractionPlan> contractions)
    {
        var maps = new List<MapPlan>();
        foreach (var c in contractions)
        {
            c.MapNumber = new int[c.Contraction.Operands.Count];
            for (var k = 0; k < c.MapNumber.Length; k++)
            {
                c.MapNumber[k] = c.Contraction.Operands[k].IsMapped ? maps.Count : -1;
                if (c.Contraction.Operands[k].IsMapped) maps.Add(new MapPlan(c, k));
            }
        }
        return maps;
    }

    private List<ClaimKey> CollectRhoClaims()
    {
        var claims = new ClaimSet(Circuit);
        foreach (var l in Circuit.Lookups)
        {
            foreach (var e in l.Elements) claims.Add(e, Coordinate.RhoRange(l.Space.Variables));
        }
        for (var t = 0; t < Circuit.Tables.Count; t++)
        {
            claims.Add(new ClaimKey(Circuit.Multiplicities[t], Coordinate.RhoRange(Circuit.Tables[t].Bits)));
        }
        foreach (var c in Circuit.Contractions) claims.Add(c.Left, Coordinate.RhoRange(c.Space.Variables));
        return claims.Keys;
    }

    private List<ClaimKey> CollectDirectClaims()
    {
        var claims = new ClaimSet(Circuit);
        foreach (var c in Contractions)
        {
            foreach (var o in c.Contraction.Operands)
            {
                if (!o.IsMapped) claims.Add(o.Source, c.DirectPoint(o));
            }
        }
        return claims.Keys;
    }

    private List<ClaimKey> CollectMappedClaims()
    {
        var claims = new ClaimSet(Circuit);
        foreach (var m in Maps) claims.Add(m.Operand.Source, m.SourcePoint());
        return claims.Keys;
    }

    /// <summary>Claims in first-use order, without public columns, each once.</summary>
    private sealed class ClaimSet(Circuit circuit)
    {
        private readonly HashSet<ClaimKey> seen = [];

        public List<ClaimKey> Keys { get; } = [];

        public void Add(Expression expression, IReadOnlyList<Coordinate> point)
        {
            foreach (var term in expression.Terms)
            {
                if (term.Column != Term.Constant) Add(KeyOf(term, point));
            }
        }

        public void Add(ClaimKey key)
        {
            if (circuit.Columns[key.Column].Kind == ColumnKind.Virtual && !IsLocalRho(key))
            {
                throw new InvalidOperationException($"Virtual column {key.Column} is used away from its own point.");
            }
            if (circuit.Columns[key.Column].Kind != ColumnKind.Public && seen.Add(key)) Keys.Add(key);
        }

        /// <summary>A virtual column is known at ρ[0..n) only, where its contraction defines it (docs/protocol.md §3.6).</summary>
        private static bool IsLocalRho(ClaimKey key) => key.Point.SequenceEqual(Coordinate.RhoRange(key.Point.Count));
    }
}
