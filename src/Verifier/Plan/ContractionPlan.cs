using Zkml.Circuits.Relations;

namespace Zkml.Verifier.Plan;

/// <summary>
/// How one contraction enters the batched sumcheck (docs/protocol.md §5.1): which joint variables are summed (contracted
/// and batch axes), and the coordinate of every joint variable once the sumcheck is done.
/// </summary>
public sealed class ContractionPlan
{
    public ContractionPlan(Contraction contraction)
    {
        Contraction = contraction;
        var outputs = contraction.Space.Axes.Count;
        JointAxes = [.. contraction.Space.Axes, .. contraction.Contracted.Axes];
        firstJointVariable = FirstVariables(JointAxes);
        IsBatch = new bool[outputs];
        for (var axis = 0; axis < outputs; axis++)
        {
            IsBatch[axis] = contraction.Form == ContractionForm.Product && contraction.Operands.All(o => Uses(o, axis));
        }
        SummedAxes = [.. Enumerable.Range(outputs, JointAxes.Count - outputs), .. Enumerable.Range(0, outputs).Where(a => IsBatch[a])];
        SumVariables = SummedAxes.Sum(a => JointAxes[a].Bits);
    }

    private readonly int[] firstJointVariable;

    public Contraction Contraction { get; }

    /// <summary>Output axes, then contracted axes.</summary>
    public IReadOnlyList<Axis> JointAxes { get; }

    /// <summary>For each output axis, whether both operands use it.</summary>
    public bool[] IsBatch { get; }

    /// <summary>The joint axes summed by the sumcheck, in variable order: contracted first, then batch.</summary>
    public IReadOnlyList<int> SummedAxes { get; }

    /// <summary>Number of sumcheck rounds of this instance.</summary>
    public int SumVariables { get; }

    /// <summary>Degree of its round polynomials: 2 for a product, 3 with an eq factor over batch axes.</summary>
    public int Degree => IsBatch.Any(b => b) ? 3 : 2;

    /// <summary>The batch round in which this instance joins; set by the plan.</summary>
    public int Offset { get; internal set; }

    /// <summary>Per operand, its index among the mapped operands, or −1 when it is direct.</summary>
    public int[] MapNumber { get; internal set; } = [];

    /// <summary>The first joint variable of a joint axis.</summary>
    public int FirstJointVariable(int axis) => firstJointVariable[axis];

    /// <summary>The coordinates of the variables of a joint axis: ρ when free, x when summed.</summary>
    public Coordinate[] AxisPoint(int axis)
    {
        var point = new Coordinate[JointAxes[axis].Bits];
        var summed = SummedOffset(axis);
        for (var k = 0; k < point.Length; k++)
        {
            point[k] = summed < 0 ? Coordinate.Rho(firstJointVariable[axis] + k) : Coordinate.X(Offset + summed + k);
        }
        return point;
    }

    /// <summary>The position of a joint axis' first variable among the summed variables, or −1 when it is free.</summary>
    public int SummedOffset(int axis)
    {
        var position = 0;
        foreach (var a in SummedAxes)
        {
            if (a == axis) return position;
            position += JointAxes[a].Bits;
        }
        return -1;
    }

    /// <summary>The coordinates of the source variables of a direct operand.</summary>
    public Coordinate[] DirectPoint(Operand operand)
    {
        var point = new List<Coordinate>();
        for (var axis = 0; axis < operand.Source.Space.Axes.Count; axis++) point.AddRange(AxisPoint(operand.Bound[axis]));
        return [.. point];
    }

    private static bool Uses(Operand operand, int axis) =>
        operand.Bound.Contains(axis)
        || operand.Groups.Any(g => g.Indices.Any(i => i.Kind == MapIndexKind.Joint && i.AxisNumber == axis));

    private static int[] FirstVariables(IReadOnlyList<Axis> axes)
    {
        var first = new int[axes.Count];
        for (var k = 1; k < first.Length; k++) first[k] = first[k - 1] + axes[k - 1].Bits;
        return first;
    }
}

/// <summary>A mapped operand's instance in the index-map sumcheck (docs/protocol.md §6.1).</summary>
public sealed class MapPlan(ContractionPlan owner, int operandNumber)
{
    // Only verification needs them; they are made once for all proofs under a key.
    private readonly Lazy<MapTransitions?[]> transitions = new(() =>
        [.. owner.Contraction.Operands[operandNumber].Groups.Select(g => g.HasEquation ? new MapTransitions(g) : null)]);

    public ContractionPlan Owner { get; } = owner;

    public int OperandNumber { get; } = operandNumber;

    public Operand Operand => Owner.Contraction.Operands[OperandNumber];

    /// <summary>Rounds of this instance: the bits of the mapped source axes, in axis order.</summary>
    public int Variables { get; } = CountVariables(owner.Contraction.Operands[operandNumber]);

    /// <summary>For each group of the operand its automaton, or null without an equation.</summary>
    public IReadOnlyList<MapTransitions?> Transitions => transitions.Value;

    /// <summary>The batch round in which this instance joins; set by the plan.</summary>
    public int Offset { get; internal set; }

    /// <summary>The coordinates of all variables of the source space: z when mapped, the joint axis' point when bound.</summary>
    public Coordinate[] SourcePoint()
    {
        var point = new List<Coordinate>();
        for (var axis = 0; axis < Operand.Bound.Count; axis++) point.AddRange(SourceAxisPoint(axis));
        return [.. point];
    }

    /// <summary>The coordinates of one source axis.</summary>
    public Coordinate[] SourceAxisPoint(int axis)
    {
        if (Operand.Bound[axis] >= 0) return Owner.AxisPoint(Operand.Bound[axis]);
        var first = Offset;
        for (var a = 0; a < axis; a++)
        {
            if (Operand.Bound[a] < 0) first += Operand.Source.Space.Axes[a].Bits;
        }
        var point = new Coordinate[Operand.Source.Space.Axes[axis].Bits];
        for (var k = 0; k < point.Length; k++) point[k] = Coordinate.Z(first + k);
        return point;
    }

    private static int CountVariables(Operand operand)
    {
        var n = 0;
        for (var axis = 0; axis < operand.Bound.Count; axis++)
        {
            if (operand.Bound[axis] < 0) n += operand.Source.Space.Axes[axis].Bits;
        }
        return n;
    }
}
