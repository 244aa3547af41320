using Google.Protobuf;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;
using AttributeType = Zkml.Onnx.Proto.AttributeProto.Types.AttributeType;
using Dimension = Zkml.Onnx.Proto.TensorShapeProto.Types.Dimension;

namespace Zkml.Onnx.Runtime;

/// <summary>Writes the parts of a graph as protobuf messages.</summary>
internal static class ProtoWriter
{
    /// <summary>A model of the standard operator set around a graph.</summary>
    public static ModelProto Model(GraphProto graph, int opset)
    {
        // Initializers need not be inputs since IR version 4; the newest operator sets came with 10.
        var model = new ModelProto { IrVersion = 10, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        return model;
    }

    /// <summary>Name, element type and shape of an input.</summary>
    public static ValueInfoProto Value(string name, TensorType type)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type.Element, Shape = new TensorShapeProto() };
        foreach (var size in type.Shape) tensor.Shape.Dim.Add(new Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    /// <summary>A constant of its element type.</summary>
    public static TensorProto Tensor(string name, Tensor tensor)
    {
        var proto = new TensorProto { Name = name, DataType = (int)tensor.Element, RawData = UnsafeByteOperations.UnsafeWrap(ElementBytes.Pack(tensor)) };
        foreach (var size in tensor.Shape) proto.Dims.Add(size);
        return proto;
    }

    /// <summary>A node with its attributes; throws <see cref="GraphException"/>, naming it, when one cannot be written.</summary>
    public static NodeProto Node(FloatNode node)
    {
        var proto = new NodeProto { Name = node.Name, OpType = node.OpType, Domain = node.Operator.Domain };
        proto.Input.Add(node.Inputs);
        proto.Output.Add(node.Outputs);
        foreach (var (name, value) in node.Attributes.Values) proto.Attribute.Add(Attribute(node, name, value));
        return proto;
    }

    /// <summary>ONNX Runtime refuses nodes of one name, which ONNX allows; its messages quote the names.</summary>
    public static void MakeNamesUnique(GraphProto graph)
    {
        var taken = new HashSet<string>();
        for (var i = 0; i < graph.Node.Count; i++)
        {
            var node = graph.Node[i];
            if (node.Name.Length > 0 && !taken.Add(node.Name)) node.Name = "";
        }
    }

    private static AttributeProto Attribute(FloatNode node, string name, object value)
    {
        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case long integer:
                (proto.Type, proto.I) = (AttributeType.Int, integer);
                break;
            case float real:
                (proto.Type, proto.F) = (AttributeType.Float, real);
                break;
            case string text:
                (proto.Type, proto.S) = (AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case long[] integers:
                proto.Type = AttributeType.Ints;
                proto.Ints.Add(integers);
                break;
            case float[] reals:
                proto.Type = AttributeType.Floats;
                proto.Floats.Add(reals);
                break;
            case Tensor tensor:
                (proto.Type, proto.T) = (AttributeType.Tensor, Tensor("", tensor));
                break;
            case Subgraph:
                throw node.Fail($"attribute '{name}' is a subgraph; loops are not supported, not even in constants");
            default:
                throw node.Fail($"attribute '{name}' is of a kind that is not supported");
        }
        return proto;
    }
}
