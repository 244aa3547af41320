using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Tests.Models;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>A value of a graph under construction.</summary>
internal sealed record DraftValue(string Name, int[] Shape, DataType Type)
{
    public int Rank => Shape.Length;

    public bool IsReal => Type == DataType.Float;
}

/// <summary>A graph under construction: its values so far, and everything random that its operators draw. For one thread.</summary>
internal sealed class GraphDraft
{
    private readonly Random random;
    private readonly List<string> log = [];
    private int names;

    public GraphDraft(Random random)
    {
        this.random = random;
        Opset = random.Next(7, 23);
        Model = new ModelBuilder(Opset) { Model = { IrVersion = random.Next(3) == 0 ? 3 : 8 } };
    }

    public int Opset { get; }

    public ModelBuilder Model { get; }

    public List<DraftValue> Values { get; } = [];

    /// <summary>Operator set, inputs and nodes with their shapes: what a finding is reported with.</summary>
    public string Description => $"opset {Opset} {string.Join(" | ", log)}";

    public void Log(string text) => log.Add(text);

    public int Below(int end) => random.Next(end);

    public bool Chance(double probability) => random.NextDouble() < probability;

    public T Any<T>(params T[] choices) => choices[random.Next(choices.Length)];

    public T[] Draw<T>(int count, Func<T> draw) => [.. Enumerable.Range(0, count).Select(_ => draw())];

    public int[] Permutation(int rank) => [.. Enumerable.Range(0, rank).OrderBy(_ => random.Next())];

    public string Fresh(string prefix) => $"{prefix}{names++}";

    /// <summary>A weight: mostly in [−1, 1), also 0, minute, or in [−10, 10).</summary>
    public float Real()
    {
        var centred = (float)(random.NextDouble() - 0.5);
        return random.Next(12) switch { 0 => 0, 1 => 1e-3f * centred, 2 => 20 * centred, _ => 2 * centred };
    }

    public float Positive() => (float)random.NextDouble() + 0.1f;

    /// <summary>A constant in one of the ways that files have them: a Constant node, an initializer that is also an input, a folded node.</summary>
    public string Constant(int[] shape, Func<float>? draw = null)
    {
        var name = Fresh("c");
        var data = Draw(Count(shape), draw ?? Real);
        var tensor = ModelBuilder.FloatTensorProto(name, shape, data);
        var way = random.Next(4);
        if (way == 0)
        {
            Model.Node("Constant", "", name, ("value", tensor));
            return name;
        }
        if (way == 1) Model.Input(name, Array.ConvertAll(shape, size => (long)size));
        if (way == 2 && data.All(x => x > 0))
        {
            Model.Weights($"{name}_square", shape, Array.ConvertAll(data, x => x * x)).Node("Sqrt", $"{name}_square", name);
            return name;
        }
        Model.Graph.Initializer.Add(tensor);
        return name;
    }

    public string Longs(params int[] data)
    {
        var name = Fresh("l");
        var longs = Array.ConvertAll(data, x => (long)x);
        if (Chance(0.3)) Model.Node("Constant", "", name, ("value", ModelBuilder.LongTensorProto(name, [data.Length], longs)));
        else Model.Longs(name, longs);
        return name;
    }

    /// <summary>A value of the same type whose shape fits, possibly the given one.</summary>
    public DraftValue Partner(DraftValue value, Func<int[], bool> fits)
    {
        DraftValue[] partners = [.. Values.Where(v => v.Type == value.Type && v.Rank == value.Rank && fits(v.Shape))];
        return Any(partners);
    }

    /// <summary>A node with one output, of the given shape and type.</summary>
    public void Node(string op, string inputs, int[] shape, DataType type, params (string Name, object Value)[] attributes) =>
        Node(op, inputs, [shape], type, attributes);

    /// <summary>A node with one output per shape.</summary>
    public void Node(string op, string inputs, int[][] shapes, DataType type, params (string Name, object Value)[] attributes)
    {
        var outputs = Array.ConvertAll(shapes, shape => new DraftValue(Fresh("v"), shape, type));
        Model.Node(op, inputs, string.Join(',', outputs.Select(o => o.Name)), attributes);
        Values.AddRange(outputs);
        var results = string.Join(", ", outputs.Select(o => $"{o.Name}[{string.Join(',', o.Shape)}]"));
        log.Add($"{results} = {op}({inputs}) {string.Join(' ', attributes.Select(a => $"{a.Name}={Text(a.Value)}"))}".TrimEnd());
    }

    public static int Count(IEnumerable<int> shape) => shape.Aggregate(1, (product, size) => product * size);

    private static string Text(object value) => value switch
    {
        int[] list => string.Join(',', list),
        GraphProto graph => string.Join(',', graph.Node.Select(n => n.OpType)),
        _ => FormattableString.Invariant($"{value}"),
    };
}
