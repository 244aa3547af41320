using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Tensors;

namespace Zkml.Circuits.Lowering;

/// <summary>One use of an activation table: the quotients' range and the padded number of lookups.</summary>
internal sealed record TableDemand(string Node, Activation Activation, long Min, long Max, long Lookups);

/// <summary>One remainder: its bits and the padded number of entries.</summary>
internal readonly record struct RemainderDemand(int Bits, long Entries);

/// <summary>
/// The widths of limb and activation tables, shared by all layers of a model so that tables cost about as much as the
/// lookups they serve.
/// </summary>
internal sealed class TablePlan
{
    /// <summary>log2 of the widest table of any kind, clamps that cannot be split included.</summary>
    public const int HardLimit = 20;

    /// <summary>What a split costs per entry, in lookups: one more lookup, four more committed columns, a contraction.</summary>
    private const long SplitCost = 4;

    private readonly Dictionary<Activation, int>? activationBits;

    private TablePlan(int limbBits, Dictionary<Activation, int>? activationBits)
    {
        LimbBits = limbBits;
        this.activationBits = activationBits;
    }

    /// <summary>Width of remainder limbs.</summary>
    public int LimbBits { get; }

    /// <summary>The plan of the first pass, whose circuit only serves to collect demands: nothing is split.</summary>
    public static TablePlan Measuring { get; } = new(8, null);

    /// <summary>The width of an activation's table, for quotients in [min, max]; they are split when they need more.</summary>
    public int Width(Activation activation, long min, long max) =>
        activationBits is null ? Math.Min(HardLimit, SignedWidth.Of(min, max)) : activationBits[activation];

    /// <summary>True when quotients in [min, max] do not fit the activation's table.</summary>
    public bool IsSplit(Activation activation, long min, long max) =>
        activationBits is not null && SignedWidth.Of(min, max) > activationBits[activation];

    /// <summary>Limb widths of a remainder, lowest first.</summary>
    public int[] Limbs(int bits)
    {
        var widths = new List<int>();
        for (var rest = bits; rest > 0; rest -= LimbBits) widths.Add(Math.Min(rest, LimbBits));
        return [.. widths];
    }

    /// <summary>Chooses all widths. Throws InvalidDataException, naming a node, when a table would be too large.</summary>
    public static TablePlan Choose(IReadOnlyList<TableDemand> tables, IReadOnlyList<RemainderDemand> remainders, LoweringOptions options)
    {
        if (options.LimbBits is < 1 or > 16) throw new ArgumentException($"limbs of {options.LimbBits} bits; 1 to 16 are supported", nameof(options));
        var widths = new Dictionary<Activation, int>();
        foreach (var group in tables.GroupBy(d => d.Activation)) widths[group.Key] = ChooseWidth([.. group], options);
        return new TablePlan(options.LimbBits ?? ChooseLimbs(remainders), widths);
    }

    private static int ChooseLimbs(IReadOnlyList<RemainderDemand> remainders)
    {
        var (best, bestCost) = (1, long.MaxValue);
        for (var width = 1; width <= 16; width++)
        {
            var tables = new HashSet<int>();
            var cost = 0L;
            foreach (var r in remainders)
            {
                cost += r.Entries * ((r.Bits + width - 1) / width);
                if (r.Bits >= width) tables.Add(width);
                if (r.Bits % width != 0) tables.Add(r.Bits % width);
            }
            foreach (var table in tables) cost += 1L << table;
            if (cost < bestCost) (best, bestCost) = (width, cost);
        }
        return best;
    }

    private static int ChooseWidth(TableDemand[] demands, LoweringOptions options)
    {
        var widest = demands.Max(d => SignedWidth.Of(d.Min, d.Max));
        var natural = Math.Min(widest, ActivationFunction.DomainBits(demands[0].Activation));
        if (natural > HardLimit)
        {
            throw new InvalidDataException($"'{demands[0].Node}' needs a table of 2^{natural} rows; narrow the range of its activation");
        }
        var affordable = demands[0].Activation is FunctionActivation
            ? Math.Min(options.MaxTableBits, ActivationFunction.MaxFunctionBits)
            : options.MaxTableBits;
        var limit = Math.Max(natural, Math.Min(widest, affordable));
        if (options.ActivationBits is { } forced) return CheckSaturation(Math.Clamp(forced, natural, limit), widest, demands);
        var (best, bestCost) = (limit, long.MaxValue);
        for (var width = natural; width <= limit; width++)
        {
            var cost = Cost(demands, width, widest);
            if (cost < bestCost) (best, bestCost) = (width, cost);
        }
        return CheckSaturation(best, widest, demands);
    }

    private static long Cost(TableDemand[] demands, int width, int widest)
    {
        var cost = 1L << width;
        if (widest > width) cost += 1L << Math.Min(widest - width + 1, 40);
        foreach (var d in demands)
        {
            if (SignedWidth.Of(d.Min, d.Max) > width) cost += SplitCost * d.Lookups;
        }
        return cost;
    }

    private static int CheckSaturation(int width, int widest, TableDemand[] demands)
    {
        if (widest - width < HardLimit) return width;
        var worst = demands.MaxBy(d => SignedWidth.Of(d.Min, d.Max))!;
        throw new InvalidDataException(
            $"'{worst.Node}' can reach quotients in [{worst.Min}, {worst.Max}], too wide for a saturation table; raise its requantization shift");
    }
}
