using System.Globalization;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Tests.Models;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>
/// Random ONNX graphs over the supported operators, operator sets 7 to 22: the same seed gives the same bytes and samples. Some
/// are refused on purpose (integers where an operator takes reals). For one thread.
/// </summary>
internal sealed class RandomGraphs
{
    private static readonly DataType[] IntegerTypes =
        [DataType.Int8, DataType.Uint8, DataType.Int16, DataType.Uint16, DataType.Int32, DataType.Uint32, DataType.Int64, DataType.Uint64, DataType.Bool];

    private readonly GraphDraft draft;
    private readonly Random samples;
    private readonly Dictionary<string, (long Min, long Max)> integers = [];
    private readonly Dictionary<string, float> magnitudes = [];

    public RandomGraphs(int seed)
    {
        draft = new GraphDraft(new Random(seed));
        samples = new Random(unchecked(seed * 7 + 1));
        for (var inputs = draft.Any(1, 1, 1, 2, 2, 3); inputs > 0; inputs--) Input();
        for (var nodes = draft.Below(7) + 1; nodes > 0; nodes--) RandomOperators.Add(draft);
        Outputs();
        Bytes = draft.Model.ToBytes();
        draft.Model.Graph.Output.Clear();
        foreach (var value in draft.Values) Output(value);
        BytesWithAllOutputs = draft.Model.ToBytes();
    }

    /// <summary>The model file.</summary>
    public byte[] Bytes { get; }

    /// <summary>The same model with every value an output.</summary>
    public byte[] BytesWithAllOutputs { get; }

    public string Description => draft.Description;

    /// <summary>Values for all inputs: uniform reals; integers with the ends of their range more often.</summary>
    public Dictionary<string, Tensor> Sample(FloatGraph graph) => graph.Inputs.ToDictionary(input => input.Name, Sample);

    private Tensor Sample(ValueInfo input)
    {
        var count = GraphDraft.Count(input.Shape);
        if (magnitudes.TryGetValue(input.Name, out var magnitude))
        {
            return new FloatTensor([.. Enumerable.Range(0, count).Select(_ => magnitude * (2 * samples.NextSingle() - 1))], input.Shape);
        }
        var (min, max) = integers[input.Name];
        return new LongTensor([.. Enumerable.Range(0, count).Select(_ => Integer(min, max))], input.Shape, input.Type.Element);
    }

    private long Integer(long min, long max) => samples.Next(4) switch { 0 => min, 1 => max, _ => samples.NextInt64(min, Math.Max(max, max + 1)) };

    private void Input()
    {
        var name = draft.Fresh("x");
        var shape = draft.Draw(1 + draft.Below(4), () => 1 + draft.Below(5));
        if (draft.Chance(0.8)) shape[0] = 1;
        if (draft.Chance(0.25)) IntegerInput(name, shape);
        else RealInput(name, shape);
    }

    private void RealInput(string name, int[] shape)
    {
        var magnitude = draft.Any(1f, 1f, 1f, 1f, 0.1f, 0.1f, 10f, 10f, 1000f);
        draft.Model.Input(name, Array.ConvertAll(shape, size => (long)size));
        magnitudes[name] = magnitude;
        Add(new DraftValue(name, shape, DataType.Float), magnitude.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Wide types are mostly given small numbers: beyond 2^30 or so much is refused.</summary>
    private void IntegerInput(string name, int[] shape)
    {
        var type = draft.Any(IntegerTypes);
        var (min, max) = ((ElementType)(int)type).Limits();
        var isNarrow = ((ElementType)(int)type).Bits() <= ElementTypes.NarrowBits;
        if (!isNarrow && draft.Chance(0.85)) (min, max) = draft.Chance(0.5) ? (Math.Max(min, -50), 50) : (Math.Max(min, -(1 << 20)), 30_000);
        draft.Model.Integers(name, type, Array.ConvertAll(shape, size => (long)size));
        integers[name] = (min, max);
        Add(new DraftValue(name, shape, type), $"{min}..{max}");
    }

    private void Add(DraftValue value, string range)
    {
        draft.Values.Add(value);
        draft.Log($"{value.Name}[{string.Join(',', value.Shape)}] {value.Type} {range}");
    }

    /// <summary>The last value, and sometimes others.</summary>
    private void Outputs()
    {
        List<DraftValue> chosen = [draft.Values[^1]];
        for (var more = draft.Any(0, 0, 0, 1, 1, 2); more > 0; more--) chosen.Add(draft.Values[draft.Below(draft.Values.Count)]);
        foreach (var value in chosen.Distinct()) Output(value);
        draft.Log($"outputs {string.Join(',', chosen.Distinct().Select(v => v.Name))}");
    }

    private void Output(DraftValue value)
    {
        draft.Model.Output(value.Name);
        draft.Model.Graph.Output[^1].Type.TensorType.ElemType = (int)value.Type;
    }
}
