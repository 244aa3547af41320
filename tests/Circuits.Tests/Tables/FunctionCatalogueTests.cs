using Zkml.Circuits.Graph;
using Zkml.Circuits.Serialization;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;

namespace Zkml.Circuits.Tests.Tables;

/// <summary>What every function says about itself, against its values; a new function is here once it is registered.</summary>
public class FunctionCatalogueTests
{
    public static TheoryData<string> Functions => [.. FunctionCatalogue.All.Select(f => f.Name)];

    [Fact]
    public void EveryFunctionOfTheAssemblyIsInTheCatalogueOnce()
    {
        var types = typeof(TableFunction).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(TableFunction)) && !t.IsAbstract);
        Assert.Equal(types.Select(t => t.Name).Order(), FunctionCatalogue.All.Select(f => f.GetType().Name).Order());
        Assert.Equal(FunctionCatalogue.All.Count, FunctionCatalogue.All.Select(f => f.Code).Distinct().Count());
        Assert.Equal(FunctionCatalogue.All.Count, FunctionCatalogue.All.Select(f => f.Name).Distinct().Count());
    }

    /// <summary>Files hold these numbers: they never change.</summary>
    [Theory]
    [InlineData(0, "Sigmoid")]
    [InlineData(1, "Tanh")]
    [InlineData(2, "ExpNegative")]
    [InlineData(3, "LeakyRelu")]
    [InlineData(4, "Elu")]
    [InlineData(5, "Gelu")]
    public void TheNumbersInFilesStay(byte code, string name) => Assert.Equal(name, FunctionCatalogue.WithCode(code)!.Name);

    [Fact]
    public void AnUnknownNumberIsRefused()
    {
        Assert.Null(FunctionCatalogue.WithCode(200));
        var graph = new IntegerGraph
        {
            Inputs = [], Outputs = [],
            Operators = [new Circuits.Operators.AddOperator("n", [], "y", [], 0, new Requantization(1, new FunctionActivation(Tanh.Instance, 3, 7, -9, 9)))],
        };
        var bytes = IntegerGraphCodec.Encode(graph);
        var at = bytes.AsSpan().IndexOf(new byte[] { 2, 1, 6, 14 });
        Assert.True(at > 0);
        bytes[at + 1] = 200;
        Assert.False(IntegerGraphCodec.TryDecode(bytes, out _, out var error));
        Assert.Contains("unknown function 200", error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void MonotonyRangeAndReachAreThoseOfTheValues(string name)
    {
        var function = FunctionCatalogue.All.Single(f => f.Name == name);
        var (checkedOnes, falling) = (0, 0);
        foreach (var (inputFraction, outputFraction, min, max) in Formats())
        {
            foreach (var parameter in Parameters(function))
            {
                var activation = new FunctionActivation(function, inputFraction, outputFraction, min, max, parameter);
                if (function.Reach(activation) is not { } reach || reach > 1 << 12) continue;
                checkedOnes++;
                var values = new IrregularColumn(function, 14, -(1 << 13), inputFraction, outputFraction, min, max, parameter).ToArray(14);
                var image = function.Image(activation);
                Assert.All(values, v => Assert.InRange(v, image.Min, image.Max));
                if (!values.Order().SequenceEqual(values)) falling++;
                var (low, high) = ((1 << 13) - (int)reach - 2, (1 << 13) + (int)reach + 2);
                var where = $"{inputFraction} {outputFraction} [{min}, {max}] {parameter}: reach {reach}";
                Assert.True(values[..low].All(v => v == values[low]), where);
                Assert.True(values[high..].All(v => v == values[high]), where);
            }
        }
        Assert.Equal(name != "ExpNegative", checkedOnes > 0);
        if (checkedOnes > 0) Assert.Equal(!function.IsNondecreasing, falling > 0);
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void SomeParameterIsRefused(string name)
    {
        var function = FunctionCatalogue.All.Single(f => f.Name == name);
        Assert.NotEmpty(Parameters(function));
        Assert.Contains(new[] { -1L, long.MaxValue }, parameter => function.ParameterError(parameter) is not null);
        Assert.NotNull(new IrregularColumn(function, 4, 0, 4, 4, -9, 9, long.MaxValue).Error());
    }

    private static IEnumerable<(int InputFraction, int OutputFraction, long Min, long Max)> Formats() =>
        [(0, 0, -3, 3), (2, 4, 0, 15), (5, 8, 0, 255), (6, 7, -128, 127), (8, 8, -100, 1000), (4, 2, -5, -2)];

    private static long[] Parameters(TableFunction function) =>
        [.. new long[] { 0, 655, 1 << 15, 1 << 16 }.Where(p => function.ParameterError(p) is null)];
}
