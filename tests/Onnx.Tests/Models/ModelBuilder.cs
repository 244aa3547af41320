using Google.Protobuf;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Runtime;
using AttributeType = Zkml.Onnx.Proto.AttributeProto.Types.AttributeType;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;
using Dimension = Zkml.Onnx.Proto.TensorShapeProto.Types.Dimension;

namespace Zkml.Onnx.Tests.Models;

/// <summary>Builds small ONNX models in memory. The output of the last node is the graph output unless one is named.</summary>
internal sealed class ModelBuilder
{
    public ModelBuilder(int opset = 13)
    {
        Model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
    }

    public ModelProto Model { get; } = new() { IrVersion = 7, Graph = new GraphProto { Name = "test" } };

    public GraphProto Graph => Model.Graph;

    public static ModelBuilder WithInput(int opset, params long[] shape) => new ModelBuilder(opset).Input("x", shape);

    public ModelBuilder Input(string name, params long[] shape)
    {
        Graph.Input.Add(ValueInfo(name, shape));
        return this;
    }

    /// <summary>An input of an integer type.</summary>
    public ModelBuilder Integers(string name, DataType type, params long[] shape)
    {
        var info = ValueInfo(name, shape);
        info.Type.TensorType.ElemType = (int)type;
        Graph.Input.Add(info);
        return this;
    }

    public ModelBuilder Output(string name)
    {
        Graph.Output.Add(new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } } });
        return this;
    }

    public ModelBuilder Weights(string name, int[] shape, params float[] data)
    {
        Graph.Initializer.Add(FloatTensorProto(name, shape, data));
        return this;
    }

    public ModelBuilder Weights(string name, FloatTensor tensor) => Weights(name, tensor.Shape, tensor.Data);

    public ModelBuilder Longs(string name, params long[] data)
    {
        Graph.Initializer.Add(LongTensorProto(name, [data.Length], data));
        return this;
    }

    public ModelBuilder Node(string opType, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = opType, Name = $"{opType}_{Graph.Node.Count}" };
        node.Input.Add(inputs.Length == 0 ? [] : inputs.Split(','));
        node.Output.Add(outputs.Split(','));
        foreach (var (name, value) in attributes) node.Attribute.Add(Attribute(name, value));
        Graph.Node.Add(node);
        return this;
    }

    public byte[] ToBytes()
    {
        if (Graph.Output.Count == 0) Output(Graph.Node[^1].Output[0]);
        return Model.ToByteArray();
    }

    public OnnxFile File() => OnnxFile.Parse(ToBytes());

    /// <summary>The imported graph; constants without an exact folding are evaluated by ONNX Runtime.</summary>
    public FloatGraph Load() => File().Import(new RuntimeConstantEvaluator());

    public static ValueInfoProto ValueInfo(string name, params long[] shape)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = new TensorShapeProto() };
        foreach (var size in shape) tensor.Shape.Dim.Add(size < 0 ? new Dimension { DimParam = "n" } : new Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    public static TensorProto FloatTensorProto(string name, int[] shape, params float[] data)
    {
        var proto = new TensorProto { Name = name, DataType = (int)DataType.Float };
        proto.Dims.Add(shape.Select(size => (long)size));
        proto.FloatData.Add(data);
        return proto;
    }

    public static TensorProto LongTensorProto(string name, int[] shape, params long[] data)
    {
        var proto = new TensorProto { Name = name, DataType = (int)DataType.Int64 };
        proto.Dims.Add(shape.Select(size => (long)size));
        proto.Int64Data.Add(data);
        return proto;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case int i:
                (proto.Type, proto.I) = (AttributeType.Int, i);
                break;
            case float f:
                (proto.Type, proto.F) = (AttributeType.Float, f);
                break;
            case string s:
                (proto.Type, proto.S) = (AttributeType.String, ByteString.CopyFromUtf8(s));
                break;
            case int[] ints:
                proto.Type = AttributeType.Ints;
                proto.Ints.Add(ints.Select(i => (long)i));
                break;
            case float[] floats:
                proto.Type = AttributeType.Floats;
                proto.Floats.Add(floats);
                break;
            case TensorProto tensor:
                (proto.Type, proto.T) = (AttributeType.Tensor, tensor);
                break;
            case GraphProto graph:
                (proto.Type, proto.G) = (AttributeType.Graph, graph);
                break;
            default:
                throw new ArgumentException($"no attribute type for {value.GetType()}");
        }
        return proto;
    }
}
