using Google.Protobuf;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;

namespace Zkml.Onnx.Import;

/// <summary>
/// An ONNX model as read from a file, its external data included. Everything about it that native code could trip over
/// has been checked only when <see cref="Import"/> has given a graph.
/// </summary>
public sealed class OnnxFile
{
    private const long MaxFileBytes = 1L << 30;

    private OnnxFile(ModelProto model) => Model = model;

    /// <summary>The parsed message; no tensor of it refers to another file.</summary>
    internal ModelProto Model { get; }

    /// <summary>Reads a file and the data that it refers to; throws <see cref="OnnxImportException"/> on any problem.</summary>
    public static OnnxFile Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
            {
                throw new OnnxImportException($"model file '{path}' is larger than {MaxFileBytes} bytes, the largest supported size");
            }
            var file = Parse(File.ReadAllBytes(path));
            ExternalData.Inline(file.Model.Graph, Path.GetDirectoryName(Path.GetFullPath(path))!);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new OnnxImportException($"cannot read model file '{path}': {e.Message}", e);
        }
    }

    /// <summary>Parses a serialized ModelProto; a model in memory has no external data.</summary>
    public static OnnxFile Parse(byte[] bytes)
    {
        try
        {
            // The parser's own recursion limit (100 nested messages) guards the stack; unknown fields are not kept.
            var model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
            if (model.Graph is null) throw new OnnxImportException("the file contains no graph; it is not an ONNX model, or it is truncated");
            return new OnnxFile(model);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxImportException($"the file is not a valid ONNX model (protobuf decoding failed: {e.Message})", e);
        }
    }

    /// <summary>
    /// The float graph. Constants that have no exact folding go to the evaluator; without one they are refused. Throws
    /// <see cref="OnnxImportException"/> on a malformed or unsupported model.
    /// </summary>
    public FloatGraph Import(IConstantEvaluator? evaluator)
    {
        try
        {
            return GraphImporter.Import(Model.Graph, OnnxImporter.Opset(Model), evaluator);
        }
        catch (GraphException e) when (e is not OnnxImportException)
        {
            throw new OnnxImportException(e.Message, e);
        }
    }
}
