using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Execution.Operators;

public sealed class LinearTests
{
    [Theory]
    [InlineData(0, 0, 1f, 1f)]
    [InlineData(0, 1, 1f, 1f)]
    [InlineData(1, 0, 0.5f, 2f)]
    [InlineData(1, 1, -2f, 0f)]
    public void GemmVariantsBecomePlainWeights(int transA, int transB, float alpha, float beta)
    {
        var a = TestData.Random(1, transA == 1 ? [3, 2] : [2, 3]);
        var b = TestData.Random(2, transB == 1 ? [4, 3] : [3, 4]);
        var c = TestData.Random(3, 4);
        var model = ModelBuilder.WithInput(13, a.Shape[0], a.Shape[1]).Weights("b", b).Weights("c", c).Node("Gemm", "x,b,c", "y",
            ("transA", transA), ("transB", transB), ("alpha", alpha), ("beta", beta));
        var simplified = ModelAssert.Gives(Product(a, b, transA == 1, transB == 1, alpha, (_, j) => beta * c.Data[j]), model, a);
        var gemm = simplified.Nodes[^1];
        Assert.Equal(transA + 1, simplified.Nodes.Count);
        Assert.Equal(["transB"], gemm.Attributes.Values.Keys);
        Assert.Equal([4, 3], simplified.Shapes[gemm.Inputs[1]]);
        Assert.Equal([4], simplified.Shapes[gemm.Inputs[2]]);
    }

    [Theory]
    [InlineData(1, 1, "Gemm")]
    [InlineData(1, 4, "Gemm")]
    [InlineData(2, 1, "Gemm,Add")]
    [InlineData(2, 4, "Gemm,Add")]
    public void GemmAddendsOfEveryShapeBroadcast(int rows, int columns, string expectedNodes)
    {
        var a = TestData.Random(1, 2, 3);
        var b = TestData.Random(2, 3, 4);
        var c = TestData.Random(3, rows, columns);
        var model = ModelBuilder.WithInput(13, 2, 3).Weights("b", b).Weights("c", c).Node("Gemm", "x,b,c", "y", ("beta", 3f));
        var expected = Product(a, b, false, false, 1, (i, j) => 3 * c.Data[(rows == 1 ? 0 : i) * columns + (columns == 1 ? 0 : j)]);
        var simplified = ModelAssert.Gives(expected, model, a);
        Assert.Equal(expectedNodes.Split(','), simplified.Nodes.Select(node => node.OpType));
    }

    [Fact]
    public void GemmOfTwoComputedMatricesBecomesAMatrixProduct()
    {
        var a = TestData.Random(1, 3, 3);
        var model = ModelBuilder.WithInput(13, 3, 3).Node("Relu", "x", "r")
            .Node("Gemm", "x,r,x", "y", ("transA", 1), ("transB", 1), ("alpha", 2f), ("beta", 0.5f));
        var relu = new FloatTensor(Array.ConvertAll(a.Data, v => Math.Max(v, 0)), a.Shape);
        var simplified = ModelAssert.Gives(Product(a, relu, true, true, 2, (i, j) => 0.5f * a.Data[i * 3 + j]), model, a);
        Assert.DoesNotContain(simplified.Nodes, node => node.OpType == "Gemm");
    }

    [Fact]
    public void MatrixProductWithBiasBecomesAGemm()
    {
        var a = TestData.Random(1, 1, 3);
        var b = TestData.Random(2, 3, 4);
        var c = TestData.Random(3, 4);
        var model = ModelBuilder.WithInput(13, 1, 3).Weights("b", b).Weights("c", c).Node("MatMul", "x,b", "p").Node("Add", "c,p", "y");
        var simplified = ModelAssert.Gives(Product(a, b, false, false, 1, (_, j) => c.Data[j]), model, a);
        Assert.Equal("Gemm", Assert.Single(simplified.Nodes).OpType);
    }

    [Fact]
    public void BatchedMatrixProductsBroadcast()
    {
        var a = TestData.Random(1, 2, 1, 2, 3);
        var b = TestData.Random(2, 3, 3, 4);
        var expected = FloatTensor.Zeros(2, 3, 2, 4);
        for (var i = 0; i < expected.Length; i++)
        {
            int column = i % 4, row = i / 4 % 2, second = i / 8 % 3, first = i / 24;
            for (var k = 0; k < 3; k++) expected.Data[i] += a.Data[(first * 2 + row) * 3 + k] * b.Data[(second * 3 + k) * 4 + column];
        }
        ModelAssert.Gives(expected, ModelBuilder.WithInput(13, 2, 1, 2, 3).Weights("b", b).Node("MatMul", "x,b", "y"), a);
    }

    [Fact]
    public void VectorsLoseTheirDimensionInAMatrixProduct()
    {
        var model = ModelBuilder.WithInput(13, 2, 3).Weights("v", [3], 1, 10, 100).Node("MatMul", "x,v", "y");
        ModelAssert.Gives(new FloatTensor([210, 543], [2]), model, TestData.Counting(2, 3));
    }

    [Fact]
    public void InnerSizesHaveToAgree()
    {
        var model = ModelBuilder.WithInput(13, 2, 3).Weights("w", [4, 2], new float[8]).Node("Gemm", "x,w", "y");
        Assert.Contains("inner sizes 3 and 4", Assert.Throws<OnnxImportException>(model.Load).Message);
    }

    private static FloatTensor Product(FloatTensor a, FloatTensor b, bool transA, bool transB, float alpha, Func<int, int, float> addend)
    {
        int rows = a.Shape[transA ? 1 : 0], inner = a.Shape[transA ? 0 : 1], columns = b.Shape[transB ? 0 : 1];
        var y = FloatTensor.Zeros(rows, columns);
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                double sum = 0;
                for (var k = 0; k < inner; k++)
                {
                    sum += (double)a.Data[transA ? k * rows + i : i * inner + k] * b.Data[transB ? j * inner + k : k * columns + j];
                }
                y.Data[i * columns + j] = (float)(alpha * sum + addend(i, j));
            }
        }
        return y;
    }
}
