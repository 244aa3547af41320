using Zkml.Onnx.Graph;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Runtime;
using Zkml.Onnx.Tests.Models;
using DataType = Zkml.Onnx.Proto.TensorProto.Types.DataType;

namespace Zkml.Onnx.Tests.Runtime;

/// <summary>Sessions of ONNX Runtime: element types, failures, several threads.</summary>
public sealed class FloatModelTests
{
    private static readonly IReadOnlyDictionary<string, Tensor> NoWeights = new Dictionary<string, Tensor>();

    /// <summary>Smallest, largest and a middle number of each type, through an Identity and back.</summary>
    [Theory]
    [InlineData(DataType.Int64, long.MinValue, 7, long.MaxValue)]
    [InlineData(DataType.Int32, int.MinValue, -7, int.MaxValue)]
    [InlineData(DataType.Int16, short.MinValue, -7, short.MaxValue)]
    [InlineData(DataType.Int8, sbyte.MinValue, -7, sbyte.MaxValue)]
    [InlineData(DataType.Uint64, 0, 7, long.MaxValue)]
    [InlineData(DataType.Uint32, 0, 7, uint.MaxValue)]
    [InlineData(DataType.Uint16, 0, 7, ushort.MaxValue)]
    [InlineData(DataType.Uint8, 0, 7, byte.MaxValue)]
    [InlineData(DataType.Bool, 0, 1, 1)]
    internal void IntegersOfEveryTypePassUnchanged(DataType type, long min, long middle, long max)
    {
        using var model = Identity(type, 3);
        using var result = model.Run(Input(new LongTensor([min, middle, max], [3])));
        Assert.Equal([min, middle, max], Assert.IsType<LongTensor>(result.Tensor(0)).Data);
        Assert.False(result.TryGetFloats(0, out _));
    }

    [Theory]
    [InlineData(DataType.Float, 1e-7f)]
    [InlineData(DataType.Double, 1e-7f)]
    [InlineData(DataType.Float16, 0.0009765625f)]
    [InlineData(DataType.Bfloat16, 0.0078125f)]
    internal void FloatsOfEveryTypePassWithTheirPrecision(DataType type, float smallest)
    {
        float[] values = [-2.5f, 0, 1 + smallest, 3];
        using var model = Identity(type, 4);
        using var result = model.Run(Input(new FloatTensor(values, [4])));
        Assert.Equal(values, Assert.IsType<FloatTensor>(result.Tensor(0)).Data);
    }

    [Fact]
    internal void ANumberBeyondTheDeclaredTypeIsRefused()
    {
        using var model = Identity(DataType.Uint8, 1);
        Assert.Throws<ArgumentException>(() => model.Run(Input(new LongTensor([256], [1]))));
        Assert.Throws<ArgumentException>(() => model.Run(Input(new FloatTensor([1], [1]))));
    }

    [Fact]
    internal void MissingAndMisshapenInputsAreRefused()
    {
        using var model = Identity(DataType.Float, 2);
        Assert.Throws<ArgumentException>(() => model.Run(new Dictionary<string, Tensor>()));
        Assert.Throws<ArgumentException>(() => model.Run(Input(new FloatTensor([1, 2, 3], [3]))));
    }

    [Fact]
    internal void WhatTheRuntimeRefusesIsAnErrorWithoutControlCharacters()
    {
        var model = ModelBuilder.WithInput(13, 2).Node("No\u001bSuch", "x", "y").Model;
        var error = Assert.Throws<GraphException>(() => new FloatModel(model, NoWeights));
        Assert.Contains("ONNX Runtime refuses the model", error.Message);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    [Fact]
    internal void OneModelRunsOnSeveralThreadsAtOnce()
    {
        using var model = new FloatModel(ModelBuilder.WithInput(13, 1, 64).Weights("w", TestData.Random(1, 64, 64)).Node("MatMul", "x,w", "y").Output("y").Model, NoWeights);
        float[] Run(int seed)
        {
            using var result = model.Run(Input(TestData.Random(seed, 1, 64)));
            return ((FloatTensor)result.Tensor(0)).Data;
        }
        float[][] expected = [.. Enumerable.Range(0, 8).Select(Run)];
        Parallel.For(0, 400, i => Assert.Equal(expected[i % 8], Run(i % 8)));
    }

    [Fact]
    internal void ACancelledRunThrows()
    {
        using var model = Identity(DataType.Float, 1);
        Assert.Throws<OperationCanceledException>(() => model.Run(Input(new FloatTensor([1], [1])), null, new CancellationToken(true)));
    }

    private static FloatModel Identity(DataType type, int length)
    {
        var builder = ModelBuilder.WithInput(16, length).Node("Identity", "x", "y");
        builder.Graph.Input[0].Type.TensorType.ElemType = (int)type;
        builder.Graph.Output.Add(new ValueInfoProto { Name = "y" });
        return new FloatModel(builder.Model, NoWeights);
    }

    private static Dictionary<string, Tensor> Input(Tensor tensor) => new() { ["x"] = tensor };
}
