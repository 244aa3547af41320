using System.Text.RegularExpressions;

namespace Zkml.Architecture.Tests;

/// <summary>What `.editorconfig` cannot make the compiler refuse.</summary>
public partial class DialectTests
{
    /// <summary>This file: it shows what the patterns find.</summary>
    private const string Examples = "tests/Architecture.Tests/DialectTests.cs";

    private static readonly string[] Tops = ["src", "tests", "bench"];

    [Fact]
    public void LoopVariablesAreVar() => Nowhere(Tops, (line, _) => TypedLoop().IsMatch(line));

    /// <summary>A statement that a condition or loop governs stands behind it, or in braces.</summary>
    [Fact]
    public void AStatementOnItsOwnLineHasBraces() => Nowhere(Tops, (line, next) =>
        Governing().IsMatch(line) && line.Count(c => c == '(') == line.Count(c => c == ')')
        && !Governing().IsMatch(next) && next.TrimStart() is { Length: > 0 } text && !"{&|.?:".Contains(text[0]));

    [Fact]
    public void FieldsHaveNoUnderscore() => Nowhere(Tops, (line, _) => UnderscoreField().IsMatch(line));

    [Fact]
    public void TestNamesHaveNoUnderscore() => Nowhere(["tests"], (line, _) => UnderscoreTest().IsMatch(line));

    /// <summary>The patterns above find what they are for.</summary>
    [Fact]
    public void ThePatternsMatch()
    {
        Assert.Matches(TypedLoop(), "        for (int i = 0; i < n; i++)");
        Assert.DoesNotMatch(TypedLoop(), "        for (int i = 0, j = n; i < j; i++)");
        Assert.Matches(Governing(), "        if (x is null)");
        Assert.Matches(Governing(), "        else");
        Assert.DoesNotMatch(Governing(), "        if (x is null) return;");
        Assert.Matches(UnderscoreField(), "    private readonly int[] _values = [];");
        Assert.DoesNotMatch(UnderscoreField(), "    private static void Discard(int _) { }");
        Assert.Matches(UnderscoreTest(), "    public void Add_Works() =>");
    }

    private static void Nowhere(string[] tops, Func<string, string, bool> isWrong)
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Sources(tops))
        {
            if (file == Examples) continue;
            var lines = Repository.Lines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                if (isWrong(lines[i], i + 1 < lines.Length ? lines[i + 1] : "")) wrong.Add($"{file}:{i + 1}: {lines[i].Trim()}");
            }
        }
        Assert.Empty(wrong);
    }

    /// <summary>One declarator: two of them (<c>int i = 0, j = n</c>) cannot be <c>var</c>, nor can a <c>uint</c> that starts at 0.</summary>
    [GeneratedRegex(@"\bfor \(int [^;,]*;")]
    private static partial Regex TypedLoop();

    [GeneratedRegex(@"^\s*((if|else if|for|foreach|while|using|lock|fixed) \(.*\)|else)\s*$")]
    private static partial Regex Governing();

    [GeneratedRegex(@"^\s*(private|protected|internal|public)( (static|readonly|volatile|required))* [\w<>\[\],.?() ]+ _\w+\s*(=|;|\{)")]
    private static partial Regex UnderscoreField();

    [GeneratedRegex(@"^\s*public (static )?(async )?(void|Task) [A-Za-z0-9]*_\w*\(")]
    private static partial Regex UnderscoreTest();
}
