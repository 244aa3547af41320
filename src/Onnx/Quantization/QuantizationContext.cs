using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>The state of one quantization: the plans, the integer operators so far and what each float value became.</summary>
internal sealed class QuantizationContext(
    GraphUses uses, FusionPlan fusion, RangePlan ranges, QuantizationOptions options)
{
    private readonly Dictionary<string, QuantizedValue> values = [];
    private readonly Dictionary<string, IntegerType> types = [];
    private readonly HashSet<string> names = [.. uses.Graph.Types.Keys];
    private readonly HashSet<string> operatorNames = [];

    public GraphUses Uses { get; } = uses;

    public FusionPlan Fusion { get; } = fusion;

    public RangePlan Ranges { get; } = ranges;

    public QuantizationOptions Options { get; } = options;

    public List<IntegerOperator> Operators { get; } = [];

    public List<LayerReport> Layers { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>What a computed float value became; throws naming the reader for a constant.</summary>
    public QuantizedValue Value(FloatNode reader, int input)
    {
        var name = reader.Inputs[input];
        return values.TryGetValue(name, out var value)
            ? value
            : throw new QuantizationException($"node '{reader.Name}' ({reader.OpType}): input '{name}' is a constant where only a computed value is supported");
    }

    public QuantizedValue? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>Shape and proven code range of an integer value.</summary>
    public IntegerType Type(QuantizedValue value) => types[value.Name];

    /// <summary>Largest |code| that a value can have.</summary>
    public double LargestCode(QuantizedValue value) => Math.Max(-(double)types[value.Name].Min, types[value.Name].Max);

    /// <summary>A value name that is not in use.</summary>
    public string NewName(string hint) => Unused(hint, names);

    public void AddInput(string name, CodeFormat format, int[] shape)
    {
        values.Add(name, new QuantizedValue(name, format));
        types.Add(name, new IntegerType(shape, format.Min, format.Max));
    }

    /// <summary>Lets a float value be an integer value that exists, perhaps at another scale.</summary>
    public void Alias(string name, QuantizedValue value) => values[name] = value;

    /// <summary>Appends an operator whose output stands for the float value of the same name.</summary>
    public QuantizedValue Emit(SingleOutputOperator node, CodeFormat format) => Emit((IntegerOperator)node, format)[0];

    /// <summary>Appends an operator whose outputs stand for the float values of the same names, all at one scale.</summary>
    public IReadOnlyList<QuantizedValue> Emit(IntegerOperator node, CodeFormat format)
    {
        // ONNX node names are optional and may repeat; messages and circuits need unique ones.
        node = node with { Name = Unused(node.Name.Length > 0 ? node.Name : node.Outputs[0], operatorNames) };
        var inputs = node.Inputs.Select(name => types[name]).ToArray();
        IReadOnlyList<IntegerType> outputs;
        try
        {
            outputs = node.Infer(inputs);
            Layers.Add(LayerReports.Of(node, inputs, outputs, format.Scale));
        }
        catch (InvalidDataException e)
        {
            throw new QuantizationException(e.Message, e);
        }
        Operators.Add(node);
        return [.. node.Outputs.Zip(outputs, (name, type) => Define(name, type, format))];
    }

    private QuantizedValue Define(string name, IntegerType type, CodeFormat format)
    {
        types.Add(name, type);
        return values[name] = new QuantizedValue(name, format with { Min = type.Min, Max = type.Max });
    }

    /// <summary>What the result of a layer has to look like.</summary>
    public OutputTarget Target(FusedLayer layer) => TargetPlan.Choose(this, layer);

    /// <summary>The format that covers the layer's calibrated range, before any clamp.</summary>
    public CodeFormat UnclampedFormat(FusedLayer layer) => CodeFormat.Cover(Ranges[layer.Calibrated], Options.Bits);

    private static string Unused(string hint, HashSet<string> taken)
    {
        var name = hint;
        for (var suffix = 2; !taken.Add(name); suffix++) name = $"{hint}_{suffix}";
        return name;
    }
}
