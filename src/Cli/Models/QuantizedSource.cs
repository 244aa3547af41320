using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Import;
using Zkml.Onnx.Quantization;

namespace Zkml.Cli.Models;

/// <summary>How an ONNX model becomes integers.</summary>
/// <param name="Calibration">Files of sample inputs, [NAME=]FILE; none for random ones.</param>
/// <param name="Quantization">A quantization.json, or null to calibrate.</param>
/// <param name="Bits">Width of activation codes; null for that of the file, or 8.</param>
/// <param name="Softmax">Whether to keep a final Softmax.</param>
internal sealed record QuantizationChoice(IReadOnlyList<string> Calibration, string? Quantization, int? Bits, bool Softmax);

/// <summary>An imported and quantized ONNX model, with what it came from.</summary>
/// <param name="Float">The imported float graph.</param>
/// <param name="Parameters">Calibrated or given ranges.</param>
/// <param name="Model">The integer graph and notes.</param>
/// <param name="Samples">The calibration samples, if any.</param>
/// <param name="Warnings">What the user should know about the calibration.</param>
internal sealed record QuantizedSource(
    FloatGraph Float, QuantizationParameters Parameters, QuantizedModel Model, SampleSet? Samples, IReadOnlyList<string> Warnings)
{
    private const int DefaultBits = 8;

    /// <summary>Imports, simplifies, calibrates unless ranges are given, and quantizes.</summary>
    public static QuantizedSource Load(string onnx, QuantizationChoice choice)
    {
        InputPath.Require(onnx, "model");
        var graph = FailureMessage.Naming(onnx, () => OnnxImporter.Load(onnx));
        var simplified = FailureMessage.Naming(onnx, () => GraphSimplifier.Simplify(graph));
        var samples = choice.Calibration.Count == 0 ? null : LoadSamples(choice.Calibration, graph);
        var calibration = Ranges(simplified, choice, samples);
        var options = new QuantizationOptions { Bits = choice.Bits ?? calibration.Parameters.Bits, Softmax = choice.Softmax };
        var model = FailureMessage.Naming(onnx, () => Quantizer.Quantize(simplified, calibration.Parameters, options));
        return new QuantizedSource(graph, calibration.Parameters, model, samples, calibration.Warnings);
    }

    /// <summary>One calibration sample of all inputs, for the float model.</summary>
    public IReadOnlyDictionary<string, FloatTensor> Sample(int index) => Sample(Float, Samples!, index);

    private static Dictionary<string, FloatTensor> Sample(FloatGraph graph, SampleSet samples, int index) =>
        graph.Inputs.ToDictionary(input => input.Name, input => samples.Reals(input.Name, index));

    private static SampleSet LoadSamples(IReadOnlyList<string> texts, FloatGraph graph) => SampleSet.Load(
        [.. texts.Select(text => TensorSource.Parse(text, graph.Inputs.Select(i => i.Name)))],
        [.. graph.Inputs.Select(i => new InputDeclaration(i.Name, i.Shape))],
        [.. graph.Outputs.Select(o => o.Name)]);

    private static CalibrationResult Ranges(FloatGraph simplified, QuantizationChoice choice, SampleSet? samples)
    {
        var bits = choice.Bits ?? DefaultBits;
        if (choice.Quantization is { } file)
        {
            InputPath.Require(file, "quantization file");
            return new CalibrationResult(FailureMessage.Naming(file, () => Read(file, simplified)), 0, []);
        }
        return samples is null
            ? Calibrator.CalibrateOnRandomInputs(simplified, bits)
            : Calibrator.Calibrate(simplified, bits, Enumerable.Range(0, samples.Count).Select(s => Sample(simplified, samples, s)));
    }

    private static QuantizationParameters Read(string file, FloatGraph simplified)
    {
        var parameters = QuantizationFile.Read(file);
        parameters.RequireMatches(simplified);
        return parameters;
    }
}
