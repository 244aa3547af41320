using Zkml.Onnx.Calibration;
using Zkml.Onnx.Folding;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Runtime;

namespace Zkml.Cli.Models;

/// <summary>
/// Where the constants come from that are not folded exactly: computed now and kept, or, with a quantization.json, from
/// the file that it records.
/// </summary>
internal sealed class ConstantSource
{
    private readonly StoredEvaluator? stored;

    private ConstantSource(IConstantEvaluator evaluator, FoldedTensors tensors) =>
        (Evaluator, Tensors, stored) = (evaluator, tensors, evaluator as StoredEvaluator);

    /// <summary>What the import asks.</summary>
    public IConstantEvaluator Evaluator { get; }

    /// <summary>All constants that were asked for, once the model is imported.</summary>
    public FoldedTensors Tensors { get; }

    /// <summary>What quantization.json records; null when there is nothing to keep.</summary>
    public string? Hash => Tensors.IsEmpty ? null : FoldedFile.Hash(FoldedFile.ToBytes(Tensors));

    /// <summary>Throws <see cref="FoldingException"/> when the recorded file is not there or another one.</summary>
    public static ConstantSource For(QuantizationChoice choice, QuantizationParameters? given)
    {
        var runtime = new RuntimeConstantEvaluator();
        if (given is null)
        {
            var recorder = new RecordingEvaluator(runtime);
            return new ConstantSource(recorder, recorder.Tensors);
        }
        var tensors = given.FoldedHash is { } hash ? FoldedFile.ReadBeside(choice.Quantization!, hash) : new FoldedTensors();
        return new ConstantSource(new StoredEvaluator(tensors, choice.ChecksConstants ? runtime : null), tensors);
    }

    /// <summary>Throws <see cref="FoldingException"/> when the recorded file holds more than the model asked for.</summary>
    public void RequireAllUsed() => stored?.RequireAllUsed();
}
