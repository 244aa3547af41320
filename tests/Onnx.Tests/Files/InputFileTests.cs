using System.Text;
using Zkml.Onnx.Files;
using Zkml.Onnx.Graph;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Files;

public sealed class InputFileTests
{
    private static readonly int[] ModelShape = [1, 2, 3];

    [Theory]
    [InlineData(new[] { 4, 2, 3 }, 4)]
    [InlineData(new[] { 1, 2, 3 }, 1)]
    [InlineData(new[] { 2, 3 }, 1)]
    public void ArraysAreSplitIntoSamples(int[] shape, int count)
    {
        var batch = InputFile.Parse(NpyFile.ToBytes(TestData.Counting(shape)), ModelShape);
        Assert.Equal(count, batch.Count);
        Assert.Equal(ModelShape, batch.Sample(count - 1).Shape);
        Assert.Equal((count - 1) * 6, batch.Sample(count - 1).Data[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Sample(count));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Sample(-1));
    }

    [Theory]
    [InlineData(new[] { 6 })]
    [InlineData(new[] { 3, 2 })]
    [InlineData(new[] { 4, 6 })]
    [InlineData(new[] { 1, 1, 2, 3 })]
    public void ArraysOfAnotherShapeAreRefused(int[] shape)
    {
        var error = Assert.Throws<InputFormatException>(() => InputFile.Parse(NpyFile.ToBytes(TestData.Counting(shape)), ModelShape));
        Assert.Contains("expected N samples of shape [N, 2, 3], or one sample of shape [2, 3]; found shape", error.Message);
    }

    [Fact]
    public void ALargerBatchDimensionBelongsToTheSample()
    {
        var batch = InputFile.Parse(NpyFile.ToBytes(TestData.Counting(5, 2, 3)), [2, 3]);
        Assert.Equal(5, batch.Count);
        Assert.Equal([2, 3], batch.Sample(4).Shape);
        Assert.Throws<InputFormatException>(() => InputFile.Parse(NpyFile.ToBytes(TestData.Counting(4, 3)), [2, 3]));
    }

    [Theory]
    [InlineData("[[[0,1,2],[3,4,5]]]", 1)]
    [InlineData("[[0,1,2],[3,4,5]]", 1)]
    [InlineData("[0,1,2,3,4,5]", 1)]
    [InlineData("[[0,1,2,3,4,5]]", 1)]
    [InlineData("[[0,1,2,3,4,5],[6,7,8,9,10,1.1e1]]", 2)]
    public void JsonListsAreAccepted(string data, int count)
    {
        var batch = Json($"{{\"note\": 1, \"input_data\": {data}}}");
        Assert.Equal(count, batch.Count);
        Assert.Equal(count * 6 - 1, batch.Sample(count - 1).Data[5]);
    }

    [Theory]
    [InlineData("{\"input_data\": [0,1,2,3,4]}", "found shape [5]")]
    [InlineData("{\"input_data\": [[0,1,2],[3,4]]}", "expected a list of 3 elements")]
    [InlineData("{\"input_data\": [[0,1,2],3]}", "found Number")]
    [InlineData("{\"input_data\": [0,1,\"2\",3,4,5]}", "number at index 2")]
    [InlineData("{\"input_data\": [0,1,2,3,4,1e99]}", "index 5 of \"input_data\"; found 1e99")]
    [InlineData("{\"input_data\": []}", "empty list")]
    [InlineData("{\"input_data\": 3}", "found shape []")]
    [InlineData("{\"input_data\": [[[[[[[[[[[1]]]]]]]]]]]}", "levels of lists")]
    [InlineData("{\"data\": [1]}", "members named 'input' or \"input_data\"; found an object with 'data'")]
    [InlineData("[1,2]", "found shape [2]")]
    [InlineData("{\"input_data\": [0,1,2,", "found neither")]
    [InlineData("{\"input_data\": [NaN]}", "found neither")]
    [InlineData("", "found neither")]
    public void OtherJsonIsRefused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<InputFormatException>(() => Json(json)).Message);

    [Fact]
    public void NumbersThatAreNotFiniteAreLocated()
    {
        var tensor = TestData.Counting(3, 2, 3);
        tensor.Data[8] = float.NaN;
        var error = Assert.Throws<InputFormatException>(() => InputFile.Parse(NpyFile.ToBytes(tensor), ModelShape));
        Assert.Contains("found NaN at index 2 of sample 1", error.Message);
    }

    [Fact]
    public void DamagedJsonIsRefused()
    {
        var random = new Random(6);
        var original = Encoding.UTF8.GetBytes("{\"input_data\": [[0.5,1,-2e3],[3,4,5]], \"a\\u00e9\": {\"b\": [\"x\", true, null]}}");
        for (var round = 0; round < 5000; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var change = 0; change < 2; change++)
            {
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"[]{},:\"\\0e-"[random.Next(11)];
            }
            try
            {
                InputFile.Parse(bytes, ModelShape);
            }
            catch (InputFormatException)
            {
            }
        }
    }

    private static InputBatch Json(string text) => InputFile.Parse(Encoding.UTF8.GetBytes(text), ModelShape);
}
