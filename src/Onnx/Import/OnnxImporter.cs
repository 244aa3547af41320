using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;

namespace Zkml.Onnx.Import;

/// <summary>Reads ONNX models into float graphs. Any input, however malformed, gives a graph or an <see cref="OnnxImportException"/>.</summary>
public static class OnnxImporter
{
    public const int MinOpset = 7;

    public const int MaxOpset = 25;

    /// <summary>Imports a model file; constants that have no exact folding go to the evaluator, or are refused without one.</summary>
    public static FloatGraph Load(string path, IConstantEvaluator? evaluator = null) => OnnxFile.Read(path).Import(evaluator);

    /// <summary>Imports a serialized ModelProto.</summary>
    public static FloatGraph Load(byte[] bytes, IConstantEvaluator? evaluator = null) => OnnxFile.Parse(bytes).Import(evaluator);

    /// <summary>The version of the standard operator set.</summary>
    internal static int Opset(ModelProto model)
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
