using System.Numerics.Tensors;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Tensors;
using GraphValue = Zkml.Circuits.Graph.GraphValue;

namespace Zkml.Onnx.Quantization;

/// <summary>Measures the accuracy of a quantized model.</summary>
public static class Evaluator
{
    /// <summary>
    /// Compares with given reference outputs, all or some of the model's. Where the final Softmax was dropped, it is applied,
    /// along the last dimension, to the logits before they are compared.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="samples">Its inputs.</param>
    /// <param name="references">By output; row i is for sample i.</param>
    /// <param name="labels">By output, the decision for each sample that is right; null where there are none.</param>
    /// <param name="count">How many samples to run, from the first on; all without it.</param>
    /// <param name="parallelism">How many samples run at once; all cores without it.</param>
    /// <param name="cancellation">Stops between samples.</param>
    /// <exception cref="ArgumentException">The numbers of samples, outputs or labels do not match.</exception>
    public static EvaluationReport Evaluate(
        QuantizedModel model,
        SampleSet samples,
        IReadOnlyDictionary<string, double[]> references,
        IReadOnlyDictionary<string, long[]>? labels = null,
        int? count = null,
        int? parallelism = null,
        CancellationToken cancellation = default)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism ?? Environment.ProcessorCount, CancellationToken = cancellation };
        return Evaluate(model, count ?? samples.Count, sample => SampleCodes.Of(samples, sample, model.Graph.Inputs), references, labels, options);
    }

    /// <summary>Compares a model with one input and one output with given reference outputs.</summary>
    public static AccuracyReport Evaluate(QuantizedModel model, InputBatch samples, FloatTensor reference, LongTensor? labels = null)
    {
        RequireSingle(model);
        var name = model.Graph.Outputs[0].Name;
        return Evaluate(
            model,
            samples.Count,
            sample => [QuantizedModel.Encode(model.Graph.Inputs[0], samples.Sample(sample)).Data],
            new Dictionary<string, double[]> { [name] = Array.ConvertAll(reference.Data, x => (double)x) },
            labels is null ? null : new Dictionary<string, long[]> { [name] = labels.Data },
            new ParallelOptions()).Outputs[0].Value;
    }

    /// <summary>The numbers that an output's codes stand for, after the Softmax that the quantizer dropped, if any.</summary>
    public static double[] Decode(QuantizedModel model, GraphValue output, IntegerTensor codes)
    {
        if (output.Kind == ValueKind.Integer) return Array.ConvertAll(codes.Data, code => (double)code);
        var values = QuantizedModel.Decode(output, codes).Data;
        return Array.ConvertAll(model.LogitOutputs.Contains(output.Name) ? Softmax(values, codes.Shape[^1]) : values, x => (double)x);
    }

    private static EvaluationReport Evaluate(
        QuantizedModel model, int samples, Func<int, long[][]> codes, IReadOnlyDictionary<string, double[]> references, IReadOnlyDictionary<string, long[]>? labels, ParallelOptions options)
    {
        var compared = model.Graph.Outputs.Where(o => references.ContainsKey(o.Name)).ToList();
        if (compared.Count == 0) throw new ArgumentException("there is no reference for any output", nameof(references));
        foreach (var output in compared) RequireFits(output, samples, references[output.Name], labels?.GetValueOrDefault(output.Name));
        var rows = new double[compared.Count][][];
        for (var k = 0; k < rows.Length; k++) rows[k] = new double[samples][];
        // Samples run side by side, each on one thread, so that `parallelism` bounds all.
        var run = GraphExecutor.Prepare(model.Graph, new Cpu(KernelSet.Default, threads: 1));
        int[] places = [.. compared.Select(output => IndexOf(model, output))];
        Parallel.For(0, samples, options, s =>
        {
            var inputs = codes(s);
            var results = run([.. model.Graph.Inputs.Select((input, k) => new IntegerTensor(input.Type.Shape, inputs[k]))]);
            for (var k = 0; k < rows.Length; k++) rows[k][s] = Decode(model, compared[k], results[places[k]]);
        });
        var comparisons = compared.Select((output, k) => new OutputComparison(rows[k], references[output.Name], output.Kind == ValueKind.Integer)).ToList();
        var agreed = Enumerable.Range(0, samples).Count(s => comparisons.All(c => c.Agrees(s)));
        return new EvaluationReport(
            samples,
            (double)agreed / samples,
            [.. compared.Select((output, k) => KeyValuePair.Create(output.Name, comparisons[k].Report(labels?.GetValueOrDefault(output.Name))))]);
    }

    private static int IndexOf(QuantizedModel model, GraphValue output) => model.Graph.Outputs.ToList().FindIndex(o => o.Name == output.Name);

    private static void RequireFits(GraphValue output, int samples, double[] reference, long[]? labels)
    {
        var width = TensorShape.Product(output.Type.Shape, 0, output.Type.Shape.Length);
        if (reference.Length != (long)width * samples)
        {
            throw new ArgumentException($"the {reference.Length} reference numbers of '{output.Name}' do not fit {samples} samples of {width}");
        }
        if (labels is not null && labels.Length != samples) throw new ArgumentException($"{labels.Length} labels are given for {samples} samples");
    }

    private static float[] Softmax(float[] values, int length)
    {
        var result = new float[values.Length];
        for (var start = 0; start < values.Length; start += length)
        {
            double max = TensorPrimitives.Max<float>(values.AsSpan(start, length)), sum = 0;
            for (var i = start; i < start + length; i++) sum += Math.Exp(values[i] - max);
            for (var i = start; i < start + length; i++) result[i] = (float)(Math.Exp(values[i] - max) / sum);
        }
        return result;
    }

    private static void RequireSingle(QuantizedModel model)
    {
        if (model.Graph.Inputs.Count != 1 || model.Graph.Outputs.Count != 1)
        {
            throw new ArgumentException($"the model has {model.Graph.Inputs.Count} inputs and {model.Graph.Outputs.Count} outputs; this measures models with one of each", nameof(model));
        }
    }
}
