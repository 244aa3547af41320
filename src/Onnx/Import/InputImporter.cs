using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;
using Dimension = Zkml.Onnx.Proto.TensorShapeProto.Types.Dimension;

namespace Zkml.Onnx.Import;

/// <summary>Checks the declared type of a graph input and fixes its shape.</summary>
internal static class InputImporter
{
    /// <summary>
    /// The input with a static shape: a symbolic, missing or zero first dimension is the batch and becomes 1, any other
    /// dimension has to be given.
    /// </summary>
    public static ValueInfo Import(ValueInfoProto proto)
    {
        if (proto.Name.Length == 0) throw new OnnxImportException("the graph has an input without a name; the model is malformed");
        var type = proto.Type?.TensorType
            ?? throw new OnnxImportException($"graph input '{proto.Name}' is not a tensor; only tensor inputs are supported");
        if (!ElementTypes.IsSupported(type.ElemType))
        {
            throw new OnnxImportException($"graph input '{proto.Name}' has the element type {(TensorProto.Types.DataType)type.ElemType}; supported are floats, integers and bool");
        }
        // All float types are float32 here.
        var element = (ElementType)type.ElemType;
        if (type.Shape is null)
        {
            throw new OnnxImportException($"graph input '{proto.Name}' has no shape; export the model with fixed shapes");
        }
        var dimensions = new long[type.Shape.Dim.Count];
        for (var i = 0; i < dimensions.Length; i++)
        {
            var known = type.Shape.Dim[i].ValueCase == Dimension.ValueOneofCase.DimValue;
            dimensions[i] = known ? type.Shape.Dim[i].DimValue : 0;
            if (i == 0 && dimensions[i] == 0) dimensions[i] = 1;
            if (dimensions[i] == 0)
            {
                throw new OnnxImportException($"graph input '{proto.Name}' has the dynamic dimension {i}{Symbol(type.Shape.Dim[i])}; export the model with fixed shapes (only the first dimension, the batch, may be dynamic and is then taken as 1)");
            }
        }
        var shape = ShapeLimits.FromLongs(dimensions, $"graph input '{proto.Name}'");
        return new ValueInfo(proto.Name, new TensorType(element.IsFloat() ? ElementType.Float : element, shape));
    }

    private static string Symbol(Dimension dimension) =>
        dimension.DimParam.Length > 0 ? $" ('{dimension.DimParam}')" : "";
}
