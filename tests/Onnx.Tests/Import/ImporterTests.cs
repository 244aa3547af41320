using Google.Protobuf;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Tests.Models;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Tests.Import;

public sealed class ImporterTests
{
    [Theory]
    [InlineData(new long[] { -1, 3 }, new[] { 1, 3 })]
    [InlineData(new long[] { 0, 3 }, new[] { 1, 3 })]
    [InlineData(new long[] { 2, 3 }, new[] { 2, 3 })]
    public void TheBatchDimensionMayBeDynamic(long[] declared, int[] shape) =>
        Assert.Equal(shape, ModelBuilder.WithInput(13, declared).Node("Relu", "x", "y").Load().Inputs[0].Shape);

    [Fact]
    public void OtherDynamicDimensionsAreRefused()
    {
        var message = Message(ModelBuilder.WithInput(13, 1, -1).Node("Relu", "x", "y"));
        Assert.Contains("graph input 'x' has the dynamic dimension 1 ('n')", message);
        Assert.Contains("fixed shapes", message);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(99)]
    public void OtherOperatorSetsAreRefused(int opset) =>
        Assert.Contains($"operator set {opset}", Message(ModelBuilder.WithInput(opset, 1, 2).Node("Relu", "x", "y")));

    [Fact]
    public void UnsupportedOperatorsAreNamedWithTheSupportedOnes()
    {
        var message = Message(ModelBuilder.WithInput(13, 1, 2).Node("LSTM", "x", "y"));
        Assert.Contains("'LSTM_0' (LSTM)", message);
        Assert.Contains("AveragePool, BatchNormalization, Cast", message);
    }

    [Fact]
    public void ControlFlowOnComputedValuesIsRefused()
    {
        var branch = new GraphProto { Name = "branch", Output = { new ValueInfoProto { Name = "x" } } };
        var model = ModelBuilder.WithInput(13, 1).Node("If", "x", "y", ("then_branch", branch), ("else_branch", branch));
        Assert.Contains("has to be one constant", Message(model));
        Assert.Contains("'Loop_0' (Loop): this operator is not supported", Message(ModelBuilder.WithInput(13, 1).Node("Loop", ",,x", "y", ("body", branch))));
    }

    [Fact]
    public void OtherDomainsAreRefused()
    {
        var model = ModelBuilder.WithInput(13, 1, 2).Node("Relu", "x", "y");
        model.Graph.Node[0].Domain = "com.microsoft";
        Assert.Contains("com.microsoft", Message(model));
    }

