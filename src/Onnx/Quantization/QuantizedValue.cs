namespace Zkml.Onnx.Quantization;

/// <summary>The integer value that stands for a float value, and how.</summary>
internal sealed record QuantizedValue(string Name, CodeFormat Format);
