using Zkml.Algebra.Threading;
using Zkml.Circuits.Relations;
using Zkml.Prover.Witness;

namespace Zkml.Prover.Tests.Kernels;

/// <summary>Summing axes out and multiplying axes by a matrix, against index arithmetic.</summary>
public class AxisTensorTests
{
    private static readonly int[] Bits = [2, 1, 0, 3, 2];

    [Theory]
    [InlineData(0)]
    [InlineData(0b00001)]
    [InlineData(0b11000)]
    [InlineData(0b10010)]
    [InlineData(0b01101)]
    [InlineData(0b11111)]
    public void SumOutWeighsEveryAxisThatHasWeights(int free)
    {
        foreach (var scale in new[] { 1L, 1L << 40 })
        {
            var (source, weights) = (Source(scale), Weights(free));
            var tensor = AxisTensor.SumOut(new ColumnData(source), Bits, weights, Cpu.Default);
            var kept = Enumerable.Range(0, Bits.Length).Where(a => weights[a] is null).ToArray();
            Assert.Equal(kept, tensor.Axes);
            var expected = new Fr[1 << kept.Sum(a => Bits[a])];
            for (var i = 0; i < source.Length; i++)
            {
                var weight = Fr.FromInt64(source[i]);
                for (var a = 0; a < Bits.Length; a++) weight *= weights[a]?[Position(i, a, Bits)] ?? Fr.One;
                expected[Gather(i, kept)] += weight;
            }
            Assert.Equal(expected, tensor.Values);
        }
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(4, 1)]
    public void MultiplyReplacesAxesByTheMatrixRows(int first, int second)
    {
        const int RowBits = 2;
        var random = new RandomElements(3);
        var columns = 1 << (Bits[first] + Bits[second]);
        var matrix = Enumerable.Range(0, 1 << RowBits).Select(_ => random.Array(columns)).ToArray();
        var source = Source(1);
        var tensor = AxisTensor.SumOut(new ColumnData(source), Bits, new Fr[]?[Bits.Length], Cpu.Default).Multiply([first, second], matrix, 99, RowBits, Cpu.Default);
        var kept = Enumerable.Range(0, Bits.Length).Where(a => a != first && a != second).ToArray();
        Assert.Equal([.. kept, 99], tensor.Axes);
        var size = 1 << kept.Sum(a => Bits[a]);
        var expected = new Fr[size << RowBits];
        for (var i = 0; i < source.Length; i++)
        {
            var column = Position(i, first, Bits) | (Position(i, second, Bits) << Bits[first]);
            for (var row = 0; row < matrix.Length; row++) expected[Gather(i, kept) + (row * size)] += matrix[row][column] * Fr.FromInt64(source[i]);
        }
        Assert.Equal(expected, tensor.Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0b001)]
    [InlineData(0b010)]
    [InlineData(0b100)]
    [InlineData(0b110)]
    [InlineData(0b101)]
    [InlineData(0b011)]
    [InlineData(0b111)]
    public void LargeTensorsAndPaddingGiveTheSameSums(int free)
    {
        int[] bits = [7, 5, 7], extents = [100, 17, 70];
        foreach (var scale in new[] { 1L, 1L << 40 })
        {
            var (random, elements) = (new Random(5), new RandomElements(6));
            var space = new IndexSpace([.. bits.Select((b, a) => new Axis(extents[a], b))]);
            var source = Enumerable.Range(0, space.Size).Select(i => space.IsReal(i) ? random.Next(-128, 128) * scale : 0).ToArray();
            Fr[]?[] weights = [.. bits.Select((b, a) => ((free >> a) & 1) != 0 ? elements.Array(1 << b) : null)];
            var padded = AxisTensor.SumOut(new ColumnData(source), bits, weights, Cpu.Default);
            var tight = AxisTensor.SumOut(new ColumnData(source), bits, weights, Cpu.Default, extents);
            var expected = new Fr[padded.Values.Length];
            for (var i = 0; i < source.Length; i++)
            {
                if (source[i] == 0) continue;
                var (weight, index, shift) = (Fr.FromInt64(source[i]), 0, 0);
                for (var a = 0; a < bits.Length; a++)
                {
                    if (weights[a] is { } w) weight *= w[space.Position(i, a)];
                    else (index, shift) = (index | (space.Position(i, a) << shift), shift + bits[a]);
                }
                expected[index] += weight;
            }
            Assert.Equal(expected, padded.Values);
            Assert.Equal(expected, tight.Values);
        }
    }

    private static long[] Source(long scale)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 1 << Bits.Sum()).Select(_ => random.Next(-3, 4) * scale)];
    }

    private static Fr[]?[] Weights(int free)
    {
        var random = new RandomElements(2);
        return [.. Bits.Select((b, a) => ((free >> a) & 1) != 0 ? random.Array(1 << b) : null)];
    }

    private static int Position(int index, int axis, int[] bits) => (index >> bits.Take(axis).Sum()) & ((1 << bits[axis]) - 1);

    private static int Gather(int index, int[] axes)
    {
        var (result, shift) = (0, 0);
        foreach (var a in axes)
        {
            result |= Position(index, a, Bits) << shift;
            shift += Bits[a];
        }
        return result;
    }
}
