using System.Runtime.InteropServices;
using Google.Protobuf;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;
using AttributeType = Zkml.Onnx.Proto.AttributeProto.Types.AttributeType;
using Dimension = Zkml.Onnx.Proto.TensorShapeProto.Types.Dimension;

namespace Zkml.Onnx.Runtime;

/// <summary>Writes the parts of a graph as protobuf messages.</summary>
internal static class ProtoWriter
{
    /// <summary>Name, element type and shape of an input.</summary>
    public static ValueInfoProto Value(string name, TensorType type)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type.Element, Shape = new TensorShapeProto() };
        foreach (var size in type.Shape) tensor.Shape.Dim.Add(new Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    /// <summary>A constant, with or without its elements.</summary>
    public static TensorProto Tensor(string name, Tensor tensor, bool withData = true)
    {
        var proto = new TensorProto { Name = name, DataType = (int)tensor.Element };
        foreach (var size in tensor.Shape) proto.Dims.Add(size);
        if (withData) AddData(proto, tensor);
        return proto;
    }

    /// <summary>A node with its attributes.</summary>
    public static NodeProto Node(FloatNode node)
    {
        var proto = new NodeProto { Name = node.Name, OpType = node.OpType };
        proto.Input.Add(node.Inputs);
        proto.Output.Add(node.Outputs);
        foreach (var (name, value) in node.Attributes.Values) proto.Attribute.Add(Attribute(name, value));
        return proto;
    }

    private static AttributeProto Attribute(string name, object value)
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
            default:
                throw new ArgumentException($"attribute '{name}' holds a {value.GetType().Name}, which cannot be written", nameof(value));
        }
        return proto;
    }

    private static void AddData(TensorProto proto, Tensor tensor)
    {
        // The build targets little-endian machines only, as .NET does on all its current platforms.
        if (tensor is FloatTensor floats)
        {
            proto.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(floats.Data.AsSpan()));
            return;
        }
        var longs = ((LongTensor)tensor).Data;
        switch (tensor.Element)
        {
            case ElementType.Int64:
                proto.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(longs.AsSpan()));
                break;
            case ElementType.UInt64 or ElementType.UInt32:
                foreach (var value in longs) proto.Uint64Data.Add((ulong)value);
                break;
            default:
                foreach (var value in longs) proto.Int32Data.Add((int)value);
                break;
        }
    }
}
