using Zkml.Circuits.Execution;
using Zkml.Circuits.Relations;
using Zkml.Circuits.Tables;

namespace Zkml.Circuits.Tests.Execution;

/// <summary>The validator's reasoning about padding against running through every index.</summary>
public class ViewPaddingTests
{
    [Fact]
    [Trait(TestTier.Name, TestTier.Fuzz)]
    public void MatchesBruteForceOnRandomViews()
    {
        var random = new Random(23);
        var (readOnPadding, unpinned, pinned) = (0, 0, 0);
        for (var trial = 0; trial < TestTier.Rounds(20_000); trial++)
        {
            var (space, column) = (RandomSpace(random), RandomSpace(random));
            if (RandomView(random, space, column) is not { } view) continue;
            var error = CircuitValidator.Validate(LoneWitness(space, column, view));
            var vanishes = VanishesOnPadding(space, column, view);
            Assert.Equal(!vanishes, error?.Contains("is read on padding", StringComparison.Ordinal) ?? false);
            if (error is null) Assert.True(EveryEntryIsPinned(space, column, view));
            (readOnPadding, unpinned, pinned) = (readOnPadding + (vanishes ? 0 : 1), unpinned + (vanishes && error is not null ? 1 : 0), pinned + (error is null ? 1 : 0));
        }
        Assert.True(readOnPadding > 500 && unpinned > 500 && pinned > 500, $"{readOnPadding} {unpinned} {pinned}");
    }

    private static bool VanishesOnPadding(IndexSpace space, IndexSpace column, int[] view)
    {
        for (var i = 0; i < space.Size; i++)
        {
            var used = Enumerable.Range(0, space.Axes.Count).Where(a => Array.Exists(view, v => v >= 0 && space.AxisOfVariable(v) == a));
            if (used.Any(a => space.Position(i, a) >= space.Axes[a].Extent) && column.IsReal(Entry(view, i))) return false;
        }
        return true;
    }

    // An entry is pinned where the term is not masked; a padding entry only where the lookup is of the zero table.
    private static bool EveryEntryIsPinned(IndexSpace space, IndexSpace column, int[] view)
    {
        var pinned = new bool[column.Size];
        var masked = TermView.MaskedAxes(space, new Term(1, 0, view));
        for (var i = 0; i < space.Size; i++)
        {
            var entry = Entry(view, i);
            if (TermView.IsWithin(space, masked, i) && (column.IsReal(entry) || !space.IsReal(i))) pinned[entry] = true;
        }
        return Array.TrueForAll(pinned, p => p);
    }

    private static int Entry(int[] view, int index)
    {
        var entry = 0;
        for (var k = 0; k < view.Length; k++)
        {
            if (view[k] == Term.One || (view[k] >= 0 && ((index >> view[k]) & 1) == 1)) entry |= 1 << k;
        }
        return entry;
    }

    private static IndexSpace RandomSpace(Random random)
    {
        var axes = new Axis[random.Next(1, 4)];
        for (var k = 0; k < axes.Length; k++)
        {
            var bits = random.Next(0, 4);
            axes[k] = new Axis(random.Next(3) == 0 ? 1 << bits : random.Next(1, (1 << bits) + 1), bits);
        }
        return new IndexSpace(axes);
    }

    // Often the variables in order, which is where honest views are; sometimes any of them, or fixed bits.
    private static int[]? RandomView(Random random, IndexSpace space, IndexSpace column)
    {
        var variables = Enumerable.Range(0, space.Variables).ToArray();
        var style = random.Next(4);
        if (style == 0) random.Shuffle(variables);
        var view = new List<int>();
        var next = 0;
        while (view.Count < column.Variables)
        {
            if (style == 1 && random.Next(4) == 0) view.Add(random.Next(2) == 0 ? Term.Zero : Term.One);
            else if (next == variables.Length) return null;
            else view.Add(variables[next++]);
        }
        return [.. view];
    }

    private static Circuit LoneWitness(IndexSpace lookup, IndexSpace column, int[] view)
    {
        var c = new TestCircuit();
        var w = c.Column("w", ColumnKind.Witness, column, 0, 9);
        c.Lookup("range", c.Table(id => StructuredTables.Range(id, 10)), new Expression(lookup, [new Term(1, w, view)]));
        return c.Build();
    }
}
