using System.Text.RegularExpressions;

namespace Zkml.Architecture.Tests;

/// <summary>An ONNX operator is one unit: its file says everything about it, and nobody else knows its name.</summary>
public partial class OneUnitTests
{
    private const string Units = "src/Onnx/Operators/";

    /// <summary>The names that units give themselves, with the file of each.</summary>
    private static readonly Dictionary<string, string> Owners = Repository.Sources(Units.TrimEnd('/'))
        .SelectMany(file => UnitName().Matches(Repository.Text(file)).Select(m => (Name: m.Groups[1].Value, File: file)))
        .ToDictionary(unit => unit.Name, unit => unit.File);

    [Fact]
    public void NoSourceComparesTheNameOfAnOperator()
    {
        Assert.True(Owners.Count > 25, "the units say their names in another way");
        var strangers = Repository.Sources("src/Onnx", "src/Cli")
            .SelectMany(file => Compared().Matches(Repository.Text(file)).Select(m => (File: file, Name: m.Groups[1].Value + m.Groups[2].Value)))
            .Where(use => Owners.TryGetValue(use.Name, out var owner) && owner != use.File);
        Assert.Empty(strangers.Distinct());
    }

    /// <summary>The operator that was added last, as the measure of what one costs: its unit, its function, a line in each catalogue.</summary>
    [Fact]
    public void AnActivationTouchesFourSources()
    {
        var touched = Repository.Sources("src").Where(file => Elu().IsMatch(Repository.Text(file)) || Elu().IsMatch(Path.GetFileNameWithoutExtension(file)));
        Assert.Equal(
            [
                "src/Circuits/Tables/Functions/Elu.cs", "src/Circuits/Tables/Functions/FunctionCatalogue.cs",
                "src/Onnx/Operators/Activations/ActivationOperators.cs", "src/Onnx/Operators/Activations/EluOperator.cs",
            ],
            touched.Order(StringComparer.Ordinal));
    }

    /// <summary>Layers below the units see their interfaces only.</summary>
    [Theory]
    [InlineData("Graph")]
    [InlineData("Passes")]
    [InlineData("Calibration")]
    [InlineData("Quantization")]
    public void LayersBelowTheUnitsDoNotKnowThem(string folder) =>
        Assert.DoesNotContain(Repository.Sources($"src/Onnx/{folder}"), file => Repository.Text(file).Contains("Zkml.Onnx.Operators", StringComparison.Ordinal));

    [GeneratedRegex("""public override string Name => "(\w+)";""")]
    private static partial Regex UnitName();

    /// <summary>A literal that something is compared with: behind ==, !=, is, or, not, case, and before =&gt; or or.</summary>
    [GeneratedRegex("""(?:[=!]=|\b(?:is|or|not|case)) \(?"(\w+)"|"(\w+)" (?:=>|or\b)""")]
    private static partial Regex Compared();

    [GeneratedRegex(@"\bElu(Operator)?\b")]
    private static partial Regex Elu();
}
