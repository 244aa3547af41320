using Zkml.Circuits.Operators;
using Zkml.Onnx.Execution;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Quantization;

/// <summary>Measures the accuracy of a quantized model with one input and one output.</summary>
public static class Evaluator
{
    /// <summary>
    /// Compares with given reference outputs (row i is the output for sample i). Where the final Softmax was dropped, it
    /// is applied, along the last dimension, to the logits before they are compared. Throws
    /// <see cref="ArgumentException"/> when the numbers of samples, outputs or labels do not match.
    /// </summary>
    public static AccuracyReport Evaluate(QuantizedModel model, InputBatch samples, FloatTensor reference, LongTensor? labels = null)
    {
        RequireSingle(model);
        var width = reference.Length / samples.Count;
        if (reference.Length != width * samples.Count || Size(model.Graph.Outputs[0].Type.Shape) != width)
        {
            throw new ArgumentException($"the reference outputs {TensorShape.Format(reference.Shape)} do not fit {samples.Count} samples", nameof(reference));
        }
        if (labels is not null && labels.Length != samples.Count)
        {
            throw new ArgumentException($"{labels.Length} labels are given for {samples.Count} samples", nameof(labels));
        }
        var outputs = new float[reference.Length];
        Parallel.For(0, samples.Count, i => Run(model, samples.Sample(i)).CopyTo(outputs, i * width));
        return Compare(outputs, reference.Data, width, labels?.Data);
    }

    /// <summary>Compares with the float graph itself.</summary>
    public static AccuracyReport Evaluate(QuantizedModel model, InputBatch samples, FloatGraph graph, LongTensor? labels = null)
    {
        var executor = new FloatExecutor(graph);
        var outputs = Enumerable.Range(0, samples.Count).AsParallel().AsOrdered().Select(i => executor.Run(samples.Sample(i)).Data).ToArray();
        float[] reference = [.. outputs.SelectMany(row => row)];
        return Evaluate(model, samples, new FloatTensor(reference, [samples.Count, outputs[0].Length]), labels);
    }

    /// <summary>Dequantized output of one sample, after the Softmax that the quantizer dropped, if any.</summary>
    public static float[] Run(QuantizedModel model, FloatTensor sample)
    {
        RequireSingle(model);
        var output = model.Graph.Outputs[0];
        var codes = GraphExecutor.RunAll(model.Graph, [QuantizedModel.Encode(model.Graph.Inputs[0], sample)])[output.Name];
        var values = QuantizedModel.Decode(output, codes).Data;
        return model.LogitOutputs.Contains(output.Name) ? Softmax(values, codes.Shape[^1]) : values;
    }

    private static AccuracyReport Compare(float[] outputs, float[] reference, int width, long[]? labels)
    {
        int samples = outputs.Length / width, agreed = 0, right = 0, referenceRight = 0;
        double largest = 0, sum = 0;
        for (var i = 0; i < samples; i++)
        {
            var decision = Decision(outputs.AsSpan(i * width, width));
            var expected = Decision(reference.AsSpan(i * width, width));
            agreed += decision == expected ? 1 : 0;
            right += decision == labels?[i] ? 1 : 0;
            referenceRight += expected == labels?[i] ? 1 : 0;
        }
        for (var i = 0; i < outputs.Length; i++)
        {
            var error = Math.Abs((double)outputs[i] - reference[i]);
            largest = Math.Max(largest, error);
            sum += error;
        }
        return new AccuracyReport(
            samples, (double)agreed / samples,
            labels is null ? null : (double)referenceRight / samples,
            labels is null ? null : (double)right / samples,
            largest, sum / outputs.Length, (double)reference.Max() - reference.Min());
    }

    private static long Decision(ReadOnlySpan<float> output)
    {
        if (output.Length == 1) return output[0] >= 0.5f ? 1 : 0;
        var best = 0;
        for (var i = 1; i < output.Length; i++) best = output[i] > output[best] ? i : best;
        return best;
    }

    private static float[] Softmax(float[] values, int length)
    {
        var result = new float[values.Length];
        for (var start = 0; start < values.Length; start += length)
        {
            double max = values.AsSpan(start, length).ToArray().Max(), sum = 0;
            for (var i = start; i < start + length; i++) sum += Math.Exp(values[i] - max);
            for (var i = start; i < start + length; i++) result[i] = (float)(Math.Exp(values[i] - max) / sum);
        }
        return result;
    }

    private static int Size(int[] shape) => TensorShape.Product(shape, 0, shape.Length);

    private static void RequireSingle(QuantizedModel model)
    {
        if (model.Graph.Inputs.Count != 1 || model.Graph.Outputs.Count != 1)
        {
            throw new ArgumentException($"the model has {model.Graph.Inputs.Count} inputs and {model.Graph.Outputs.Count} outputs; accuracy is measured for one of each", nameof(model));
        }
    }
}
