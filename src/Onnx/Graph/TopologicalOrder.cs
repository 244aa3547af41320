
namespace Zkml.Onnx.Graph;

/// <summary>Orders the nodes that are needed so that every value is produced before it is used.</summary>
internal static class TopologicalOrder
{
    /// <summary>
    /// Stable sort of the nodes that the outputs need, given the values that exist beforehand. Throws
    /// <see cref="GraphException"/> when a value has two producers, is needed but never produced, or the nodes form a cycle.
    /// </summary>
    public static FloatNode[] Sort(IReadOnlyList<FloatNode> nodes, IEnumerable<string> available, IEnumerable<string> outputs)
    {
        var producers = Producers(nodes, available);
        var needed = Needed(nodes, producers, outputs);
        var consumers = new List<int>[nodes.Count];
        var missing = new int[nodes.Count];
        foreach (var i in needed)
        {
            foreach (var input in nodes[i].Reads().Distinct())
            {
                if (producers[input] is var producer && producer < 0) continue;
                (consumers[producer] ??= []).Add(i);
                missing[i]++;
            }
        }
        return Drain(nodes, needed, consumers, missing);
    }

    private static Dictionary<string, int> Producers(IReadOnlyList<FloatNode> nodes, IEnumerable<string> available)
    {
        var producers = available.ToDictionary(name => name, _ => -1);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (!nodes[i].NamedOutputs().Any()) throw nodes[i].Fail("has no output; the model is malformed");
            foreach (var output in nodes[i].NamedOutputs())
            {
                if (!producers.TryAdd(output, i))
                {
                    throw nodes[i].Fail($"output '{output}' is already defined elsewhere; the model is malformed");
                }
            }
        }
        return producers;
    }

    /// <summary>Positions of the nodes that the outputs depend on.</summary>
    private static SortedSet<int> Needed(IReadOnlyList<FloatNode> nodes, Dictionary<string, int> producers, IEnumerable<string> outputs)
    {
        var needed = new SortedSet<int>();
        var open = new Stack<int>();
        foreach (var output in outputs)
        {
            if (producers.TryGetValue(output, out var producer) && producer >= 0 && needed.Add(producer)) open.Push(producer);
        }
        while (open.TryPop(out var index))
        {
            foreach (var input in nodes[index].Reads())
            {
                if (!producers.TryGetValue(input, out var producer))
                {
                    throw nodes[index].Fail($"input '{input}' is not produced by any node, nor a graph input or initializer; the model is malformed");
                }
                if (producer >= 0 && needed.Add(producer)) open.Push(producer);
            }
        }
        return needed;
    }

    private static FloatNode[] Drain(IReadOnlyList<FloatNode> nodes, SortedSet<int> needed, List<int>[] consumers, int[] missing)
    {
        // A priority queue on the original position keeps an already sorted model in its own order.
        var ready = new PriorityQueue<int, int>();
        foreach (var i in needed)
        {
            if (missing[i] == 0) ready.Enqueue(i, i);
        }
        var sorted = new List<FloatNode>(needed.Count);
        while (ready.TryDequeue(out var index, out _))
        {
            sorted.Add(nodes[index]);
            foreach (var consumer in consumers[index] ?? [])
            {
                if (--missing[consumer] == 0) ready.Enqueue(consumer, consumer);
            }
        }
        if (sorted.Count != needed.Count) throw new GraphException("the nodes of the graph form a cycle; the model is malformed");
        return [.. sorted];
    }
}
