using Google.Protobuf;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Reference;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Import;

/// <summary>Weights in files beside the model: read where they may be, refused everywhere else.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("zkml-external-");

    public ExternalDataTests()
    {
        folder.CreateSubdirectory("part");
        float[] numbers = [9, 1, 2, 3];
        File.WriteAllBytes(At("weights.bin"), [.. numbers.SelectMany(BitConverter.GetBytes)]);
        File.Copy(At("weights.bin"), At("part/weights.bin"));
    }

    [Theory]
    [InlineData("weights.bin")]
    [InlineData("part/weights.bin")]
    public void WeightsBesideTheModelAreRead(string location)
    {
        var file = OnnxFile.Read(Model(("location", location), ("offset", "4"), ("length", "12")));
        var graph = file.Import(null);
        Assert.Equal([1, 2, 3], ((FloatTensor)graph.Constants["w"]).Data);
        using var original = OriginalModel.Open(file, graph);
        var output = FloatRun.Outputs(original, new Dictionary<string, Tensor> { ["x"] = new FloatTensor([2, 2, 2], [3]) })["y"];
        Assert.Equal([2, 4, 6], ((FloatTensor)output).Data);
    }

    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("../weights.bin")]
    [InlineData("part/../weights.bin")]
    [InlineData("./weights.bin")]
    [InlineData("part//weights.bin")]
    [InlineData("..\\weights.bin")]
    [InlineData("C:weights.bin")]
    [InlineData("")]
    public void OtherPlacesAreRefused(string location) =>
        Refused("model's own folder", ("location", location), ("offset", "4"), ("length", "12"));

    [Fact]
    public void LinksAreRefused()
    {
        File.CreateSymbolicLink(At("link.bin"), At("weights.bin"));
        Directory.CreateSymbolicLink(At("linked"), At("part"));
        Refused("is a link", ("location", "link.bin"), ("offset", "4"), ("length", "12"));
        Refused("is a link", ("location", "linked/weights.bin"), ("offset", "4"), ("length", "12"));
    }

    [Fact]
    public void PartsThatAreNotThereAreRefused()
    {
        Refused("not there", ("location", "none.bin"));
        Refused("does not say where", ("offset", "4"));
        Refused("behind the end", ("location", "weights.bin"), ("offset", "17"));
        Refused("behind the end", ("location", "weights.bin"), ("offset", "8"), ("length", "12"));
        Refused("behind the end", ("location", "weights.bin"), ("offset", "4"), ("length", "9223372036854775807"));
        Refused("not a number", ("location", "weights.bin"), ("offset", "-4"));
        Refused("twice", ("location", "weights.bin"), ("location", "part/weights.bin"));
        Refused("16 bytes where its dimensions require 12", ("location", "weights.bin"));
    }

    public void Dispose() => folder.Delete(recursive: true);

    private void Refused(string says, params (string Key, string Value)[] entries)
    {
        var path = Model(entries);
        var error = Assert.Throws<OnnxImportException>(() => OnnxFile.Read(path).Import(null));
        Assert.Contains(says, error.Message);
    }

    private string Model(params (string Key, string Value)[] entries)
    {
        var builder = ModelBuilder.WithInput(13, 3).Node("Mul", "x,w", "y");
        var weights = new TensorProto { Name = "w", DataType = 1, DataLocation = TensorProto.Types.DataLocation.External };
        weights.Dims.Add(3);
        foreach (var (key, value) in entries) weights.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        builder.Graph.Initializer.Add(weights);
        builder.ToBytes();
        File.WriteAllBytes(At("model.onnx"), builder.Model.ToByteArray());
        return At("model.onnx");
    }

    private string At(string name) => Path.Combine(folder.FullName, name);
}
