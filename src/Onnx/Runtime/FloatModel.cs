using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;
using Zkml.Tensors;

namespace Zkml.Onnx.Runtime;

/// <summary>
/// A float model that can be run: a session of ONNX Runtime on the CPU with graph optimizations off. Results are the same
/// from run to run and, with one thread, on every machine of one kind; between processors the last bits of sums differ.
/// <see cref="Run"/> may be called from several threads at once; dispose after the last run.
/// </summary>
public sealed class FloatModel : IDisposable
{
    private readonly InferenceSession session;
    private readonly IReadOnlyDictionary<string, Tensor> weights;

    /// <param name="model">The model.</param>
    /// <param name="weights">Inputs of it that are the same in every run.</param>
    /// <param name="threads">Threads inside one operator.</param>
    /// <param name="isLimited">Whether its memory is limited.</param>
    internal FloatModel(ModelProto model, IReadOnlyDictionary<string, Tensor> weights, int threads = 1, bool isLimited = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        this.weights = weights;
        using var options = RuntimeEnvironment.Options(threads, isLimited);
        try
        {
            session = new InferenceSession(model.ToByteArray(), options);
        }
        catch (OnnxRuntimeException e)
        {
            throw RuntimeFailure.Of("ONNX Runtime refuses the model", e);
        }
    }

    /// <summary>Names of the inputs.</summary>
    public IReadOnlyList<string> Inputs => [.. session.InputNames.Where(name => !weights.ContainsKey(name))];

    /// <summary>Names of all values that a run can give.</summary>
    public IReadOnlyList<string> Outputs => session.OutputNames;

    /// <summary>
    /// Runs the model once. An input may have any shape with the number of elements that the model declares.
    /// Throws <see cref="ArgumentException"/> when an input is missing or does not fit, and
    /// <see cref="GraphException"/> when a node fails.
    /// </summary>
    /// <param name="inputs">All inputs by name.</param>
    /// <param name="outputs">The values wanted, all outputs without it.</param>
    /// <param name="cancellation">Stops the run between two nodes.</param>
    public RunResult Run(
        IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<string>? outputs = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        outputs ??= session.OutputNames;
        var values = new OrtValue[session.InputNames.Count];
        using var run = new RunOptions();
        using var registration = cancellation.Register(() => run.Terminate = true);
        try
        {
            for (var i = 0; i < values.Length; i++) values[i] = Bind(session.InputNames[i], inputs);
            return new RunResult(outputs, session.Run(run, session.InputNames, values, outputs));
        }
        catch (OnnxRuntimeException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw RuntimeFailure.Of("ONNX Runtime cannot run the model", e);
        }
        finally
        {
            foreach (var value in values) value?.Dispose();
        }
    }

    public void Dispose() => session.Dispose();

    /// <summary>The value of an input in the element type that the model declares.</summary>
    private OrtValue Bind(string name, IReadOnlyDictionary<string, Tensor> inputs)
    {
        if (!weights.TryGetValue(name, out var tensor) && !inputs.TryGetValue(name, out tensor))
        {
            throw new ArgumentException($"no value is given for graph input '{name}'", nameof(inputs));
        }
        var declared = session.InputMetadata[name];
        long count = 1;
        foreach (var dimension in declared.Dimensions) count *= dimension;
        if (count != tensor.Length)
        {
            throw new ArgumentException($"graph input '{name}' has shape {TensorShape.Describe(declared.Dimensions)}; the given value has shape {TensorShape.Describe(tensor.Shape)}", nameof(inputs));
        }
        return RuntimeTensor.Of(tensor.Reshaped(declared.Dimensions), declared.ElementDataType);
    }
}
