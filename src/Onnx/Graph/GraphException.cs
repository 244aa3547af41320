namespace Zkml.Onnx.Graph;

/// <summary>
/// A graph is malformed, or holds something that is not supported. The message names the offending part and, where there
/// is one, the way out.
/// </summary>
public class GraphException : Exception
{
    public GraphException(string message)
        : base(message)
    {
    }

    public GraphException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