    [Fact]
    public void ExternalDataIsRefused()
    {
        var model = Weighted(new TensorProto { DataLocation = TensorProto.Types.DataLocation.External });
        Assert.Contains("external data", Message(model));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void WeightsThatAreNotFiniteAreRefused(float value)
    {
        var message = Message(ModelBuilder.WithInput(13, 1, 2).Weights("w", [2], 1, value).Node("Add", "x,w", "y"));
        Assert.Contains("initializer 'w'", message);
        Assert.Contains("index 1", message);
    }

    [Fact]
    public void NodesAreSortedAndCyclesRefused()
    {
        var model = ModelBuilder.WithInput(13, 1, 2).Node("Relu", "a", "y").Node("Tanh", "x", "a").Output("y");
        Assert.Equal(["Tanh", "Relu"], model.Load().Nodes.Select(node => node.OpType));
        var cycle = ModelBuilder.WithInput(13, 1, 2).Node("Add", "x,b", "a").Node("Relu", "a", "b");
        Assert.Contains("cycle", Message(cycle));
    }

    [Theory]
    [InlineData("nowhere", "y", "is not produced")]
    [InlineData("x", "x", "already defined")]
    public void UndefinedAndDoublyDefinedValuesAreRefused(string input, string output, string message) =>
        Assert.Contains(message, Message(ModelBuilder.WithInput(13, 1, 2).Node("Relu", input, output)));

    [Fact]
    public void InitializersListedAsInputsAreNotInputs()
    {
        var model = ModelBuilder.WithInput(13, 1, 2).Weights("w", [2], 1, 2).Input("w", 2).Node("Add", "x,w", "y");
        Assert.Equal("x", Assert.Single(model.Load().Inputs).Name);
    }

    [Fact]
    public void OperatorsOnFloatsRefuseIntegers()
    {
        var model = ModelBuilder.WithInput(13, 1, 2).Node("Relu", "x", "y");
        model.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Int64;
        Assert.Contains("'x' holds integers (Int64) where floats are expected", Message(model));
    }

    public static TheoryData<string> FloatStorages => ["float raw", "double raw", "double", "half raw", "half", "bfloat raw", "bfloat"];

    [Theory]
    [MemberData(nameof(FloatStorages))]
    public void FloatTypesAreConverted(string storage)
    {
        float[] values = [1.5f, -2];
        var proto = new TensorProto { Dims = { 2 } };
        switch (storage)
        {
            case "float raw":
                (proto.DataType, proto.RawData) = ((int)DataType.Float, Raw(values, BitConverter.GetBytes));
                break;
            case "double raw":
                (proto.DataType, proto.RawData) = ((int)DataType.Double, Raw(values, x => BitConverter.GetBytes((double)x)));
                break;
            case "double":
                proto.DataType = (int)DataType.Double;
                proto.DoubleData.Add(values.Select(x => (double)x));
                break;
            case "half raw":
                (proto.DataType, proto.RawData) = ((int)DataType.Float16, Raw(values, x => BitConverter.GetBytes((Half)x)));
                break;
            case "half":
                proto.DataType = (int)DataType.Float16;
                proto.Int32Data.Add(values.Select(x => (int)BitConverter.HalfToUInt16Bits((Half)x)));
                break;
            case "bfloat raw":
                (proto.DataType, proto.RawData) = ((int)DataType.Bfloat16, Raw(values, x => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(x) >> 16))));
                break;
            default:
                proto.DataType = (int)DataType.Bfloat16;
                proto.Int32Data.Add(values.Select(x => (int)(BitConverter.SingleToUInt32Bits(x) >> 16)));
                break;
        }
        Assert.Equal(values, FloatRun.Of(Weighted(proto).Load(), FloatTensor.Zeros(1, 2)).Data);
    }

    [Theory]
    [InlineData((int)DataType.Int64, 8)]
    [InlineData((int)DataType.Int32, 4)]
    [InlineData((int)DataType.Uint32, 4)]
    [InlineData((int)DataType.Int16, 2)]
    [InlineData((int)DataType.Uint16, 2)]
    [InlineData((int)DataType.Int8, 1)]
    [InlineData((int)DataType.Uint8, 1)]
    public void IntegerTypesAreConverted(int type, int size)
    {
        var raw = new byte[2 * size];
        (raw[0], raw[size]) = (1, 2);
        var proto = new TensorProto { Name = "w", Dims = { 2 }, DataType = type, RawData = ByteString.CopyFrom(raw) };
        var model = ModelBuilder.WithInput(13, 2, 1);
        model.Graph.Initializer.Add(proto);
        var graph = model.Node("Reshape", "x,w", "y").Load();
        Assert.Equal([1, 2], graph.Shapes["y"]);
        Assert.Equal([1, 2], ((LongTensor)graph.Initializers["w"]).Data);
        Assert.Equal((ElementType)type, graph.Initializers["w"].Element);
    }

    [Fact]
    public void DimensionsAreCheckedAgainstTheData()
    {
        var huge = new TensorProto { DataType = (int)DataType.Float, Dims = { 1 << 13, 1 << 13 }, RawData = ByteString.CopyFrom(new byte[8]) };
        Assert.Contains("holds 8 bytes where its dimensions require 268435456", Message(Weighted(huge)));
        var negative = new TensorProto { DataType = (int)DataType.Float, Dims = { -1, -2 }, FloatData = { 1, 2 } };
        Assert.Contains("dimension of -1", Message(Weighted(negative)));
        var overflowing = new TensorProto { DataType = (int)DataType.Float, Dims = { 1L << 20, 1L << 20, 1L << 24 } };
        Assert.Contains("more than", Message(Weighted(overflowing)));
        var text = new TensorProto { DataType = (int)DataType.String, Dims = { 2 } };
        Assert.Contains("data type String", Message(Weighted(text)));
    }

    [Fact]
    public void MissingFilesAndOtherContentsAreImportErrors()
    {
        Assert.Contains("cannot read", Assert.Throws<OnnxImportException>(() => OnnxImporter.Load("/nonexistent/model.onnx")).Message);
        Assert.Throws<OnnxImportException>(() => OnnxImporter.Load([]));
        Assert.Throws<OnnxImportException>(() => OnnxImporter.Load("{\"json\": 1}"u8.ToArray()));
    }

    private static ModelBuilder Weighted(TensorProto proto)
    {
        proto.Name = "w";
        var model = ModelBuilder.WithInput(13, 1, 2);
        model.Graph.Initializer.Add(proto);
        return model.Node("Add", "x,w", "y");
    }

    private static ByteString Raw(float[] values, Func<float, byte[]> encode) => ByteString.CopyFrom([.. values.SelectMany(encode)]);

    private static string Message(ModelBuilder model) => Assert.Throws<OnnxImportException>(model.Load).Message;
}
