using Zkml.Circuits.Relations;
using static Zkml.Circuits.Execution.MalformedCircuitException;

namespace Zkml.Circuits.Execution;

/// <summary>Rules for contractions: forms, operands, map groups. Their expressions are checked by the caller's rules.</summary>
internal sealed class ContractionRules(ExpressionRules expressions)
{
    private long automatonSteps;

    public void Check(Contraction contraction)
    {
        var where = $"contraction '{contraction.Name}'";
        ExpressionRules.CheckSpace(where, contraction.Space);
        ExpressionRules.CheckSpace(where, contraction.Contracted);
        Require(ExpressionRules.SameAxes(contraction.Left.Space, contraction.Space), where, "left side over another space");
        expressions.Check(where, contraction.Left, mayShift: false);
        var axes = new List<Axis>([.. contraction.Space.Axes, .. contraction.Contracted.Axes]);
        var used = new List<bool[]>();
        foreach (var operand in contraction.Operands)
        {
            CheckOperand(where, operand, axes);
            used.Add(JointAxes.UsedBy(operand, axes.Count));
        }
        if (contraction.Form == ContractionForm.Sum) CheckSum(where, contraction, axes, used);
        else CheckProduct(where, contraction, axes, used);
    }

    // On padding of an axis that no operand uses, the right side would not vanish.
    private static void CheckProduct(string where, Contraction contraction, List<Axis> axes, List<bool[]> used)
    {
        Require(contraction.Form == ContractionForm.Product, where, $"form {(byte)contraction.Form}");
        Require(contraction.Operands.Count == 2, where, $"a product of {contraction.Operands.Count} operands");
        for (var axis = 0; axis < axes.Count; axis++)
        {
            Require(axes[axis].Bits == 0 || used[0][axis] || used[1][axis], where, $"no operand uses joint axis {axis}");
        }
    }

    private static void CheckSum(string where, Contraction contraction, List<Axis> axes, List<bool[]> used)
    {
        Require(contraction.Contracted.Axes.Count == 0, where, "a sum with contracted axes");
        Require(contraction.Operands.Count is >= 1 and <= CircuitLimits.MaxOperands, where, $"{contraction.Operands.Count} operands");
        for (var k = 0; k < used.Count; k++)
        {
            Require(contraction.Operands[k].IsMapped, where, $"operand {k} of a sum has no map");
            for (var axis = 0; axis < axes.Count; axis++)
            {
                Require(axes[axis].IsFull || used[k][axis], where, $"operand {k} does not use padded axis {axis}");
            }
        }
    }

    private void CheckOperand(string where, Operand operand, List<Axis> joint)
    {
        var space = operand.Source.Space;
        ExpressionRules.CheckSpace(where, space);
        expressions.Check(where, operand.Source, mayShift: false);
        Require(operand.Bound.Count == space.Axes.Count, where, $"{operand.Bound.Count} bindings of {space.Axes.Count} source axes");
        var jointTaken = new bool[joint.Count];
        var sourceTaken = new bool[space.Axes.Count];
        for (var axis = 0; axis < space.Axes.Count; axis++)
        {
            var to = operand.Bound[axis];
            Require(to >= -1 && to < joint.Count, where, $"no joint axis {to}");
            if (to < 0) continue;
            Require(joint[to].Bits == space.Axes[axis].Bits, where, $"source axis {axis} bound to an axis of other bits");
            Require(joint[to].Extent >= space.Axes[axis].Extent, where, $"source axis {axis} bound to a shorter axis");
            Take(where, sourceTaken, axis, "source");
            Take(where, jointTaken, to, "joint");
        }
        Require(operand.Groups.Count <= CircuitLimits.MaxGroups, where, $"{operand.Groups.Count} map groups");
        foreach (var group in operand.Groups) CheckGroup(where, group, space, joint, sourceTaken, jointTaken);
        Require(Array.TrueForAll(sourceTaken, t => t), where, "a source axis is neither bound nor mapped");
    }

    private void CheckGroup(
        string where, MapGroup group, IndexSpace source, List<Axis> joint, bool[] sourceTaken, bool[] jointTaken)
    {
        Require(group.Indices.Count is >= 1 and <= CircuitLimits.MaxMapIndices, where, $"a map of {group.Indices.Count} indices");
        Require(group.Constant is >= -CircuitLimits.MaxMapConstant and <= CircuitLimits.MaxMapConstant, where, "a map's constant");
        var (carries, bits, flags) = (1L, 1, 0);
        foreach (var index in group.Indices)
        {
            CheckIndex(where, index, source, joint, sourceTaken, jointTaken);
            carries += Math.Abs(index.Coefficient);
            bits = Math.Max(bits, index.Axis.Bits);
            flags += index.Axis.IsFull ? 0 : 1;
        }
        Require(carries <= CircuitLimits.MaxCoefficientSum, where, "a map's coefficients are too large");
        automatonSteps += group.HasEquation ? (carries * bits) << (flags + group.Indices.Count) : bits * group.Indices.Count;
        Require(automatonSteps <= CircuitLimits.MaxAutomatonSteps, where, "the circuit's maps are too expensive");
    }

    private static void CheckIndex(
        string where, MapIndex index, IndexSpace source, List<Axis> joint, bool[] sourceTaken, bool[] jointTaken)
    {
        var (bits, extent) = (index.Axis.Bits, index.Axis.Extent);
        Require(bits is >= 0 and <= CircuitLimits.MaxVariables && extent >= 1 && extent <= 1 << bits, where, "a map index's axis");
        Require(index.Coefficient is >= -CircuitLimits.MaxCoefficientSum and <= CircuitLimits.MaxCoefficientSum, where,
            "a map's coefficients are too large");
        switch (index.Kind)
        {
            case MapIndexKind.Joint:
                Require(index.AxisNumber >= 0 && index.AxisNumber < joint.Count, where, $"no joint axis {index.AxisNumber}");
                Require(joint[index.AxisNumber].Bits == bits && joint[index.AxisNumber].Extent >= extent, where,
                    $"a map index is longer than joint axis {index.AxisNumber}");
                Take(where, jointTaken, index.AxisNumber, "joint");
                break;
            case MapIndexKind.Source:
                Require(index.AxisNumber >= 0 && index.AxisNumber < source.Axes.Count, where, $"no source axis {index.AxisNumber}");
                Require(source.Axes[index.AxisNumber].Bits == bits, where, $"a map index has not the bits of source axis {index.AxisNumber}");
                Take(where, sourceTaken, index.AxisNumber, "source");
                break;
            default:
                Require(index.Kind == MapIndexKind.Summed, where, $"a map index of kind {(byte)index.Kind}");
                Require(index.AxisNumber is -1 or 0, where, "a summed index with an axis");
                break;
        }
    }

    private static void Take(string where, bool[] taken, int axis, string kind)
    {
        Require(!taken[axis], where, $"{kind} axis {axis} has two roles in one operand");
        taken[axis] = true;
    }
}
