using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Tables;
using Zkml.Circuits.Tables.Functions;
using static Zkml.Circuits.Tests.Operators.OperatorCase;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>
/// Tiny instances for every input that they have: remainders at both ends, every split of a quotient, every tie. Three
/// true entries on four, so that padding is there.
/// </summary>
public sealed class EveryInputTests
{
    public static TheoryData<string, Activation> Activations => new()
    {
        { "clamp", new ClampActivation(-2, 1) },
        { "clamp away from zero", new ClampActivation(2, 3) },
        { "relu", new ClampActivation(0, 3) },
        { "sigmoid", new FunctionActivation(Sigmoid.Instance, 0, 2, 0, 3) },
        { "tanh", new FunctionActivation(Tanh.Instance, 0, 1, -2, 1) },
        { "leaky", new FunctionActivation(LeakyRelu.Instance, 0, 0, -2, 3, 30000) },
    };

    [Theory]
    [MemberData(nameof(Activations), DisableDiscoveryEnumeration = true)]
    public void EveryAccumulatorHasOneQuotientAndOneSplit(string name, Activation activation)
    {
        var node = new AddOperator("act", ["a"], "y", [1], 1, new Requantization(1, activation));
        foreach (var options in Widths())
        {
            var model = GraphLowering.Lower(GraphOf([Type(-70, 70, 3)], node), options);
            for (var v = -70L; v <= 70; v += 3)
            {
                long[] input = [v, Math.Min(v + 1, 70), Math.Min(v + 2, 70)];
                Verdict.On(model.Circuit, model.Program.Run(input).Columns).AssertUnique($"{name} of {v}");
            }
        }
    }

    /// <summary>The quotient is a virtual column here, and an expression above.</summary>
    [Theory]
    [MemberData(nameof(Activations), DisableDiscoveryEnumeration = true)]
    public void EveryContractionHasOneQuotientAndOneSplit(string name, Activation activation)
    {
        var node = new LinearOperator("dense", ["a"], "y", [3, -2, 1], 3, 1, [0, 5, -1], new Requantization(3, activation));
        foreach (var options in Widths())
        {
            var model = GraphLowering.Lower(GraphOf([Type(-40, 40, 1)], node), options);
            for (var v = -40L; v <= 40; v++) Verdict.On(model.Circuit, model.Program.Run([v]).Columns).AssertUnique($"{name} of {v}");
        }
    }

    [Fact]
    public void EveryPairHasOneMaximum()
    {
        foreach (var (least, begin, size) in new[] { (-3, 0, 2), (0, 0, 3), (-3, 1, 3), (1, 0, 3) })
        {
            var pool = new MaxPoolOperator("pool", ["a"], "y", [2], [2], [begin], [size == 2 ? 0 : 1 - begin], [1]);
            var model = GraphLowering.Lower(GraphOf([Type(least, 3, 1, 1, size)], pool));
            ForEvery(size, least, 3, input =>
                Verdict.On(model.Circuit, model.Program.Run(input).Columns).AssertUnique($"max of {string.Join(' ', input)}"));
        }
    }

    [Theory]
    [InlineData(2, 3, 2, 1)]
    [InlineData(2, 3, 1, 3)]
    [InlineData(3, 2, 1, 1)]
    public void EverySoftmaxHasOneOutput(int length, int bound, int expFraction, int inputFraction)
    {
        var softmax = new SoftmaxOperator("softmax", ["a"], "y", inputFraction, expFraction, 2);
        foreach (var limbs in new[] { 2, 8 })
        {
            var model = GraphLowering.Lower(GraphOf([Type(-bound, bound, 1, length)], softmax), new LoweringOptions { LimbBits = limbs });
            ForEvery(length, -bound, bound, input =>
                Verdict.On(model.Circuit, model.Program.Run(input).Columns).AssertUnique($"softmax of {string.Join(' ', input)}"));
        }
    }

    [Fact]
    public void FarSoftmaxDifferencesHaveOneSplit()
    {
        var softmax = new SoftmaxOperator("softmax", ["a"], "y", 0, 1, 1);
        var model = GraphLowering.Lower(GraphOf([Type(-8, 7, 2)], softmax), new LoweringOptions { LimbBits = 8 });
        Assert.Contains(model.Circuit.Columns, c => c.Name == "softmax.exp.high");
        ForEvery(2, -8, 7, input => Verdict.On(model.Circuit, model.Program.Run(input).Columns).AssertUnique($"softmax of {string.Join(' ', input)}"));
    }

    private static IEnumerable<LoweringOptions> Widths()
    {
        yield return new LoweringOptions { ActivationBits = 1, LimbBits = 2 };
        yield return new LoweringOptions { ActivationBits = 5, LimbBits = 1 };
        yield return new LoweringOptions { ActivationBits = 10 };
    }

    private static void ForEvery(int count, long min, long max, Action<long[]> visit)
    {
        var values = new long[count];
        Array.Fill(values, min);
        for (var k = 0; k >= 0;)
        {
            visit([.. values]);
            for (k = count - 1; k >= 0 && values[k] == max; k--) values[k] = min;
            if (k >= 0) values[k]++;
        }
    }
}
