using Microsoft.ML.OnnxRuntime;
using Zkml.Onnx.Graph;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Zkml.Onnx.Runtime;

/// <summary>The values that one run gave. They lie in native memory until this is disposed; spans end with it.</summary>
public sealed class RunResult : IDisposable
{
    private readonly IDisposableReadOnlyCollection<OrtValue> values;

    internal RunResult(IReadOnlyList<string> names, IDisposableReadOnlyCollection<OrtValue> values)
    {
        Names = names;
        this.values = values;
    }

    /// <summary>Names of the values, in the order of the request.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>A value as floats without copying, or false when it is not of type float32.</summary>
    public bool TryGetFloats(int index, out ReadOnlySpan<float> data)
    {
        var isFloat = values[index].GetTensorTypeAndShape().ElementDataType == TensorElementType.Float;
        data = isFloat ? values[index].GetTensorDataAsSpan<float>() : default;
        return isFloat;
    }

    /// <summary>A copy of a value: floats of every width as float32, integers and bool as 64-bit integers.</summary>
    public Tensor Tensor(int index) => RuntimeTensor.Copy(values[index]);

    public void Dispose() => values.Dispose();
}
