using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Import;

/// <summary>
/// The model cannot be imported: the bytes are not a valid ONNX model, or the model uses something that is not
/// supported. The message names the offending part and, where there is one, the way out.
/// </summary>
public sealed class OnnxImportException : GraphException
{
    public OnnxImportException(string message)
        : base(message)
    {
    }

    public OnnxImportException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
