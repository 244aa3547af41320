using System.Text.RegularExpressions;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Documents;

/// <summary>
/// A part of a document between <c>&lt;!-- generated: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c> that a test writes with ZKML_UPDATE=1
/// (<c>make documents</c>), and compares otherwise.
/// </summary>
internal static class GeneratedBlock
{
    public static void Compare(string document, string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(Tool.Root(), document);
        var block = new Regex($"(?<=<!-- generated: {name} -->\n).*?(?= *<!-- end -->)", RegexOptions.Singleline);
        var text = File.ReadAllText(path);
        Assert.True(block.IsMatch(text), $"{document} has no block '{name}'");
        var generated = string.Concat(lines.Select(l => l + "\n"));
        if (Environment.GetEnvironmentVariable("ZKML_UPDATE") == "1") File.WriteAllText(path, text = block.Replace(text, _ => generated));
        Assert.Equal(generated, block.Match(text).Value);
    }
}
