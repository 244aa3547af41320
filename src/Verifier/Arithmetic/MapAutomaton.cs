using Zkml.Algebra.Fields;
using Zkml.Circuits.Relations;

namespace Zkml.Verifier.Arithmetic;

/// <summary>
/// The MLE of a map group, <c>[Σ c_k·index_k + constant = 0]·Π [index_k &lt; extent_k]</c>, by an automaton that reads
/// index bits from the lowest (docs/protocol.md §6.3). State: the carry, and for each index whether its bits read so
/// far are below those of its extent. O(bits · states · 2^indices), whatever the extents.
/// </summary>
public static class MapAutomaton
{
    /// <summary>
    /// Evaluates the group; <paramref name="points"/> gives the coordinates of each index, or null for a summed index,
    /// whose two bit values both weigh 1.
    /// </summary>
    public static T Evaluate<T>(MapGroup group, IReadOnlyList<T[]?> points)
        where T : struct, IScalar<T>
    {
        if (!group.HasEquation) return EvaluateBounds(group, points);
        var states = new Dictionary<State, T> { [new State(group.Constant, 0)] = T.One };
        var steps = group.Indices.Max(i => i.Axis.Bits);
        for (var bit = 0; bit < steps; bit++) states = Step(group, points, states, bit);
        var total = T.Zero;
        foreach (var (state, weight) in states)
        {
            if (state.Carry == 0 && AllBelow(group, state.Below)) total += weight;
        }
        return total;
    }

    private readonly record struct State(long Carry, int Below);

    private static Dictionary<State, T> Step<T>(
        MapGroup group, IReadOnlyList<T[]?> points, Dictionary<State, T> states, int bit)
        where T : struct, IScalar<T>
    {
        var next = new Dictionary<State, T>();
        var weights = ChoiceWeights(group, points, bit);
        foreach (var (state, weight) in states)
        {
            for (var choice = 0; choice < weights.Length; choice++)
            {
                if (!IsAllowed(group, choice, bit)) continue;
                var carry = state.Carry + Contribution(group, choice);
                if ((carry & 1) != 0) continue;
                var key = new State(carry >> 1, NextBelow(group, state.Below, choice, bit));
                var term = weight * weights[choice];
                next[key] = next.TryGetValue(key, out var sum) ? sum + term : term;
            }
        }
        return next;
    }

    /// <summary>The product of the bit weights, for every assignment of one bit to each index.</summary>
    private static T[] ChoiceWeights<T>(MapGroup group, IReadOnlyList<T[]?> points, int bit)
        where T : struct, IScalar<T>
    {
        var weights = new T[1 << group.Indices.Count];
        for (var choice = 0; choice < weights.Length; choice++)
        {
            var w = T.One;
            for (var k = 0; k < group.Indices.Count; k++)
            {
                if (points[k] is not { } point || bit >= point.Length) continue;
                w *= ((choice >> k) & 1) != 0 ? point[bit] : T.One - point[bit];
            }
            weights[choice] = w;
        }
        return weights;
    }

    private static bool IsAllowed(MapGroup group, int choice, int bit)
    {
        for (var k = 0; k < group.Indices.Count; k++)
        {
            if (((choice >> k) & 1) != 0 && bit >= group.Indices[k].Axis.Bits) return false;
        }
        return true;
    }

    private static long Contribution(MapGroup group, int choice)
    {
        long sum = 0;
        for (var k = 0; k < group.Indices.Count; k++)
        {
            if (((choice >> k) & 1) != 0) sum += group.Indices[k].Coefficient;
        }
        return sum;
    }

    private static int NextBelow(MapGroup group, int below, int choice, int bit)
    {
        for (var k = 0; k < group.Indices.Count; k++)
        {
            var axis = group.Indices[k].Axis;
            if (axis.IsFull || bit >= axis.Bits) continue;
            var bound = (axis.Extent >> bit) & 1;
            var value = (choice >> k) & 1;
            if (value != bound) below = value < bound ? below | (1 << k) : below & ~(1 << k);
        }
        return below;
    }

    private static bool AllBelow(MapGroup group, int below)
    {
        for (var k = 0; k < group.Indices.Count; k++)
        {
            if (!group.Indices[k].Axis.IsFull && ((below >> k) & 1) == 0) return false;
        }
        return true;
    }

    private static T EvaluateBounds<T>(MapGroup group, IReadOnlyList<T[]?> points)
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
