using Google.Protobuf;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Fuzz;

/// <summary>Damaged and hostile variants of small models; the same seed and round give the same bytes.</summary>
internal static class ModelMutator
{
    private static readonly long[] HostileNumbers =
        [0, -1, 1, 2, 3, 7, 255, 65536, 1 << 20, 1 << 26, int.MaxValue, int.MinValue, 1L << 33, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly float[] HostileReals = [0, -1, float.NaN, float.PositiveInfinity, float.MaxValue, 1e-45f, -3.5f];

    /// <summary>Operators that no unit knows among those that one does: what is constant reaches ONNX Runtime.</summary>
    private static readonly string[] Operators =
    [
        "Exp", "Log", "Mod", "Div", "Pow", "Slice", "Where", "Expand", "Tile", "Range", "ConstantOfShape", "Einsum", "TopK", "Resize",
        "CumSum", "ScatterND", "GatherND", "GatherElements", "ScatterElements", "OneHot", "NonZero", "Split", "ReduceSum", "ArgMax", "Trilu", "EyeLike", "DepthToSpace",
        "ReverseSequence", "RoiAlign", "NonMaxSuppression", "LSTM", "GRU", "ConvTranspose", "LayerNormalization", "MaxUnpool", "BitShift", "Compress", "Unique",
        "QuantizeLinear", "DequantizeLinear", "MatMulInteger", "Sqrt", "Floor", "Loop", "Scan", "If", "SequenceConstruct", "StringNormalizer", "Conv", "MaxPool", "AveragePool", "LRN", "Pad",
        "Gemm", "MatMul", "Concat", "Reshape", "Gather", "Transpose", "Shape", "Cast", "Softmax", "BatchNormalization", "Clip", "Squeeze", "Unsqueeze", "GlobalMaxPool", "LpPool", "DFT", "MelWeightMatrix", "HannWindow", "CenterCropPad", "Col2Im", "GridSample",
    ];

    private static readonly string[] AttributeNames =
        ["axis", "axes", "group", "strides", "pads", "kernel_shape", "dilations", "perm", "to", "alpha", "epsilon", "auto_pad", "ceil_mode", "storage_order", "num_outputs", "equation", "mode", "size", "blocksize", "hidden_size", "fmod", "value", "direction", "k", "upper", "output_shape"];

    private static readonly byte[][] Sources = [SmallModels.KitchenSink(), SmallModels.Constants(), File.ReadAllBytes(ExampleModels.File("cancer_mlp", "model.onnx"))];

    /// <summary>A variant of one of the models.</summary>
    public static byte[] Mutated(int seed, int round)
    {
        var random = new Random(HashCode(seed, round));
        var source = Sources[random.Next(Sources.Length)];
        if (random.Next(3) == 0) return Damaged(source, random);
        var model = ModelProto.Parser.ParseFrom(source);
        for (var change = random.Next(1, 4); change > 0; change--) Change(model, random);
        var bytes = model.ToByteArray();
        return random.Next(8) == 0 ? Damaged(bytes, random) : bytes;
    }

    /// <summary>Not System.HashCode, which differs between processes.</summary>
    private static int HashCode(int seed, int round) => unchecked(seed * 1_000_003 + round * 7919);

    /// <summary>Flipped bits, overwritten bytes, a cut end, or a piece copied to another place.</summary>
    private static byte[] Damaged(byte[] source, Random random)
    {
        var bytes = (byte[])source.Clone();
        if (random.Next(6) == 0) return bytes[..random.Next(bytes.Length)];
        if (random.Next(6) == 0)
        {
            var piece = bytes.AsSpan(random.Next(bytes.Length / 2), random.Next(1, bytes.Length / 2)).ToArray();
            var place = random.Next(bytes.Length);
            return [.. bytes[..place], .. piece, .. bytes[place..]];
        }
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var place = random.Next(bytes.Length);
            bytes[place] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(bytes[place] ^ (1 << random.Next(8)));
        }
        return bytes;
    }

    private static void Change(ModelProto model, Random random)
    {
        var graph = model.Graph;
        var node = graph.Node[random.Next(graph.Node.Count)];
        switch (random.Next(10))
        {
            case 0:
                node.OpType = Operators[random.Next(Operators.Length)];
                break;
            case 1:
                node.Attribute.Add(Attribute(random));
                break;
            case 2 when node.Attribute.Count > 0:
                node.Attribute[random.Next(node.Attribute.Count)] = Attribute(random);
                break;
            case 3 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = AnyValue(graph, random);
                break;
            case 4:
                node.Input.Add(random.Next(4) == 0 ? "" : AnyValue(graph, random));
                break;
            case 5 when graph.Initializer.Count > 0:
                Hostile(graph.Initializer[random.Next(graph.Initializer.Count)], random);
                break;
            case 6:
                HostileInput(graph, random);
                break;
            case 7:
                AddConstantNode(graph, node, random);
                break;
            case 8:
                graph.Node.Add(node.Clone());
                break;
            default:
                model.OpsetImport[0].Version = random.Next(5, 27);
                break;
        }
    }

