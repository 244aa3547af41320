using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Circuits;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Codec;

namespace Zkml.Verifier.Tests.Keys;

/// <summary>Keys by a hostile publisher: refused with a reason when they are prepared, whatever they hold.</summary>
public class HostileKeyTests
{
    private static Circuit Circuit => SmallKey.Circuit;

    [Fact]
    public void AnHonestKeyIsPrepared()
    {
        Assert.NotNull(SmallKey.Make().Prepare(out var rejection));
        Assert.Null(rejection);
    }

    [Fact]
    public void AVirtualColumnDefinedTwiceIsRefused() =>
        AssertRefused(SmallKey.With(contractions: [.. Circuit.Contractions, Circuit.Contractions[0] with { Name = "again" }]), "already defined");

    [Fact]
    public void AVirtualColumnDefinedNowhereIsRefused() => AssertRefused(SmallKey.With(contractions: []), "defines it");

    [Fact]
    public void AVirtualColumnWithCoefficientZeroIsRefused() => AssertRefused(Left(t => IsVirtual(t) ? t with { Coefficient = 0 } : t), "coefficient 0");

    [Fact]
    public void AVirtualColumnThatCancelsItselfIsRefused()
    {
        var c = Circuit.Contractions[0];
        var own = c.Left.Terms.Single(IsVirtual);
        var cancelled = c with { Left = c.Left with { Terms = [.. c.Left.Terms, own with { Coefficient = -own.Coefficient }] } };
        AssertRefused(SmallKey.With(contractions: [cancelled]), "defined");
    }

    [Fact]
    public void AVirtualColumnLookedUpAtOtherIndicesIsRefused()
    {
        // The lookup would read t with two index bits exchanged: a claim that no contraction proves.
        var lookup = Circuit.Lookups.Single(l => l.Elements[0].Terms.Any(IsVirtual));
        var changed = lookup with
        {
            Elements = [.. lookup.Elements.Select(e => e with { Terms = [.. e.Terms.Select(t => IsVirtual(t) ? t with { View = [1, 0, .. t.View[2..]] } : t)] })],
        };
        AssertRefused(SmallKey.With(lookups: [.. Circuit.Lookups.Select(l => l == lookup ? changed : l)]), "");
    }

    [Fact]
    public void AWitnessThatNothingPinsIsRefused()
    {
        for (var k = 0; k < Circuit.Lookups.Count; k++)
        {
            AssertRefused(SmallKey.With(lookups: [.. Circuit.Lookups.Where((_, i) => i != k)]), "");
        }
    }

    [Fact]
    public void AWitnessPinnedWithCoefficientZeroIsRefused()
    {
        for (var k = 0; k < Circuit.Lookups.Count; k++)
        {
            var l = Circuit.Lookups[k];
            if (l.Elements.Count != 1) continue;
            var nothing = l with { Elements = [l.Elements[0] with { Terms = [l.Elements[0].Terms[0] with { Coefficient = 0 }] }] };
            AssertRefused(SmallKey.With(lookups: [.. Circuit.Lookups.Select((x, i) => i == k ? nothing : x)]), "");
        }
    }

    [Fact]
    public void BadIdsAreRefused()
    {
        AssertRefused(SmallKey.With(inputs: [99]), "no column 99");
        AssertRefused(SmallKey.With(inputs: [-1]), "no column -1");
        AssertRefused(SmallKey.With(inputs: []), "neither input nor output");
        AssertRefused(SmallKey.With(multiplicities: [.. Circuit.Multiplicities.Select(_ => 0)]), "");
        AssertRefused(SmallKey.With(columns: [.. Circuit.Columns.Reverse()]), "id");
        AssertRefused(SmallKey.With(lookups: [Circuit.Lookups[0] with { TableId = 0 }]), "no table 0");
        AssertRefused(SmallKey.With(lookups: [Circuit.Lookups[0] with { TableId = 77 }]), "no table 77");
    }

    [Fact]
    public void IntegersThatCouldWrapTheFieldAreRefused()
    {
        // Weights of 62 bits times a map that sums 2^156 positions: beyond 2^250.
        var summed = Enumerable.Range(0, 6).Select(_ => new MapIndex(MapIndexKind.Summed, 0, new Axis(1 << 26, 26), 0));
        var group = new MapGroup([.. summed], 0, HasEquation: false);
        var c = Circuit.Contractions[0];
        var wide = c with { Operands = [.. c.Operands.Select(o => o with { Groups = [.. o.Groups, group] })] };
        AssertRefused(SmallKey.With(contractions: [wide]), "2^250");
    }

    [Fact]
    public void ParametersDeclaredTooWideForTheirLimbsAreRefused()
    {
        // The quotient could leave its table's range, and the accumulator every bound: analysis re-runs from the declared widths.
        var columns = Circuit.Columns.Select(c => c.Kind == ColumnKind.Parameter ? c with { Min = -(1L << 62) } : c).ToArray();
        AssertRefused(SmallKey.With(columns: columns), "range");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(25)]
    [InlineData(-1)]
    [InlineData(255)]
    public void ChunkSizesOutOfRangeAreRefused(int chunkBits) => AssertRefused(SmallKey.Make(chunkBits: chunkBits), "chunk size");

    [Fact]
    public void AWrongNumberOfCommitmentsIsRefused()
    {
        AssertRefused(SmallKey.Make(commitments: 0), "commitments");
        AssertRefused(SmallKey.Make(commitments: 40), "commitments");
    }

