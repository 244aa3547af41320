using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using Zkml.Tensors;

namespace Zkml.Circuits.Lowering;

/// <summary>The joint space of a contraction under construction: the output's axes, then the contracted ones.</summary>
internal sealed class JointSpace(TensorLayout output)
{
    private readonly List<Axis> contracted = [];

    public IndexSpace Contracted => new([.. contracted]);

    /// <summary>An output dimension's axes.</summary>
    public AxisRun Output(int dimension) => output.Run(dimension);

    /// <summary>Adds contracted axes.</summary>
    public AxisRun Contract(IReadOnlyList<Axis> axes)
    {
        var run = new AxisRun(output.Space.Axes.Count + contracted.Count, axes);
        contracted.AddRange(axes);
        return run;
    }
}

/// <summary>Builds one operand: every source axis must be bound or put in one map group.</summary>
internal sealed class OperandBuilder
{
    private readonly Expression source;
    private readonly int[] bound;
    private readonly List<MapGroup> groups = [];

    /// <summary>How often equations without joint and source indices hold: a window on a single entry reads it once or never.</summary>
    private long factor = 1;

    public OperandBuilder(Expression source)
    {
        this.source = source;
        bound = new int[source.Space.Axes.Count];
        Array.Fill(bound, -1);
    }

    public OperandBuilder(TensorValue value, long factor = 1)
        : this(value.Expression with { Terms = AffineTerms.Scale(value.Terms, factor) })
    {
    }

    /// <summary>Source axes that are joint axes.</summary>
    public OperandBuilder Bind(AxisRun from, AxisRun to)
    {
        if (!AxisFactors.AreEqual(from.Axes, to.Axes)) throw new InvalidOperationException("bound axes differ");
        for (var k = 0; k < from.Axes.Count; k++) bound[from.First + k] = to.First + k;
        return this;
    }

    /// <summary>
    /// A window: stride·p + dilation·i − pad − u = 0. The tap i is a joint run (convolution), summed inside the map
    /// (average), or the fixed number <paramref name="fixedTap"/> (one term of a maximum).
    /// </summary>
    public OperandBuilder Window(AxisRun from, AxisRun positions, WindowAxis window, AxisRun? taps = null, Axis? summed = null, int fixedTap = 0)
    {
        if (taps is { } whole && window.IsGlobal) return Bind(from, whole);
        if (window.IsIdentity) return Bind(from, positions);
        var indices = new List<MapIndex>();
        AddRun(indices, MapIndexKind.Joint, positions, window.Stride);
        if (taps is { } run) AddRun(indices, MapIndexKind.Joint, run, window.Dilation);
        if (summed is { } tap && tap.Extent > 1) indices.Add(new MapIndex(MapIndexKind.Summed, -1, tap, window.Dilation));
        AddRun(indices, MapIndexKind.Source, from, -1);
        return Add(indices, ((long)window.Dilation * fixedTap) - window.PadBegin);
    }

    /// <summary>A shifted copy: position j of the joint run reads position j − offset.</summary>
    public OperandBuilder Shift(AxisRun from, AxisRun to, long offset)
    {
        var indices = new List<MapIndex>();
        AddRun(indices, MapIndexKind.Joint, to, 1);
        AddRun(indices, MapIndexKind.Source, from, -1);
        return Add(indices, -offset);
    }

    /// <summary>Equality of two flat indices of the same size.</summary>
    public OperandBuilder Match(AxisRun from, AxisRun to) =>
        AxisFactors.AreEqual(from.Axes, to.Axes) ? Bind(from, to) : Shift(from, to, 0);

    /// <summary>stride·high + low = source, for a dimension that two joint runs index together.</summary>
    public OperandBuilder MatchPair(AxisRun from, AxisRun low, AxisRun high, long stride)
    {
        var indices = new List<MapIndex>();
        AddRun(indices, MapIndexKind.Joint, low, 1);
        AddRun(indices, MapIndexKind.Joint, high, stride);
        AddRun(indices, MapIndexKind.Source, from, -1);
        return Add(indices, 0);
    }

    /// <summary>The sum over a whole source dimension.</summary>
    public OperandBuilder SumOver(AxisRun from)
    {
        var indices = new List<MapIndex>();
        AddRun(indices, MapIndexKind.Source, from, 0);
        if (indices.Count > 0) groups.Add(new MapGroup(indices, 0, HasEquation: false));
        return this;
    }

    public Operand Build()
    {
        for (var axis = 0; axis < bound.Length; axis++)
        {
            var mapped = groups.Any(g => g.Indices.Any(i => i.Kind == MapIndexKind.Source && i.AxisNumber == axis));
            if (mapped == bound[axis] >= 0) throw new InvalidOperationException($"source axis {axis} is not used exactly once");
        }
        return new Operand(source with { Terms = AffineTerms.Scale(source.Terms, factor) }, bound, groups);
    }

    private OperandBuilder Add(List<MapIndex> indices, long constant)
    {
        if (indices.Exists(i => i.Kind != MapIndexKind.Summed)) groups.Add(new MapGroup(indices, constant));
        else factor *= Solutions(indices, constant);
        return this;
    }

    /// <summary>The number of summed positions at which the equation holds.</summary>
    private static long Solutions(List<MapIndex> summed, long constant)
    {
        if (summed.Count == 0) return constant == 0 ? 1 : 0;
        var index = summed.Single();
        return -constant % index.Coefficient == 0 && -constant / index.Coefficient is >= 0 and var tap && tap < index.Axis.Extent ? 1 : 0;
    }

    private static void AddRun(List<MapIndex> indices, MapIndexKind kind, AxisRun run, long coefficient)
    {
        var strides = AxisFactors.Strides(run.Axes);
        for (var k = 0; k < run.Axes.Count; k++)
        {
            indices.Add(new MapIndex(kind, run.First + k, run.Axes[k], checked(coefficient * strides[k])));
        }
    }
}
