using Zkml.Algebra.Fields;
using Zkml.Circuits.Relations;
using Zkml.Verifier.Plan;

namespace Zkml.Verifier.Arithmetic;

/// <summary>
/// The MLE of a map group, <c>[Σ c_k·index_k + constant = 0]·Π [index_k &lt; extent_k]</c>, by an automaton that reads
/// index bits from the lowest (docs/protocol.md §6.3, <see cref="MapTransitions"/>).
/// O(bits · states · 2^indices), whatever the extents.
/// </summary>
public static class MapAutomaton
{
    /// <summary>
    /// Evaluates the group; <paramref name="points"/> gives the coordinates of each index, or null for a summed index,
    /// whose two bit values both weigh 1.
    /// </summary>
    public static T Evaluate<T>(MapGroup group, T[]?[] points)
        where T : struct, IScalar<T> => Evaluate(group, group.HasEquation ? new MapTransitions(group) : null, points);

    /// <summary>As above with the group's transitions, null for a group without an equation.</summary>
    public static T Evaluate<T>(MapGroup group, MapTransitions? transitions, T[]?[] points)
        where T : struct, IScalar<T>
    {
        if (transitions is null) return EvaluateBounds(group, points);
        T[] states = [T.One];
        var weights = new T[1 << group.Indices.Count];
        for (var bit = 0; bit < transitions.Steps.Length; bit++)
        {
            FillWeights(weights, points, bit);
            states = Step(transitions.Steps[bit], states, weights);
        }
        var total = T.Zero;
        foreach (var state in transitions.Accepting) total += states[state];
        return total;
    }

    private static T[] Step<T>(MapStep step, T[] states, T[] weights)
        where T : struct, IScalar<T>
    {
        var next = new T[step.States];
        Array.Fill(next, T.Zero);
        foreach (var t in step.Transitions) next[t.To] += states[t.From] * weights[t.Choice];
        return next;
    }

    /// <summary>The product of the bit weights, for every assignment of one bit to each index.</summary>
    private static void FillWeights<T>(T[] weights, T[]?[] points, int bit)
        where T : struct, IScalar<T>
    {
        weights[0] = T.One;
        for (var k = 0; k < points.Length; k++)
        {
            var isRead = points[k] is { } point && bit < point.Length;
            var one = isRead ? points[k]![bit] : T.One;
            for (var choice = 0; choice < 1 << k; choice++)
            {
                var weight = weights[choice];
                weights[choice + (1 << k)] = isRead ? weight * one : weight;
                if (isRead) weights[choice] = weight - weights[choice + (1 << k)];
            }
        }
    }

    private static T EvaluateBounds<T>(MapGroup group, T[]?[] points)
        where T : struct, IScalar<T>
    {
        var product = T.One;
        for (var k = 0; k < group.Indices.Count; k++)
        {
            var extent = group.Indices[k].Axis.Extent;
            product *= points[k] is { } point ? Masks.LessThan(extent, (ReadOnlySpan<T>)point) : T.FromInt64(extent);
        }
        return product;
    }
}
