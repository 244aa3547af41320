using Google.Protobuf;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;

namespace Zkml.Onnx.Import;

/// <summary>Reads ONNX models into float graphs. Any input, however malformed, gives a graph or an <see cref="OnnxImportException"/>.</summary>
public static class OnnxImporter
{
    public const int MinOpset = 7;

    public const int MaxOpset = 25;

    private const long MaxFileBytes = 1L << 30;

    /// <summary>Imports a model file; constants that have no exact folding go to the evaluator.</summary>
    public static FloatGraph Load(string path, IConstantEvaluator? evaluator = null)
    {
        byte[] bytes;
        try
        {
            if (new FileInfo(path).Length > MaxFileBytes)
            {
                throw new OnnxImportException($"model file '{path}' is larger than {MaxFileBytes} bytes, the largest supported size");
            }
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new OnnxImportException($"cannot read model file '{path}': {e.Message}", e);
        }
        return Load(bytes, evaluator);
    }

    /// <summary>Imports a serialized ModelProto.</summary>
    public static FloatGraph Load(byte[] bytes, IConstantEvaluator? evaluator = null)
    {
        var model = Parse(bytes);
        if (model.Graph is null) throw new OnnxImportException("the file contains no graph; it is not an ONNX model, or it is truncated");
        try
        {
            return GraphImporter.Import(model.Graph, Opset(model), evaluator ?? new Execution.OwnEvaluator());
        }
        catch (GraphException e) when (e is not OnnxImportException)
        {
            throw new OnnxImportException(e.Message, e);
        }
    }

    private static ModelProto Parse(byte[] bytes)
    {
        try
        {
            // The parser's own recursion limit (100 nested messages) guards the stack; unknown fields are not kept.
            return ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxImportException($"the file is not a valid ONNX model (protobuf decoding failed: {e.Message})", e);
        }
    }

    private static int Opset(ModelProto model)
    {
        var versions = model.OpsetImport.Where(import => import.Domain is "" or "ai.onnx").Select(import => import.Version).ToList();
        if (versions.Count == 0)
        {
            throw new OnnxImportException("the model does not say which ONNX operator set it uses (opset_import is missing)");
        }
        var version = versions.Max();
        if (version is < MinOpset or > MaxOpset)
        {
            throw new OnnxImportException($"the model uses operator set {version}; supported are {MinOpset} to {MaxOpset}. Export it with opset_version=17");
        }
        return (int)version;
    }
}
