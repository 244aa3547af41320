using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Threading;
using Zkml.Circuits;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;
using Zkml.Prover.Backends;
using Zkml.Prover.Stages;
using Zkml.Prover.Witness;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Tests.Kernels;

/// <summary>The reduction over integers against the plain sumcheck over field tables, message by message.</summary>
public class PackedInstanceTests
{
    private static readonly IndexSpace[] Spaces =
    [
        new(new Axis(768, 10), new Axis(3, 2)), new(Axis.Of(1), Axis.Of(512)), new(Axis.Of(5), Axis.Of(9)), new(Axis.Of(1000), Axis.Of(16)),
        new(Axis.Of(1 << 9)), new(Axis.Of(3)), new(new Axis(20, 6), new Axis(40, 6)), new(Axis.Of(1)),
    ];

    [Theory]
    [InlineData(8, 1L, 1)]
    [InlineData(8, 1L << 40, 2)]
    [InlineData(2, 1L << 40, 3)]
    [InlineData(1, 1L, 4)]
    public void EveryMessageIsThatOfThePlainSumcheck(int columns, long scaleOfOdd, int seed)
    {
        var (polynomial, values) = Make(columns, scaleOfOdd, seed);
        var packed = PackedColumns.Pack(polynomial, values, Cpu.Default);
        var terms = Terms(polynomial, seed);
        var fast = new PackedInstance(CpuBackend.Default, packed, terms);
        var table = packed.ToField(0, packed.Length, Cpu.Default);
        var slow = new ProductInstance(CpuBackend.Default, 0, Fr.One, Selector(terms, packed.Length), table, table.Length);
        var random = new RandomElements(seed);
        for (var round = 0; round < polynomial.Variables; round++)
        {
            Assert.Equal(slow.Round(), fast.Round());
            var r = random.Next();
            slow.Bind(r);
            fast.Bind(r);
        }
        Assert.Equal(table[0], fast.Value);
    }

    [Fact]
    public void OnlyShortSlotsStayFieldTables()
    {
        var (polynomial, values) = Make(1, 1, 1, new IndexSpace(Axis.Of(100)));
        var packed = PackedColumns.Pack(polynomial, values, Cpu.Default);
        var terms = Terms(polynomial, 1);
        var fast = new PackedInstance(CpuBackend.Default, packed, terms);
        var table = packed.ToField(0, packed.Length, Cpu.Default);
        var slow = new ProductInstance(CpuBackend.Default, 0, Fr.One, Selector(terms, packed.Length), table, table.Length);
        for (var round = 0; round < polynomial.Variables; round++)
        {
            Assert.Equal(slow.Round(), fast.Round());
            slow.Bind(Fr.FromInt64(round + 5));
            fast.Bind(Fr.FromInt64(round + 5));
        }
        Assert.Equal(table[0], fast.Value);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(1L << 40)]
    public void ChunksAndFoldsAreThoseOfThePaddedColumns(long scaleOfOdd)
    {
        var (polynomial, values) = Make(8, scaleOfOdd, 7);
        var packed = PackedColumns.Pack(polynomial, values, Cpu.Default);
        var flat = new long[polynomial.Chunks << polynomial.ChunkBits];
        foreach (var id in polynomial.Columns)
        {
            foreach (var (tile, slot) in polynomial.TilesOf(id))
            {
                for (var i = 0; i < 1 << slot.Variables; i++)
                {
                    var index = tile.Origin;
                    for (var k = 0; k < slot.Variables; k++) index |= ((i >> k) & 1) << tile.Free[k];
                    flat[slot.Offset + i] = values[id][index];
                }
            }
        }
        var factors = new RandomElements(3).Array(polynomial.Chunks);
        var (expected, got) = (new Fr[1 << polynomial.ChunkBits], new Fr[1 << polynomial.ChunkBits]);
        for (var i = 0; i < flat.Length; i++) expected[i & (expected.Length - 1)] += factors[i >> polynomial.ChunkBits] * Fr.FromInt64(flat[i]);
        packed.Fold(factors, got, Cpu.Default);
        Assert.Equal(expected, got);
        for (var k = 0; k < polynomial.Chunks; k++) Assert.Equal(flat[(k << polynomial.ChunkBits)..((k + 1) << polynomial.ChunkBits)], packed.Chunk(k).ToArray());
    }

    /// <summary>Some columns at two points, two columns at points with the same low coordinates.</summary>
    private static List<SelectorTerm> Terms(PackedPolynomial polynomial, int seed)
    {
        var random = new RandomElements(seed + 100);
        var shared = random.Array(20);
        var terms = new List<SelectorTerm>();
        for (var claim = 0; claim < 2 * polynomial.Columns.Count; claim++)
        {
            foreach (var (tile, slot) in polynomial.TilesOf(polynomial.Columns[claim / 2]))
            {
                var point = claim % 2 == 0 ? shared[..tile.Variables] : random.Array(tile.Variables);
                terms.Add(new SelectorTerm(slot, tile.Weight<Fr>(point), tile.Restrict(point)));
            }
        }
        return terms;
    }

    private static Fr[] Selector(List<SelectorTerm> terms, int length)
    {
        var selector = new Fr[length];
        foreach (var term in terms)
        {
            var eq = EqPolynomial.Table(term.Point, Cpu.Default);
            for (var i = 0; i < eq.Length; i++) selector[term.Slot.Offset + i] += term.Weight * eq[i];
        }
        return selector;
    }

    private static (PackedPolynomial Polynomial, ColumnData[] Values) Make(int count, long scaleOfOdd, int seed, params IndexSpace[] spaces)
    {
        if (spaces.Length == 0) spaces = Spaces;
        var random = new Random(seed);
        var columns = new List<Column>();
        var values = new List<ColumnData>();
        for (var k = 0; k < count; k++)
        {
            var space = spaces[k];
            columns.Add(new Column(k, $"c{k}", ColumnKind.Witness, space, -1, 1));
            var data = new long[space.Size];
            for (var i = 0; i < data.Length; i++) data[i] = space.IsReal(i) ? random.Next(-128, 128) * (k % 2 == 1 ? scaleOfOdd : 1) : 0;
            values.Add(new ColumnData(data));
        }
        var circuit = new Circuit
        {
            Columns = columns, Tables = [StructuredTables.Zero()], Lookups = [], Contractions = [], Inputs = [], Outputs = [], Multiplicities = [],
        };
        return (new PackedPolynomial(circuit, circuit.Columns.Select(c => c.Id), 7), [.. values]);
    }
}
