using System.Numerics;
using Zkml.Circuits.Relations;

namespace Zkml.Circuits.Execution;

/// <summary>
/// The values of a contraction's operand over the joint axes that it uses: index = concatenated bits of those axes,
/// lowest first. <see cref="Strides"/> holds 2^(first bit) for a used joint axis and 0 for the others.
/// </summary>
public sealed class OperandValues<T>
    where T : IBinaryInteger<T>
{
    private OperandValues(T[] values, int[] strides) => (Values, Strides) = (values, strides);

    public T[] Values { get; }

    public int[] Strides { get; }

    /// <summary>
    /// For every padded index of a part of the joint space that starts at joint axis <paramref name="firstAxis"/>, what
    /// it adds to the index into <see cref="Values"/>.
    /// </summary>
    public int[] Offsets(IndexSpace part, int firstAxis)
    {
        var offsets = new int[part.Size];
        for (var i = 0; i < offsets.Length; i++)
        {
            for (var axis = 0; axis < part.Axes.Count; axis++) offsets[i] += part.Position(i, axis) * Strides[firstAxis + axis];
        }
        return offsets;
    }

    /// <summary>
    /// <c>A(j) = Σ_u Π_g Groups_g(j, u) · Source(u, bound part of j)</c> at every padded j, by running through every
    /// combination of bound positions and map solutions.
    /// </summary>
    /// <exception cref="OverflowException">T is too narrow for the values.</exception>
    public static OperandValues<T> Evaluate(Operand operand, IndexSpace joint, long[][] columns)
    {
        var (strides, size) = Layout(operand, joint);
        var source = ExpressionValues.Numerators<T>(operand.Source, columns);
        var factors = new List<Factor>();
        for (var axis = 0; axis < operand.Bound.Count; axis++)
        {
            if (operand.Bound[axis] >= 0) factors.Add(BoundFactor(operand, axis, strides));
        }
        foreach (var group in operand.Groups) factors.Add(GroupFactor(operand, group, strides));
        var values = new T[size];
        Accumulate(factors, 0, 0, 0, source, values);
        return new OperandValues<T>(values, strides);
    }

    /// <summary>One part of the map: pairs of joint and source offsets that belong together.</summary>
    private readonly record struct Factor(int[] Joint, int[] Source);

    private static (int[] Strides, int Size) Layout(Operand operand, IndexSpace joint)
    {
        var used = JointAxes.UsedBy(operand, joint.Axes.Count);
        var strides = new int[joint.Axes.Count];
        var size = 1;
        for (var axis = 0; axis < strides.Length; axis++)
        {
            if (!used[axis]) continue;
            strides[axis] = size;
            size *= joint.Axes[axis].Padded;
        }
        return (strides, size);
    }

    private static Factor BoundFactor(Operand operand, int axis, int[] strides)
    {
        var padded = operand.Source.Space.Axes[axis].Padded;
        var factor = new Factor(new int[padded], new int[padded]);
        for (var p = 0; p < padded; p++)
        {
            factor.Joint[p] = p * strides[operand.Bound[axis]];
            factor.Source[p] = p << operand.Source.Space.FirstVariable(axis);
        }
        return factor;
    }

    private static Factor GroupFactor(Operand operand, MapGroup group, int[] strides)
    {
        var solutions = MapSolutions.Enumerate(group);
        var factor = new Factor(new int[solutions.Count], new int[solutions.Count]);
        for (var k = 0; k < group.Indices.Count; k++)
        {
            var index = group.Indices[k];
            for (var s = 0; s < solutions.Count; s++)
            {
                var position = solutions.Positions[k][s];
                if (index.Kind == MapIndexKind.Joint) factor.Joint[s] += position * strides[index.AxisNumber];
                if (index.Kind == MapIndexKind.Source) factor.Source[s] += position << operand.Source.Space.FirstVariable(index.AxisNumber);
            }
        }
        return factor;
    }

    private static void Accumulate(List<Factor> factors, int level, int joint, int source, T[] from, T[] to)
    {
        if (level == factors.Count)
        {
            to[joint] = checked(to[joint] + from[source]);
            return;
        }
        var factor = factors[level];
        for (var s = 0; s < factor.Joint.Length; s++)
        {
            Accumulate(factors, level + 1, joint + factor.Joint[s], source + factor.Source[s], from, to);
        }
    }
}
