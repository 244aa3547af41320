using System.Text.RegularExpressions;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Documents;

/// <summary>The README lists the operators that docs/operators.md, which is generated from the catalogue, does not refuse.</summary>
public partial class OperatorListTests
{
    [Fact]
    public void TheReadmeListsTheCatalogue()
    {
        var onnx = File.ReadAllText(Path.Combine(Tool.Root(), "docs", "operators.md")).Split("\n## ")[1];
        var names = Row().Matches(onnx).Where(m => !m.Groups[2].Value.StartsWith("refused", StringComparison.Ordinal)).Select(m => m.Groups[1].Value).ToArray();
        Assert.InRange(names.Length, 30, 500);
        GeneratedBlock.Compare("README.md", "operators", [$"  {string.Join(", ", names.Order(StringComparer.Ordinal))}."]);
    }

    /// <summary>A row of a table whose first column is an operator.</summary>
    [GeneratedRegex(@"^\| ([A-Z]\w+) \| ([^|]*)", RegexOptions.Multiline)]
    private static partial Regex Row();
}
