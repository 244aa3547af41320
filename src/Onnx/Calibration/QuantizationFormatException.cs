namespace Zkml.Onnx.Calibration;

/// <summary>A quantization.json is malformed or does not belong to the model. The message names the offending part.</summary>
public sealed class QuantizationFormatException : Exception
{
    public QuantizationFormatException(string message)
        : base(message)
    {
    }

    public QuantizationFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