    [Fact]
    public void TauMustBeAPointOfTheGroup()
    {
        AssertRefused(SmallKey.Make(tau: G2Affine.Identity), "subgroup");
        var outside = OutsideTheSubgroup();
        Assert.True(outside.IsOnCurve && !outside.IsInSubgroup);
        AssertRefused(SmallKey.Make(tau: outside), "subgroup");
        AssertRefused(SmallKey.Make(tau: new G2Affine(outside.X, outside.X)), "subgroup");
    }

    [Theory]
    [InlineData(new[] { 1, 2, 5, 6 }, "shape of input")]
    [InlineData(new[] { -50, -1 }, "shape of input")]
    [InlineData(new[] { 0 }, "shape of input")]
    [InlineData(new[] { 1 << 26, 1 << 26, 1 << 26 }, "shape of input")]
    [InlineData(new[] { 1 << 26, 1 << 26, 1 << 26, 1 << 26, 0 }, "shape of input")]
    public void TensorShapesThatAreNotTheColumnsAreRefused(int[] shape, string what) =>
        AssertRefused(SmallKey.Make(inputs: [new TensorInfo("x", shape, 1)]), what);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ScalesThatAreNotPositiveNumbersAreRefused(double scale) =>
        AssertRefused(SmallKey.Make(inputs: [new TensorInfo("x", [1, 2, 5, 5], scale)]), "scale of input");

    [Fact]
    public void IntegersHaveTheScaleOne()
    {
        AssertRefused(SmallKey.Make(inputs: [new TensorInfo("x", [1, 2, 5, 5], 2, ValueKind.Integer)]), "scale of input");
        AssertRefused(SmallKey.Make(inputs: [new TensorInfo("x", [1, 2, 5, 5], 1, (ValueKind)2)]), "scale of input");
        var integers = SmallKey.Make(inputs: [new TensorInfo("x", [1, 2, 5, 5], 1, ValueKind.Integer)]);
        var reals = SmallKey.Make(inputs: [new TensorInfo("x", [1, 2, 5, 5], 1)]);
        Assert.NotEqual(reals.ComputeDigest(), integers.ComputeDigest());
        var decoded = KeyCodec.TryDecode(KeyCodec.Encode(integers), out _)!;
        Assert.Equal((1, ValueKind.Integer), (decoded.Inputs[0].Scale, decoded.Inputs[0].Kind));
        Assert.Equal(integers.ComputeDigest(), decoded.ComputeDigest());
    }

    [Fact]
    public void MissingTensorDescriptionsAreRefused() => AssertRefused(SmallKey.Make(inputs: []), "number of input");

    [Fact]
    public void ContractionsOverMoreVariablesThanAnyLookupDoNotBreakTheVerifier()
    {
        // Whether such a circuit is allowed or not, preparing it must end in a key or a reason.
        var space = new IndexSpace(Axis.Of(1 << 14));
        var one = new Operand(new Expression(space, [Term.Of(1)]), [0], []);
        var wide = new Contraction("wide", space, new IndexSpace(), new Expression(space, [Term.Of(1)]), ContractionForm.Product, [one, one]);
        var prepared = SmallKey.Make(SmallKey.With(contractions: [.. Circuit.Contractions, wide])).Prepare(out var rejection);
        Assert.NotEqual(prepared is null, rejection is null);
    }

    [Fact]
    public void PublicColumnsOfFewEntriesInAHugeSpaceAreRefused()
    {
        // One true entry padded to 2^26: cheap to state, 2 GiB to hold.
        var column = new Column(Circuit.Columns.Count, "huge", ColumnKind.Public, new IndexSpace(new Axis(1, 26)), 0, 1);
        var circuit = SmallKey.With(columns: [.. Circuit.Columns, column], inputs: [.. Circuit.Inputs, column.Id]);
        TensorInfo[] inputs = [new("x", [1, 2, 5, 5], 1), new("huge", [1], 1)];
        AssertRefused(SmallKey.Make(circuit, inputs: inputs), "size of the public columns");
    }

    private static bool IsVirtual(Term t) => t.Column >= 0 && Circuit.Columns[t.Column].Kind == ColumnKind.Virtual;

    private static Circuit Left(Func<Term, Term> change)
    {
        var c = Circuit.Contractions[0];
        return SmallKey.With(contractions: [c with { Left = c.Left with { Terms = [.. c.Left.Terms.Select(change)] } }]);
    }

    private static void AssertRefused(Circuit circuit, string what) => AssertRefused(SmallKey.Make(circuit), what);

    private static void AssertRefused(VerifyingKey key, string what)
    {
        Assert.Null(key.Prepare(out var rejection));
        Assert.NotNull(rejection);
        Assert.Equal(Step.Encoding, rejection.Step);
        Assert.Contains(what, rejection.What, StringComparison.Ordinal);
    }

    /// <summary>A point of the twist that is not in the group of order r: nearly every one.</summary>
    private static G2Affine OutsideTheSubgroup()
    {
        var g = G2Affine.Generator;
        var b = g.Y.Square() - (g.X.Square() * g.X);
        for (ulong k = 1; ; k++)
        {
            var x = new Fq2(Fq.FromUInt64(k), Fq.One);
            if (TrySqrt((x.Square() * x) + b, out var y)) return new G2Affine(x, y);
        }
    }

    /// <summary>√(a + bi) = c + (b / 2c)i with c² = (a + √(a² + b²)) / 2.</summary>
    private static bool TrySqrt(Fq2 value, out Fq2 root)
    {
        root = default;
        if (!(value.C0.Square() + value.C1.Square()).TrySqrt(out var norm)) return false;
        if (!(value.C0 + norm).Half().TrySqrt(out var c) && !(value.C0 - norm).Half().TrySqrt(out c)) return false;
        root = new Fq2(c, value.C1 * c.Double().Invert());
        return root.Square() == value;
    }
}
