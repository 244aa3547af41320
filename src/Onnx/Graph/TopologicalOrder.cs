using Zkml.Onnx.Import;

namespace Zkml.Onnx.Graph;

/// <summary>Orders nodes so that every value is produced before it is used.</summary>
internal static class TopologicalOrder
{
    /// <summary>
    /// Stable sort of the nodes given the values that exist beforehand. Throws <see cref="OnnxImportException"/> when a
    /// value has two producers, is used but never produced, or the nodes form a cycle.
    /// </summary>
    public static FloatNode[] Sort(IReadOnlyList<FloatNode> nodes, IEnumerable<string> available)
    {
        var producers = Producers(nodes, available);
        var consumers = new List<int>[nodes.Count];
        var missing = new int[nodes.Count];
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var input in nodes[i].Inputs.Where(name => name.Length > 0).Distinct())
            {
                if (!producers.TryGetValue(input, out var producer))
                {
                    throw nodes[i].Fail($"input '{input}' is not produced by any node, nor a graph input or initializer; the model is malformed");
                }
                if (producer < 0) continue;
                (consumers[producer] ??= []).Add(i);
                missing[i]++;
            }
        }
        return Drain(nodes, consumers, missing);
    }

    private static Dictionary<string, int> Producers(IReadOnlyList<FloatNode> nodes, IEnumerable<string> available)
    {
        var producers = available.ToDictionary(name => name, _ => -1);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Outputs.Count == 0 || nodes[i].Output.Length == 0) throw nodes[i].Fail("has no output; the model is malformed");
            foreach (var output in nodes[i].Outputs)
            {
                if (output.Length > 0 && !producers.TryAdd(output, i))
                {
                    throw nodes[i].Fail($"output '{output}' is already defined elsewhere; the model is malformed");
                }
            }
        }
        return producers;
    }

    private static FloatNode[] Drain(IReadOnlyList<FloatNode> nodes, List<int>[] consumers, int[] missing)
    {
        // A priority queue on the original position keeps an already sorted model in its own order.
        var ready = new PriorityQueue<int, int>();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (missing[i] == 0) ready.Enqueue(i, i);
        }
        var sorted = new List<FloatNode>(nodes.Count);
        while (ready.TryDequeue(out var index, out _))
        {
            sorted.Add(nodes[index]);
            foreach (var consumer in consumers[index] ?? [])
            {
                if (--missing[consumer] == 0) ready.Enqueue(consumer, consumer);
            }
        }
        if (sorted.Count != nodes.Count) throw new OnnxImportException("the nodes of the graph form a cycle; the model is malformed");
        return [.. sorted];
    }
}
