using Zkml.Circuits.Lowering;
using Zkml.Circuits.Tests.Operators;

namespace Zkml.Circuits.Tests.Adversary;

/// <summary>
/// Every operator case of the suite against the adversary: given model and input, the honest trace is the only one over
/// the field, entry by entry, padding included.
/// </summary>
public sealed class OperatorUniquenessTests
{
    private static readonly Dictionary<string, OperatorCase> Cases =
        LinearCases.All().Concat(SpatialCases.All()).Concat(ShapeCases.All()).ToDictionary(c => c.Name);

    private static readonly LoweringOptions Split = new() { ActivationBits = 1, LimbBits = 5 };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheHonestTraceIsTheOnlyOne(string name)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var v = Verdict.On(Cases[name].Graph, null, Cases[name].Inputs(3));
        Console.Error.WriteLine($"{name}: {clock.ElapsedMilliseconds} ms {v.Result.Steps} {v.Result.Traces.Count} {v.Result.IsExhausted}");
        v.AssertUnique(name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheHonestTraceIsTheOnlyOneWithSplits(string name)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var v = Verdict.On(Cases[name].Graph, Split, Cases[name].Inputs(4));
        Console.Error.WriteLine($"{name}: {clock.ElapsedMilliseconds} ms {v.Result.Steps} {v.Result.Traces.Count} {v.Result.IsExhausted}");
        v.AssertUnique(name);
    }
}
