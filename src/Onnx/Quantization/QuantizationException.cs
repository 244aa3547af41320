namespace Zkml.Onnx.Quantization;

/// <summary>The model cannot be quantized; the message names the node and the reason.</summary>
public sealed class QuantizationException : Exception
{
    public QuantizationException(string message)
        : base(message)
    {
    }

    public QuantizationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
