using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Folding;

/// <summary>Recorded constants are missing, malformed or not of this model. The message says which.</summary>
public class FoldingException(string message) : GraphException(message);

/// <summary>A recorded constant is not what the model computes: a statement about another network.</summary>
public sealed class FoldingMismatchException(string message) : FoldingException(message)
{
    /// <summary>The mismatch that an exception reports or was caused by, or null.</summary>
    public static FoldingMismatchException? In(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is FoldingMismatchException mismatch) return mismatch;
        }
        return null;
    }
}
