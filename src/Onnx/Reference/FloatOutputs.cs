using Zkml.Onnx.Graph;
using Zkml.Onnx.Runtime;

namespace Zkml.Onnx.Reference;

/// <summary>The outputs of a float model for many samples: the reference that a quantized model is compared with.</summary>
public static class FloatOutputs
{
    /// <summary>The numbers of every output, those of the samples one after the other.</summary>
    /// <param name="model">The model.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="sample">All inputs of a sample by name; called from several threads.</param>
    /// <param name="parallelism">How many samples run at once; all cores without it.</param>
    /// <param name="cancellation">Stops between two operators.</param>
    /// <exception cref="ArgumentException">A sample does not fit the inputs.</exception>
    /// <exception cref="GraphException">A node fails.</exception>
    public static IReadOnlyDictionary<string, double[]> Of(
        FloatModel model, int count, Func<int, IReadOnlyDictionary<string, Tensor>> sample, int? parallelism = null, CancellationToken cancellation = default)
    {
        var rows = new double[count][][];
        SampleRuns.ForEach(
            Enumerable.Range(0, count),
            () => rows,
            (index, all) => all[index] = Row(model, sample(index), cancellation),
            _ => { },
            parallelism,
            cancellation);
        var outputs = new Dictionary<string, double[]>();
        for (var k = 0; k < model.Outputs.Count; k++) outputs.Add(model.Outputs[k], [.. rows.SelectMany(row => row[k])]);
        return outputs;
    }

    private static double[][] Row(FloatModel model, IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation)
    {
        using var result = model.Run(inputs, null, cancellation);
        return [.. model.Outputs.Select((_, k) => Numbers(result.Tensor(k)))];
    }

    private static double[] Numbers(Tensor tensor) => tensor is FloatTensor floats
        ? Array.ConvertAll(floats.Data, x => (double)x)
        : Array.ConvertAll(((LongTensor)tensor).Data, x => (double)x);
}
