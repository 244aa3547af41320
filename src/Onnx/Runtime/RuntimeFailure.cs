using System.Text;
using Microsoft.ML.OnnxRuntime;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Runtime;

/// <summary>Turns what ONNX Runtime says into an error of ours.</summary>
internal static class RuntimeFailure
{
    private const int MaxLength = 400;

    /// <summary>Its message quotes names of the model, so control characters are replaced and the length is bounded.</summary>
    public static GraphException Of(string what, OnnxRuntimeException e)
    {
        var text = new StringBuilder();
        foreach (var letter in e.Message.AsSpan(0, Math.Min(e.Message.Length, MaxLength))) text.Append(char.IsControl(letter) ? ' ' : letter);
        return new GraphException($"{what}: {text}", e);
    }
}
