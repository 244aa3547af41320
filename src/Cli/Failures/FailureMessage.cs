using Zkml.Onnx.Calibration;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using Zkml.Settlement.Ethereum;

namespace Zkml.Cli.Failures;

/// <summary>Tells failures that the user can do something about from errors of this program.</summary>
internal static class FailureMessage
{
    /// <summary>One line for the user, or null when the exception is an internal error.</summary>
    public static string? Of(Exception exception) => exception switch
    {
        BadInputException or GraphException or QuantizationException or QuantizationFormatException
            or InputFormatException or InvalidDataException or EthereumException => OneLine(exception.Message),
        FileNotFoundException or DirectoryNotFoundException => $"{OneLine(exception.Message)} Check the path.",
        IOException or UnauthorizedAccessException => OneLine(exception.Message),
        OutOfMemoryException => "There is not enough memory for this model on this machine.",
        TypeInitializationException { InnerException: ArgumentException or PlatformNotSupportedException } kernels
            => OneLine(kernels.InnerException!.Message),
        TypeInitializationException { InnerException: TypeInitializationException inner } => Of(inner),
        AggregateException { InnerExceptions.Count: > 0 } several => Of(several.InnerExceptions[0]),
        _ => null,
    };

    /// <summary>The message without line breaks.</summary>
    public static string OneLine(string message) => string.Join(' ', message.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Runs a step on one file, and names the file in what goes wrong with it.</summary>
    public static T Naming<T>(string path, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (Exception e) when (Of(e) is { } message && !message.Contains(path, StringComparison.Ordinal))
        {
            throw new BadInputException($"'{path}': {message}", e);
        }
    }
}