    private static AttributeProto Attribute(Random random)
    {
        var attribute = new AttributeProto { Name = AttributeNames[random.Next(AttributeNames.Length)] };
        switch (random.Next(5))
        {
            case 0:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, Number(random));
                break;
            case 1:
                (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, HostileReals[random.Next(HostileReals.Length)]);
                break;
            case 2:
                (attribute.Type, attribute.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(random.Next(2) == 0 ? "SAME_UPPER" : "ij,jk->ik"));
                break;
            case 3:
                (attribute.Type, attribute.T) = (AttributeProto.Types.AttributeType.Tensor, Tensor("", random));
                break;
            default:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                for (var k = random.Next(6); k > 0; k--) attribute.Ints.Add(Number(random));
                break;
        }
        return attribute;
    }

    /// <summary>A new constant of any type, by any operator, feeds an input of a node.</summary>
    private static void AddConstantNode(GraphProto graph, NodeProto reader, Random random)
    {
        var name = $"fuzz{graph.Node.Count}";
        var constant = new NodeProto { OpType = Operators[random.Next(Operators.Length)], Name = name };
        for (var k = random.Next(1, 5); k > 0; k--)
        {
            var input = $"{name}/{k}";
            graph.Initializer.Add(Tensor(input, random));
            constant.Input.Add(input);
        }
        for (var k = random.Next(3); k > 0; k--) constant.Attribute.Add(Attribute(random));
        constant.Output.Add(name);
        graph.Node.Add(constant);
        if (reader.Input.Count > 0) reader.Input[random.Next(reader.Input.Count)] = name;
    }

    private static TensorProto Tensor(string name, Random random)
    {
        TensorProto.Types.DataType[] types =
            [TensorProto.Types.DataType.Float, TensorProto.Types.DataType.Int64, TensorProto.Types.DataType.Int32, TensorProto.Types.DataType.Bool, TensorProto.Types.DataType.Uint8];
        var tensor = new TensorProto { Name = name, DataType = (int)types[random.Next(types.Length)] };
        var count = 1;
        for (var rank = random.Next(4); rank > 0; rank--)
        {
            var size = random.Next(1, 5);
            tensor.Dims.Add(size);
            count *= size;
        }
        for (var k = 0; k < count; k++)
        {
            if (tensor.DataType == 1) tensor.FloatData.Add(HostileReals[random.Next(2) == 0 ? 0 : random.Next(HostileReals.Length)]);
            else if (tensor.DataType == 7) tensor.Int64Data.Add(Number(random));
            else tensor.Int32Data.Add(random.Next(-3, 4));
        }
        return tensor;
    }

    private static void Hostile(TensorProto tensor, Random random)
    {
        if (random.Next(3) == 0) tensor.DataType = random.Next(24);
        else if (tensor.Dims.Count > 0 && random.Next(2) == 0) tensor.Dims[random.Next(tensor.Dims.Count)] = Number(random);
        else if (tensor.Int64Data.Count > 0) tensor.Int64Data[random.Next(tensor.Int64Data.Count)] = Number(random);
        else if (tensor.FloatData.Count > 0) tensor.FloatData[random.Next(tensor.FloatData.Count)] = HostileReals[random.Next(HostileReals.Length)];
        else tensor.Dims.Add(Number(random));
    }

    private static void HostileInput(GraphProto graph, Random random)
    {
        var type = graph.Input[random.Next(graph.Input.Count)].Type.TensorType;
        if (random.Next(4) == 0) type.ElemType = random.Next(24);
        else if (type.Shape.Dim.Count > 0) type.Shape.Dim[random.Next(type.Shape.Dim.Count)].DimValue = Number(random);
    }

    private static string AnyValue(GraphProto graph, Random random)
    {
        string[] names = [.. graph.Input.Select(input => input.Name), .. graph.Initializer.Select(tensor => tensor.Name), .. graph.Node.SelectMany(node => node.Output)];
        return names[random.Next(names.Length)];
    }

    private static long Number(Random random) => HostileNumbers[random.Next(HostileNumbers.Length)];
}
