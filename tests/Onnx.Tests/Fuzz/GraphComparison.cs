using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;
using Zkml.Onnx.Reference;
using Zkml.Onnx.Runtime;
using Zkml.Onnx.Tests.Models;
using GraphValue = Zkml.Circuits.Graph.GraphValue;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>How the comparison of a graph ended.</summary>
internal enum ComparisonResult
{
    Compared,

    /// <summary>Refused with a message: by the import, quantization, lowering or ONNX Runtime.</summary>
    Refused,

    /// <summary>Real numbers reach <see cref="RangeObserver.MaskMagnitude"/>, which calibration takes for a mask, or are not finite.</summary>
    Mask,

    /// <summary>A real is zero in every sample: it gets an arbitrary unit, which can swallow what it is added to (issue 11).</summary>
    Zero,

    /// <summary>The quantizer itself notes that the model differs (a padding value beyond the codes): only integers and the circuit are checked.</summary>
    Noted,
}

/// <summary>
/// One random graph through import, calibration and quantization: outputs against ONNX Runtime, values against their inferred types,
/// and the circuit's trace against the semantics, its constraints and the validator. What is wrong goes to <see cref="Findings"/>.
/// </summary>
internal sealed class GraphComparison(int seed)
{
    private const int Samples = 16;

    /// <summary>Share of an output's own magnitude that 16-bit codes may be off.</summary>
    private const double OutputShare = 0.005;

    /// <summary>
    /// Rounding steps of the largest real anywhere in the graph, or of 1: each node rounds in units of its own range, functions have
    /// tables with a fixed unit, and small outputs inherit the steps of large values before them, multiplied by weights.
    /// </summary>
    private const double Steps = 128;

    private readonly RandomGraphs graphs = new(seed);

    public List<string> Findings { get; } = [];

    public string Description => graphs.Description;

    public ComparisonResult Run()
    {
        try
        {
            return Compare();
        }
        catch (Exception e) when (e is GraphException or QuantizationException or QuantizationFormatException or InputFormatException or InvalidDataException)
        {
            return ComparisonResult.Refused;
        }
    }

    private ComparisonResult Compare()
    {
        var file = OnnxFile.Parse(graphs.Bytes);
        var graph = file.Import(new RuntimeConstantEvaluator());
        Dictionary<string, Tensor>[] samples = [.. Enumerable.Range(0, Samples).Select(_ => graphs.Sample(graph))];
        var simplified = GraphSimplifier.Simplify(graph);
        var parameters = QuantizationFile.Parse(QuantizationFile.ToBytes(Calibrator.Calibrate(simplified, 16, samples).Parameters));
        var model = Quantizer.Quantize(simplified, parameters, new QuantizationOptions { Bits = 16, Softmax = true });
        CheckTypes(model.Graph);
        CheckCircuit(model.Graph, Codes(model.Graph, samples[0]));
        var largest = LargestReals(samples);
        var result = Kind(largest, model);
        using var original = OriginalModel.Open(file, graph);
        var expected = Array.ConvertAll(samples, sample => FloatRun.Outputs(original, sample));
        var actual = Array.ConvertAll(samples, sample => GraphExecutor.Run(model.Graph, Codes(model.Graph, sample)));
        for (var k = 0; k < model.Graph.Outputs.Count; k++)
        {
            var output = model.Graph.Outputs[k];
            if (output.Kind != ValueKind.Integer && result != ComparisonResult.Compared) continue;
            CheckOutput(output, [.. expected.Select(e => e[output.Name])], [.. actual.Select(a => a[k])], Steps * largest.Append(1).Max() / (1 << 15));
        }
        return result;
    }

    /// <summary>Whether the graph is one of those whose reals are known to differ.</summary>
    private static ComparisonResult Kind(double[] largest, QuantizedModel model)
    {
        if (largest.Any(x => !(x < RangeObserver.MaskMagnitude))) return ComparisonResult.Mask;
        if (largest.Contains(0)) return ComparisonResult.Zero;
        return model.Notes.Count > 0 ? ComparisonResult.Noted : ComparisonResult.Compared;
    }

    /// <summary>The largest magnitude of every real value of the original model, infinite where an element is not finite.</summary>
    private double[] LargestReals(Dictionary<string, Tensor>[] samples)
    {
        var file = OnnxFile.Parse(graphs.BytesWithAllOutputs);
        using var model = OriginalModel.Open(file, file.Import(new RuntimeConstantEvaluator()));
        var largest = new Dictionary<string, double>();
        foreach (var (name, value) in samples.SelectMany(sample => FloatRun.Outputs(model, sample)))
        {
            if (value is not FloatTensor { Length: > 0 } reals) continue;
            var magnitude = reals.Data.Max(x => float.IsFinite(x) ? Math.Abs((double)x) : double.PositiveInfinity);
            largest[name] = Math.Max(largest.GetValueOrDefault(name), magnitude);
        }
        return [.. largest.Values];
    }

