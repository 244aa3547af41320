using Zkml.Onnx.Graph;
using Zkml.Onnx.Import.Proto;
using AttributeType = Zkml.Onnx.Import.Proto.AttributeProto.Types.AttributeType;

namespace Zkml.Onnx.Import;

/// <summary>Converts the attributes of a node.</summary>
internal static class NodeAttributesImporter
{
    /// <summary>
    /// Throws <see cref="OnnxImportException"/> naming the node on subgraphs, references to function attributes and
    /// duplicate names. Attributes of kinds that no supported operator has (string lists and such) are left out.
    /// </summary>
    public static NodeAttributes Import(string nodeName, IEnumerable<AttributeProto> attributes)
    {
        var values = new Dictionary<string, object>();
        foreach (var attribute in attributes)
        {
            if (attribute.RefAttrName.Length > 0)
            {
                throw new OnnxImportException($"node '{nodeName}': attribute '{attribute.Name}' refers to a function attribute; inline functions before exporting");
            }
            if (attribute.G is not null || attribute.Graphs.Count > 0)
            {
                throw new OnnxImportException($"node '{nodeName}': attribute '{attribute.Name}' holds a subgraph; control flow (If, Loop, Scan) is not supported, export a model without it");
            }
            var value = Value(nodeName, attribute);
            if (value is not null && !values.TryAdd(attribute.Name, value))
            {
                throw new OnnxImportException($"node '{nodeName}': attribute '{attribute.Name}' is given twice; the model is malformed");
            }
        }
        return new NodeAttributes(nodeName, values);
    }

    private static object? Value(string nodeName, AttributeProto attribute) => Kind(attribute) switch
    {
        AttributeType.Float => attribute.F,
        AttributeType.Int => attribute.I,
        AttributeType.String => attribute.S.ToStringUtf8(),
        AttributeType.Floats => attribute.Floats.ToArray(),
        AttributeType.Ints => attribute.Ints.ToArray(),
        AttributeType.Tensor => attribute.T is null ? null : TensorImporter.Import(attribute.T, $"node '{nodeName}': tensor attribute '{attribute.Name}'"),
        _ => null,
    };

    /// <summary>The declared kind, or for models of early exporters, which leave it out, the kind of the field that is set.</summary>
    private static AttributeType Kind(AttributeProto attribute)
    {
        if (attribute.Type != AttributeType.Undefined) return attribute.Type;
        if (attribute.T is not null) return AttributeType.Tensor;
        if (attribute.Ints.Count > 0) return AttributeType.Ints;
        if (attribute.Floats.Count > 0) return AttributeType.Floats;
        if (attribute.HasS) return AttributeType.String;
        if (attribute.HasF) return AttributeType.Float;
        return attribute.HasI ? AttributeType.Int : AttributeType.Undefined;
    }
}
