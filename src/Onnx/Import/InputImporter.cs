using Zkml.Onnx.Graph;
using Zkml.Onnx.Import.Proto;
using Dimension = Zkml.Onnx.Import.Proto.TensorShapeProto.Types.Dimension;

namespace Zkml.Onnx.Import;

/// <summary>Checks the declared type of a graph input and fixes its shape.</summary>
internal static class InputImporter
{
    /// <summary>
    /// The input with a static shape: a symbolic, missing or zero first dimension is the batch and becomes 1, any other
    /// dimension has to be given.
    /// </summary>
    public static GraphValue Import(ValueInfoProto proto)
    {
        if (proto.Name.Length == 0) throw new OnnxImportException("the graph has an input without a name; the model is malformed");
        var type = proto.Type?.TensorType
            ?? throw new OnnxImportException($"graph input '{proto.Name}' is not a tensor; only tensor inputs are supported");
        RequireFloat(proto.Name, type.ElemType);
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
        return new GraphValue(proto.Name, TensorShape.FromLongs(dimensions, $"graph input '{proto.Name}'"));
    }

    private static string Symbol(Dimension dimension) =>
        dimension.DimParam.Length > 0 ? $" ('{dimension.DimParam}')" : "";

    private static void RequireFloat(string name, int elementType)
    {
        if ((TensorProto.Types.DataType)elementType is not
            (TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double or TensorProto.Types.DataType.Float16))
        {
            throw new OnnxImportException($"graph input '{name}' has the element type {(TensorProto.Types.DataType)elementType}; only float inputs are supported");
        }
    }
}