    /// <summary>Integers exactly; reals within the tolerance.</summary>
    private void CheckOutput(GraphValue output, Tensor[] expected, IntegerTensor[] actual, double inherited)
    {
        var magnitude = 0.0;
        foreach (var tensor in expected.OfType<FloatTensor>()) magnitude = Math.Max(magnitude, tensor.Data.Select(Math.Abs).DefaultIfEmpty(0).Max());
        var limit = OutputShare * magnitude + inherited + 1e-6;
        for (var sample = 0; sample < expected.Length; sample++)
        {
            if (Difference(expected[sample], actual[sample], output.Scale, limit) is not { } difference) continue;
            Findings.Add($"{output.Name} of sample {sample}: {difference}");
            return;
        }
    }

    /// <summary>The first element that differs, or null.</summary>
    private static string? Difference(Tensor expected, IntegerTensor actual, double scale, double limit)
    {
        if (!expected.Shape.SequenceEqual(actual.Shape)) return $"shape [{string.Join(',', expected.Shape)}] against [{string.Join(',', actual.Shape)}]";
        for (var j = 0; j < actual.Data.Length; j++)
        {
            if (expected is LongTensor integers)
            {
                if (integers.Data[j] != actual.Data[j]) return $"[{j}] {integers.Data[j]} against {actual.Data[j]}";
                continue;
            }
            var (real, code) = (((FloatTensor)expected).Data[j], actual.Data[j] * scale);
            if (!(Math.Abs(real - code) <= limit)) return $"[{j}] {real} against {code}, limit {limit}";
        }
        return null;
    }

    /// <summary>Every value of the integer graph stays in its inferred type, also for the extreme inputs.</summary>
    private void CheckTypes(IntegerGraph graph)
    {
        var types = GraphTypes.Infer(graph);
        GraphValue[] all = [.. graph.Operators.SelectMany(o => o.Outputs).Select(name => new GraphValue(name, types[name], 1))];
        var whole = new IntegerGraph { Inputs = graph.Inputs, Operators = graph.Operators, Outputs = all };
        var random = new Random(seed);
        for (var round = 0; round < 6; round++)
        {
            var values = GraphExecutor.Run(whole, Extremes(graph, random, round));
            for (var k = 0; k < all.Length; k++)
            {
                var type = types[all[k].Name];
                var isInside = values[k].Shape.SequenceEqual(type.Shape) && values[k].Data.All(x => x >= type.Min && x <= type.Max);
                if (!isInside) Findings.Add($"{all[k].Name} leaves its type [{type.Min}, {type.Max}]");
            }
        }
    }

    private void CheckCircuit(IntegerGraph graph, IntegerTensor[] sample)
    {
        var lowered = GraphLowering.Lower(graph);
        if (CircuitValidator.Validate(lowered.Circuit) is { } invalid) Findings.Add($"validator: {invalid}");
        var random = new Random(seed + 1);
        foreach (var codes in (IntegerTensor[][])[sample, Extremes(graph, random, 0), Extremes(graph, random, 2)])
        {
            var trace = lowered.Program.Run([.. codes.Select(c => c.Data)]);
            var direct = GraphExecutor.Run(graph, codes);
            for (var k = 0; k < direct.Count; k++)
            {
                if (!direct[k].Data.SequenceEqual(trace.Outputs[k])) Findings.Add($"the trace of {graph.Outputs[k].Name} differs");
            }
            foreach (var failure in ConstraintChecker.Check(lowered.Circuit, trace.Columns).Take(1)) Findings.Add($"constraint: {failure}");
        }
    }

    private static IntegerTensor[] Codes(IntegerGraph graph, Dictionary<string, Tensor> sample) => [.. graph.Inputs.Select(input => input.Kind == ValueKind.Integer
        ? new IntegerTensor(input.Type.Shape, ((LongTensor)sample[input.Name]).Data) : QuantizedModel.Encode(input, (FloatTensor)sample[input.Name]))];

    /// <summary>All smallest, all largest, or a mixture with numbers between.</summary>
    private static IntegerTensor[] Extremes(IntegerGraph graph, Random random, int round) => [.. graph.Inputs.Select(input => new IntegerTensor(
        input.Type.Shape, [.. Enumerable.Range(0, GraphDraft.Count(input.Type.Shape)).Select(_ => Extreme(input.Type.Min, input.Type.Max, random, round))]))];

    private static long Extreme(long min, long max, Random random, int round) =>
        (round < 2 ? round : random.Next(3)) switch { 0 => min, 1 => max, _ => random.NextInt64(min, Math.Max(max, max + 1)) };
}
