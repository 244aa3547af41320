using System.Text.RegularExpressions;

namespace Zkml.Architecture.Tests;

/// <summary>One meaning for each name.</summary>
public partial class NameTests
{
    /// <summary>
    /// Names that stand in two projects on purpose: the prover's side of a stage and the verifier's, an ONNX operator and its
    /// integer operator. Apart from new operators the list may only get shorter.
    /// </summary>
    private static readonly string[] Twins =
    [
        "Accumulator", "AddOperator", "AveragePoolOperator", "CircuitBuilder", "ConcatOperator", "ConstantOperator",
        "ContractionBatch", "ConvOperator", "Expression", "IndexMapBatch", "LogUp", "MatMulOperator", "MaxPoolOperator",
        "Mercury", "Opening", "OpeningReduction", "Packing", "PadOperator", "ReshapeOperator", "Slot", "SoftmaxOperator", "SplitOperator", "Sumcheck",
        "SumcheckInstance", "Term", "TransposeOperator",
    ];

    [Fact]
    public void ATypeNameStandsOnce()
    {
        var twins = Repository.Sources("src").SelectMany(Declared).Distinct()
            .GroupBy(d => d.Name).Where(g => g.Count() > 1).Select(g => g.Key).Order(StringComparer.Ordinal);
        Assert.Equal(Twins, twins);
    }

    [Fact]
    public void NothingIsCalledAUtility()
    {
        var names = Repository.Sources("src", "tests", "bench")
            .SelectMany(f => f.Split('/').Select(Path.GetFileNameWithoutExtension).Concat(Declared(f).Select(d => d.Name)));
        Assert.DoesNotContain(names, n => Vague().IsMatch(n!));
    }

    /// <summary>The types that a file declares at its top level, generic ones by their bare name.</summary>
    private static IEnumerable<(string Namespace, string Name)> Declared(string file)
    {
        var text = Repository.Text(file);
        var space = Namespace().Match(text).Groups[1].Value;
        return Declaration().Matches(text).Select(m => (space, m.Groups[1].Value));
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^(?:(?:public|internal|sealed|static|abstract|readonly|partial|ref|unsafe|file) )*(?:class|struct|interface|enum|record struct|record class|record|delegate \S+) ([A-Z]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(Util|Utils|Utility|Utilities|Helper|Helpers|Common|Misc)$")]
    private static partial Regex Vague();
}
