using Zkml.Circuits.Relations;

namespace Zkml.Verifier.Plan;

/// <summary>
/// The automaton of a map group (docs/protocol.md §6.3) as lists: it reads one bit of every index at a time, from the
/// lowest. A state is the carry of <c>Σ c_k·index_k + constant</c>, and for each index whether its bits read so far are
/// below those of its extent. It follows from the circuit alone; only the weights of the bits depend on a proof.
/// </summary>
public sealed class MapTransitions
{
    private readonly MapGroup group;
    private readonly Dictionary<(long Carry, int Below), int> numbers = [];

    public MapTransitions(MapGroup group)
    {
        this.group = group;
        List<(long Carry, int Below)> states = [(group.Constant, 0)];
        var bits = group.Indices.Max(i => i.Axis.Bits);
        Steps = new MapStep[bits];
        for (var bit = 0; bit < bits; bit++)
        {
            var next = new List<(long, int)>();
            Steps[bit] = new MapStep(Transitions(states, next, bit), next.Count);
            states = next;
        }
        Accepting = [.. Enumerable.Range(0, states.Count).Where(k => states[k].Carry == 0 && AllBelow(states[k].Below))];
    }

    /// <summary>One step for each bit; the first starts from a single state.</summary>
    public MapStep[] Steps { get; }

    /// <summary>The states after the last step whose equation and bounds hold.</summary>
    public int[] Accepting { get; }

    private MapTransition[] Transitions(List<(long Carry, int Below)> states, List<(long, int)> next, int bit)
    {
        numbers.Clear();
        var transitions = new List<MapTransition>();
        for (var from = 0; from < states.Count; from++)
        {
            for (var choice = 0; choice < 1 << group.Indices.Count; choice++)
            {
                var carry = states[from].Carry + Contribution(choice);
                if (!IsAllowed(choice, bit) || (carry & 1) != 0) continue;
                var state = (carry >> 1, NextBelow(states[from].Below, choice, bit));
                if (!numbers.TryGetValue(state, out var to))
                {
                    numbers[state] = to = next.Count;
                    next.Add(state);
                }
                transitions.Add(new MapTransition(from, to, choice));
            }
        }
        return [.. transitions];
    }

    private bool IsAllowed(int choice, int bit)
    {
        for (var k = 0; k < group.Indices.Count; k++)
        {
            if (((choice >> k) & 1) != 0 && bit >= group.Indices[k].Axis.Bits) return false;
        }
        return true;
    }

    private long Contribution(int choice)
    {
        long sum = 0;
        for (var k = 0; k < group.Indices.Count; k++)
        {
            if (((choice >> k) & 1) != 0) sum += group.Indices[k].Coefficient;
        }
        return sum;
    }

    private int NextBelow(int below, int choice, int bit)
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

    private bool AllBelow(int below)
    {
        for (var k = 0; k < group.Indices.Count; k++)
        {
            if (!group.Indices[k].Axis.IsFull && ((below >> k) & 1) == 0) return false;
        }
        return true;
    }
}

/// <summary>From a state to a state of the next step when the indices have these bits, index k at bit k.</summary>
public readonly record struct MapTransition(int From, int To, int Choice);

/// <summary>All transitions of one bit, and how many states they lead to.</summary>
public sealed class MapStep(MapTransition[] transitions, int states)
{
    public MapTransition[] Transitions { get; } = transitions;

    public int States { get; } = states;
}
