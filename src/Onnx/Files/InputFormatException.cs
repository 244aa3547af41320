namespace Zkml.Onnx.Files;

/// <summary>Tensor files cannot be used: the message says what was expected and what was found.</summary>
public sealed class InputFormatException : Exception
{
    public InputFormatException(string message)
        : base(message)
    {
    }

    public InputFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
