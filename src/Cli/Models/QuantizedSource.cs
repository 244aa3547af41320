using Zkml.Algebra.Threading;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Folding;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Quantization;

namespace Zkml.Cli.Models;

/// <summary>How an ONNX model becomes integers.</summary>
/// <param name="Calibration">Files of sample inputs, [NAME=]FILE; none for random ones.</param>
/// <param name="Quantization">A quantization.json, or null to calibrate.</param>
/// <param name="Bits">Width of activation codes; null for that of the file, or 8.</param>
/// <param name="Softmax">Whether to keep a final Softmax.</param>
/// <param name="ChecksConstants">Whether constants that a quantization.json keeps are computed again and compared.</param>
internal sealed record QuantizationChoice(
    IReadOnlyList<string> Calibration, string? Quantization, int? Bits, bool Softmax, bool ChecksConstants = false);

/// <summary>An imported and quantized ONNX model, with what it came from.</summary>
internal sealed class QuantizedSource(
    OnnxFile file, FloatGraph floats, QuantizationParameters parameters, FoldedTensors folded, QuantizedModel model, SampleSet? samples, IReadOnlyList<string> warnings)
{
    /// <summary>The model as its author wrote it.</summary>
    public OnnxFile File { get; } = file;

    /// <summary>The imported float graph.</summary>
    public FloatGraph Float { get; } = floats;

    /// <summary>Calibrated or given ranges.</summary>
    public QuantizationParameters Parameters { get; } = parameters;

    /// <summary>The constants that are kept beside the ranges.</summary>
    public FoldedTensors Folded { get; } = folded;

    /// <summary>The integer graph and notes.</summary>
    public QuantizedModel Model { get; } = model;

    /// <summary>The calibration samples, if any.</summary>
    public SampleSet? Samples { get; } = samples;

    /// <summary>What the user should know about the calibration.</summary>
    public IReadOnlyList<string> Warnings { get; } = warnings;

    private const int DefaultBits = 8;

    /// <summary>Imports, simplifies, calibrates unless ranges are given, and quantizes; on all cores without a processor.</summary>
    public static QuantizedSource Load(string onnx, QuantizationChoice choice, Cpu? cpu = null)
    {
        cpu ??= Cpu.Default;
        InputPath.Require(onnx, "model");
        var given = choice.Quantization is { } path ? Read(path) : null;
        var constants = ConstantSource.For(choice, given);
        var file = FailureMessage.Naming(onnx, () => OnnxFile.Read(onnx));
        var graph = FailureMessage.Naming(onnx, () => file.Import(constants.Evaluator));
        ModelSize.Require(onnx, graph);
        var simplified = FailureMessage.Naming(onnx, () => GraphSimplifier.Simplify(graph));
        constants.RequireAllUsed();
        var samples = choice.Calibration.Count == 0 ? null : LoadSamples(choice.Calibration, graph);
        var calibration = given is null
            ? FailureMessage.Naming(onnx, () => Calibrate(simplified, choice.Bits ?? DefaultBits, samples, cpu))
            : FailureMessage.Naming(choice.Quantization!, () => Checked(given, simplified));
        var options = new QuantizationOptions { Bits = choice.Bits ?? calibration.Parameters.Bits, Softmax = choice.Softmax };
        var model = FailureMessage.Naming(onnx, () => Quantizer.Quantize(simplified, calibration.Parameters, options));
        var parameters = calibration.Parameters with { FoldedHash = constants.Hash };
        return new QuantizedSource(file, graph, parameters, constants.Tensors, model, samples, calibration.Warnings);
    }

    /// <summary>One calibration sample of all inputs, for the float model.</summary>
    public IReadOnlyDictionary<string, Tensor> Sample(int index) => Sample(Float, Samples!, index);

    private static Dictionary<string, Tensor> Sample(FloatGraph graph, SampleSet samples, int index) => graph.Inputs.ToDictionary(
        input => input.Name,
        input => input.Kind == ElementKind.Integer ? (Tensor)samples.Integers(input.Name, index) : samples.Reals(input.Name, index));

    private static SampleSet LoadSamples(IReadOnlyList<string> texts, FloatGraph graph) => SampleSet.Load(
        [.. texts.Select(text => TensorSource.Parse(text, graph.Inputs.Select(i => i.Name)))],
        [.. graph.Inputs.Select(i => new InputDeclaration(i.Name, i.Shape))],
        [.. graph.Outputs.Select(o => o.Name)]);

    private static CalibrationResult Calibrate(FloatGraph simplified, int bits, SampleSet? samples, Cpu cpu) => samples is null
        ? Calibrator.CalibrateOnRandomInputs(simplified, bits, cpu.Threads, cpu.Cancellation)
        : Calibrator.Calibrate(
            simplified, bits, Enumerable.Range(0, samples.Count).Select(s => Sample(simplified, samples, s)), cpu.Threads, cpu.Cancellation);

    private static QuantizationParameters Read(string file)
    {
        InputPath.Require(file, "quantization file");
        return FailureMessage.Naming(file, () => QuantizationFile.Read(file));
    }

    private static CalibrationResult Checked(QuantizationParameters given, FloatGraph simplified)
    {
        given.RequireMatches(simplified);
        return new CalibrationResult(given, 0, []);
    }
}
