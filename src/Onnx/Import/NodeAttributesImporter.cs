using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;
using AttributeType = Zkml.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace Zkml.Onnx.Import;

/// <summary>Converts the attributes of a node.</summary>
internal static class NodeAttributesImporter
{
    /// <summary>
    /// Throws <see cref="OnnxImportException"/> naming the node on references to function attributes and duplicate
    /// names. Attributes of kinds that no supported operator reads (string lists and such) become their kind.
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
            var value = Value(nodeName, attribute);
            if (!values.TryAdd(attribute.Name, value))
            {
                throw new OnnxImportException($"node '{nodeName}': attribute '{attribute.Name}' is given twice; the model is malformed");
            }
        }
        return new NodeAttributes(nodeName, values);
    }

    private static object Value(string nodeName, AttributeProto attribute) => Kind(attribute) switch
    {
        AttributeType.Float => attribute.F,
        AttributeType.Int => attribute.I,
        AttributeType.String => attribute.S.ToStringUtf8(),
        AttributeType.Floats => attribute.Floats.ToArray(),
        AttributeType.Ints => attribute.Ints.ToArray(),
        AttributeType.Graph when attribute.G is not null => GraphImporter.Body(attribute.G),
        AttributeType.Tensor when attribute.T is not null => TensorImporter.Import(attribute.T, $"node '{nodeName}': tensor attribute '{attribute.Name}'"),
        var other => other,
    };

    /// <summary>The declared kind, or for models of early exporters, which leave it out, the kind of the field that is set.</summary>
    private static AttributeType Kind(AttributeProto attribute)
    {
        if (attribute.Type != AttributeType.Undefined) return attribute.Type;
        if (attribute.T is not null) return AttributeType.Tensor;
        if (attribute.G is not null) return AttributeType.Graph;
        if (attribute.Ints.Count > 0) return AttributeType.Ints;
        if (attribute.Floats.Count > 0) return AttributeType.Floats;
        if (attribute.HasS) return AttributeType.String;
        if (attribute.HasF) return AttributeType.Float;
        return attribute.HasI ? AttributeType.Int : AttributeType.Undefined;
    }
}
