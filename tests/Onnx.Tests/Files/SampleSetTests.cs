using System.Text;
using Zkml.Circuits.Graph;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Quantization;
using GraphValue = Zkml.Circuits.Graph.GraphValue;

namespace Zkml.Onnx.Tests.Files;

public sealed class SampleSetTests : IDisposable
{
    private static readonly InputDeclaration[] Inputs = [new("ids", [1, 3]), new("mask", [1, 2])];

    private static readonly GraphValue[] Values =
        [GraphValue.OfIntegers("ids", new IntegerType([1, 3], 0, 9)), new("mask", new IntegerType([1, 2], -128, 127), 0.5)];

    private readonly string folder = Directory.CreateTempSubdirectory("zkml-tests-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void FilesNameTheirTensorsInEveryFormat()
    {
        var ids = Write("ids.npy", NpyFile.ToBytes(new LongTensor([1, 2, 3, 4, 5, 6], [2, 3])));
        var mask = Write("mask.npy", NpyFile.ToBytes(new FloatTensor([0, 1, 2, 3], [2, 2])));
        var archive = Write("both.npz", Archives.Of(("mask.npy", File.ReadAllBytes(mask)), ("ids.npy", File.ReadAllBytes(ids))));
        var members = Write("members.json", "{\"mask\": [[0, 1], [2, 3.0]], \"ids\": [[1, 2, 3], [4, 5, 6]]}");
        var list = Write("list.json", "[{\"ids\": [1, 2, 3], \"mask\": [0, true]}, {\"mask\": [[2, 3]], \"ids\": [4, 5, 6]}]");
        foreach (var sources in (string[][])[[$"ids={ids}", $"mask={mask}"], [archive], [members], [list], [$"mask={archive}", $"ids={archive}"]])
        {
            var samples = Load(sources);
            Assert.Equal(2, samples.Count);
            Assert.Equal([4, 5, 6], samples.Integers("ids", 1).Data);
            long[][] expected = [[4, 5, 6], [4, 6]];
            Assert.Equal(expected, SampleCodes.Of(samples, 1, Values));
            Assert.Equal([0, 2], SampleCodes.Of(samples, 0, Values[1]));
        }
    }

    [Fact]
    public void FilesOfOneInputFollowEachOther()
    {
        string[] ids = [$"ids={Ids("a.npy", 1)}", $"ids={Ids("b.npy", 2)}"];
        var mask = Write("mask.npy", NpyFile.ToBytes(new FloatTensor(new float[6], [3, 2])));
        var samples = Load([ids[0], $"mask={mask}", ids[1]]);
        Assert.Equal(3, samples.Count);
        Assert.True(samples.IsJoined);
        Assert.Equal([1, 1, 1], samples.Integers("ids", 0).Data);
        Assert.Equal([2, 2, 2], samples.Integers("ids", 1).Data);
        samples.Require(1, 2);
        Assert.Contains("too few for --batch 3", Assert.Throws<InputFormatException>(() => samples.Require(1, 3)).Message);
    }

    [Fact]
    public void NumbersOfSamplesHaveToAgree()
    {
        var error = Assert.Throws<InputFormatException>(() => Load([$"ids={Ids("two.npy", 2)}", $"mask={Mask("one.npy")}"]));
        Assert.Contains("two.npy' has 2 samples of 'ids'", error.Message);
        Assert.Contains("one.npy' has 1 of 'mask'", error.Message);
    }

    [Fact]
    public void EverythingThatIsWrongIsToldAtOnce()
    {
        var flat = Write("flat.npy", NpyFile.ToBytes(new LongTensor([1, 2], [2])));
        var error = Assert.Throws<InputFormatException>(() => Load([$"ids={flat}", $"mask={Path.Combine(folder, "none.npy")}", Write("other.json", "{\"masc\": [1]}")]));
        foreach (var part in (string[])["3 problems", "flat.npy', input 'ids': expected N samples of shape [N, 3]", "none.npy': it does not exist", "other.json"])
        {
            Assert.Contains(part, error.Message);
        }
    }

    [Theory]
    [InlineData("{\"ids\": [1, 2, 3]}", "has no 'mask'")]
    [InlineData("{\"ids\": [1, 2, 3], \"mask\": [1, 2], \"masc\": [1, 2]}", "'masc', which the model does not have")]
    [InlineData("{\"ids\": [1, 2, 3], \"ids\": [1, 2, 3], \"mask\": [1, 2]}", "\"ids\" twice")]
    [InlineData("{\"input_data\": [1, 2, 3]}", "the model has 2 inputs: 'ids', 'mask'")]
    [InlineData("[1, 2, 3]", "the model has 2 inputs: 'ids', 'mask'")]
    [InlineData("[{\"ids\": [1, 2, 3], \"mask\": [1, 2]}, 3]", "one for each sample; found Number at index 1")]
    [InlineData("{\"ids\": {\"a\": 1}, \"mask\": [1, 2]}", "expected a list of numbers as \"ids\"; found Object")]
    [InlineData("[[[[[[[[[[[{\"ids\": [1]}]]]]]]]]]]]", "the model has 2 inputs")]
    [InlineData("{\"ids\": [1, 2, null], \"mask\": [1, 2]}", "number at index 2 of \"ids\"")]
    public void JsonThatDoesNotNameTheInputsIsRefused(string json, string says) =>
        Assert.Contains(says, Assert.Throws<InputFormatException>(() => Load([Write("x.json", json)])).Message);

    [Theory]
    [InlineData("[1, 2, 10]", "from 0 to 9, which the model was compiled for; found 10 at index 2 of sample 0")]
    [InlineData("[-1, 2, 3]", "found -1 at index 0")]
    [InlineData("[1, 2.5, 3]", "found 2.5 at index 1")]
    [InlineData("[1, 9007199254740994.0, 3]", "expected integers of 64 signed bits; found 9007199254740994 at index 1")]
    public void IntegersAreNeitherClippedNorRounded(string ids, string says)
    {
        var samples = Load([Write("x.json", $"{{\"ids\": {ids}, \"mask\": [1e30, -1e30]}}")]);
        Assert.Contains(says, Assert.Throws<InputFormatException>(() => SampleCodes.Of(samples, 0, Values)).Message);
        Assert.Equal([127, -128], SampleCodes.Of(samples, 0, Values[1]));
    }

    [Fact]
    public void AFileWhoseNameLooksLikeATensorsIsWrittenWithAFolder()
    {
        Assert.Equal(new TensorSource("x=1.npy"), TensorSource.Parse("x=1.npy", ["y"]));
        Assert.Equal(new TensorSource("1.npy", "x"), TensorSource.Parse("x=1.npy", ["x", "x=1"]));
        Assert.Equal(new TensorSource("a.npy", "x=1"), TensorSource.Parse("x=1=a.npy", ["x", "x=1"]));
        Assert.Equal(new TensorSource("./x=1.npy"), TensorSource.Parse("./x=1.npy", ["x"]));
    }

    [Fact]
    public void AMisspelledNameIsNotTakenForAFile()
    {
        var error = Assert.Throws<InputFormatException>(() => Load([$"idz={Ids("a.npy", 1)}", $"mask={Mask("m.npy")}"]));
        Assert.Contains("no input 'idz'; its inputs are 'ids', 'mask'", error.Message);
    }

    private SampleSet Load(string[] texts) => SampleSet.Load([.. texts.Select(t => TensorSource.Parse(t, Inputs.Select(i => i.Name)))], Inputs, []);

    private string Ids(string name, int value) =>
        Write(name, NpyFile.ToBytes(new LongTensor([.. Enumerable.Repeat((long)value, 3 * value)], [value, 3])));

    private string Mask(string name) => Write(name, NpyFile.ToBytes(new FloatTensor([0, 0], [1, 2])));

    private string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
