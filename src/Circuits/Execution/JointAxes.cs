using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>The joint space of a contraction: output axes first, then contracted axes.</summary>
public static class JointAxes
{
    /// <summary>The joint space.</summary>
    public static IndexSpace Of(Contraction contraction) =>
        new([.. contraction.Space.Axes, .. contraction.Contracted.Axes]);

    /// <summary>Which joint axes an operand's bound axes and map groups use.</summary>
    public static bool[] UsedBy(Operand operand, int jointAxes)
    {
        var used = new bool[jointAxes];
        foreach (var axis in operand.Bound)
        {
            if (axis >= 0) used[axis] = true;
        }
        foreach (var group in operand.Groups)
        {
            foreach (var index in group.Indices)
            {
                if (index.Kind == MapIndexKind.Joint) used[index.AxisNumber] = true;
            }
        }
        return used;
    }
}
