using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;

namespace Zkml.Circuits.Tests.Tables;

/// <summary>x for x ≥ 0, else a·(e^x − 1), against floating point where that decides the rounding.</summary>
public class EluTests
{
    [Theory]
    [InlineData(1 << 16, 6, 5)]
    [InlineData(1 << 16, 12, 13)]
    [InlineData(655, 8, 12)]
    [InlineData(3 * (1 << 15), 10, 10)]
    [InlineData(1 << 24, 9, 6)]
    public void ValuesAreCorrectlyRounded(long parameter, int inputFraction, int outputFraction)
    {
        var column = new IrregularColumn(Elu.Instance, 13, -(1 << 12), inputFraction, outputFraction, -(1 << 20), 1 << 20, parameter);
        Assert.Null(column.Error());
        var values = column.ToArray(13);
        var decided = 0;
        for (var row = 0; row < values.Length; row++)
        {
            var x = (row - (1 << 12)) * Math.Pow(2, -inputFraction);
            var expected = (x >= 0 ? x : Math.Exp(x) - 1) * (x >= 0 ? 1 : parameter / 65536.0) * Math.Pow(2, outputFraction) + 0.5;
            if (Math.Abs(expected - Math.Round(expected)) < 1e-6 && x < 0) continue;
            decided++;
            Assert.Equal((long)Math.Floor(expected), values[row]);
        }
        Assert.True(decided > 8000, $"{decided} of {values.Length} rows");
    }

    /// <summary>Both halves meet in 0, and a parameter of 0 is a ReLU.</summary>
    [Fact]
    public void TheKneeIsExact()
    {
        // 4·(e^−2 − 1) = −3.46, 4·(e^−1.5 − 1) = −3.11, 4·(e^−1 − 1) = −2.53, 4·(e^−0.5 − 1) = −1.57.
        Assert.Equal([-3, -3, -3, -2, 0, 2, 4, 6], new IrregularColumn(Elu.Instance, 3, -4, 1, 2, -9, 9, 1 << 16).ToArray(3));
        Assert.Equal([0, 0, 0, 0, 0, 1, 2, 3], new IrregularColumn(Elu.Instance, 3, -4, 0, 0, -9, 9, 0).ToArray(3));
    }

    /// <summary>
    /// Half-way limits: −a·2^g = −2.5 rounds up to −2, and no precision could tell e^−8192 from 0. The values just above any limit
    /// have its code from the reach on, and another one somewhere before.
    /// </summary>
    [Theory]
    [InlineData(5 << 15, 0, 0)]
    [InlineData(1 << 15, 3, 0)]
    [InlineData((1 << 15) + 1, 4, 0)]
    [InlineData(65535, 2, 3)]
    [InlineData(655, 0, 8)]
    public void FarBelowIsTheLimit(long parameter, int inputFraction, int outputFraction)
    {
        var activation = new FunctionActivation(Elu.Instance, inputFraction, outputFraction, -1000, 0, parameter);
        var reach = (int)Elu.Instance.Reach(activation)!.Value;
        var values = new IrregularColumn(Elu.Instance, 13, -8192, inputFraction, outputFraction, -1000, 0, parameter).ToArray(13);
        var limit = (long)Math.Floor((-parameter * Math.Pow(2, outputFraction) / 65536) + 0.5);
        Assert.All(values[..(8192 - reach + 1)], v => Assert.Equal(limit, v));
        // Slightly before the reach, double precision still tells the value from the limit.
        for (var row = 8192 - reach - 20; row < 8192; row++)
        {
            var x = (row - 8192) * Math.Pow(2, -inputFraction);
            var expected = ((Math.Exp(x) - 1) * parameter * Math.Pow(2, outputFraction) / 65536) + 0.5;
            if (Math.Abs(expected - Math.Round(expected)) > 1e-9) Assert.Equal((long)Math.Floor(expected), values[row]);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData((1 << 24) + 1)]
    public void ParametersBeyondTheCatalogueAreRefused(long parameter)
    {
        Assert.Contains("outside [0, 256]", new IrregularColumn(Elu.Instance, 3, 0, 4, 4, -9, 9, parameter).Error(), StringComparison.Ordinal);
        var node = new AddOperator("n", ["x"], "y", [1], 0, new Requantization(1, new FunctionActivation(Elu.Instance, 4, 4, -9, 9, parameter)));
        Assert.Contains("outside [0, 256]", Assert.Throws<InvalidDataException>(() => node.Infer([new IntegerType([3], -9, 9)])).Message, StringComparison.Ordinal);
    }
}
