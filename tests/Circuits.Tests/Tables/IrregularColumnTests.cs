using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;

namespace Zkml.Circuits.Tests.Tables;

public class IrregularColumnTests
{
    // Digests Σ value · 31^… mod 2^61 − 1, computed with Python's decimal module at 120 digits.
    [Theory]
    [InlineData(0, 10, -512L, 6, 16, 0L, 1048576L, 0L, 651301086784210456L)]
    [InlineData(1, 10, -300L, 5, 15, -40000L, 40000L, 0L, 439067147813316140L)]
    [InlineData(2, 10, 0L, 7, 30, 0L, 1099511627776L, 0L, 812373732497123763L)]
    [InlineData(3, 10, -700L, 4, 2, -1000L, 90L, 6554L, 1623325898900339459L)]
    [InlineData(0, 8, -274877906939L, 36, 40, 0L, 1099511627776L, 0L, 1047422269503616454L)]
    [InlineData(1, 6, -20L, 40, 40, -1099511627776L, 1099511627776L, 0L, 574127558828740235L)]
    [InlineData(2, 6, 1048576L, 16, 40, 0L, 1099511627776L, 0L, 508984134975952522L)]
    [InlineData(0, 6, -32L, 20, 0, 0L, 1L, 0L, 1104731770144617648L)]
    public void MatchesArbitraryPrecision(
        int function, int bits, long start, int inputFraction, int outputFraction, long min, long max, long parameter, long digest)
    {
        var column = new IrregularColumn(FunctionCatalogue.WithCode((byte)function)!, bits, start, inputFraction, outputFraction, min, max, parameter);
        Int128 sum = 0;
        foreach (var value in column.ToArray(bits)) sum = ((((sum * 31) + value) % ((1L << 61) - 1)) + ((1L << 61) - 1)) % ((1L << 61) - 1);
        Assert.Equal(digest, (long)sum);
    }

    [Theory]
    [InlineData("Sigmoid", -32768L)]
    [InlineData("Tanh", -32768L)]
    [InlineData("ExpNegative", 0L)]
    [InlineData("LeakyRelu", -32768L)]
    [InlineData("Gelu", -32768L)]
    public void SixteenBitsAgreeWithDoublesAndAreFast(string name, long start)
    {
        var function = FunctionCatalogue.All.Single(f => f.Name == name);
        var parameter = name == "LeakyRelu" ? 655 : 0;
        var column = new IrregularColumn(function, 16, start, 12, 15, -(1L << 40), 1L << 40, parameter);
        // About 0.3 s.
        long[] values = [];
        Assert.InRange(ThreadClock.Measure(() => values = column.ToArray(16)).TotalSeconds, 0, 5);
        for (var row = 0; row < values.Length; row++)
        {
            var x = (row + start) / 4096.0;
            var exact = 32768 * name switch
            {
                "Sigmoid" => 1 / (1 + Math.Exp(-x)),
                "Tanh" => Math.Tanh(x),
                "ExpNegative" => Math.Exp(-x),
                "LeakyRelu" => x >= 0 ? x : x * parameter / 65536,
                "Gelu" => x / (1 + Math.Exp(-((52290 * x) + (2338 * x * x * x)) / 32768)),
                _ => throw new InvalidOperationException(name),
            };
            Assert.True(Math.Abs(values[row] - exact) <= 0.5 + 1e-9, $"row {row}: {values[row]} for {exact}");
        }
    }

    [Fact]
    public void ExactPointsRoundHalfUp()
    {
        Assert.Equal(1, new IrregularColumn(Sigmoid.Instance, 0, 0, 0, 0, 0, 9, 0)[0]);
        Assert.Equal(0, new IrregularColumn(Tanh.Instance, 0, 0, 0, 4, -9, 9, 0)[0]);
        Assert.Equal(16, new IrregularColumn(ExpNegative.Instance, 0, 0, 0, 4, 0, 99, 0)[0]);
        // −1 · 1/2 = −0.5 rounds to 0, −3 · 1/2 = −1.5 to −1.
        var leaky = new IrregularColumn(LeakyRelu.Instance, 2, -3, 0, 0, -9, 9, 1 << 15);
        Assert.Equal([-1, -1, 0, 0], leaky.ToArray(2));
    }

    /// <summary>GELU of 8192.5 is below it by less than any precision tells, and so rounds to 8192; of −8192.5 it is 0.</summary>
    [Fact]
    public void GeluRoundsWhereItsPowerUnderflows()
    {
        var column = new IrregularColumn(Gelu.Instance, 16, -32768, 1, 0, -(1L << 40), 1L << 40, 0);
        Assert.Equal((8192, 8192, 8193), (column[32768 + 16384], column[32768 + 16385], column[32768 + 16386]));
        Assert.Equal((0, 0), (column[32768 - 16385], column[32768]));
    }

    [Fact]
    public void EqualityIsByParametersAndCopiesRecompute()
    {
        var a = new IrregularColumn(Sigmoid.Instance, 4, -8, 2, 8, 0, 256, 0);
        var b = new IrregularColumn(Sigmoid.Instance, 4, -8, 2, 8, 0, 256, 0);
        _ = a[3];
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        var clamped = a with { Max = 100 };
        Assert.NotEqual(a, clamped);
        Assert.Equal(100, clamped[15]);
        Assert.True(a[15] > 100);
    }

    [Fact]
    public void HostileParametersAreRefusedAtOnce()
    {
        var fine = new IrregularColumn(Sigmoid.Instance, 4, -8, 2, 8, 0, 256, 0);
        Assert.Null(fine.Error());
        IrregularColumn[] hostile =
        [
            fine with { Bits = 17 }, fine with { Bits = -1 }, fine with { Start = long.MinValue }, fine with { InputFraction = 41 },
            fine with { InputFraction = -1 }, fine with { OutputFraction = 1000 }, fine with { OutputFraction = -1 },
            fine with { Min = 257 }, fine with { Max = long.MaxValue }, fine with { Parameter = 1 },
            fine with { Function = LeakyRelu.Instance, Parameter = 65537 }, fine with { Function = ExpNegative.Instance },
        ];
        foreach (var column in hostile)
        {
            Assert.NotNull(column.Error());
            Assert.Throws<InvalidDataException>(() => column[0]);
        }
    }
}
