using System.Text.RegularExpressions;

namespace Zkml.Architecture.Tests;

/// <summary>What documents and comments point at is there.</summary>
public partial class DocumentTests
{
    private static readonly string[] Tops = ["src", "tests", "bench", "contracts", "docs", "examples", "tests/vectors"];

    public static TheoryData<string> Documents => [.. Repository.Documents()];

    /// <summary>Links of a document, relative to it.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void LinksResolve(string document)
    {
        var folder = Path.GetDirectoryName(document)!;
        var links = Link().Matches(Repository.Text(document)).Select(m => m.Groups[1].Value)
            .Where(l => !l.Contains("://") && !l.StartsWith("mailto:", StringComparison.Ordinal));
        Assert.DoesNotContain(links, l => !Repository.Exists(Path.Combine(folder, l)));
    }

    /// <summary>Names of documents in prose: from the root, from docs/, or beside the document that names them.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void NamedDocumentsExist(string document) => Assert.Empty(Missing(document, DocumentName()));

    /// <summary>Paths in backticks or link texts that begin with a folder of the repository, a wildcard counting as its folder.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void NamedPathsExist(string document)
    {
        var paths = NamedPath().Matches(Repository.Text(document)).Select(m => m.Groups[1].Value.TrimEnd('.', ',', ':', ';'))
            .Where(p => Tops.Contains(p.Split('/')[0]));
        Assert.DoesNotContain(paths, p => !ExistsAsFileOrFolder(p));
    }

    /// <summary>The same for comments and texts of the sources.</summary>
    [Fact]
    public void DocumentsThatSourcesNameExist()
    {
        var sources = Repository.Sources("src", "tests", "bench").Where(f => !f.StartsWith("tests/Architecture.Tests", StringComparison.Ordinal))
            .Concat(Repository.Files("contracts/src", "*.sol"));
        Assert.Empty(sources.SelectMany(f => Missing(f, DocumentName()).Select(m => $"{f}: {m}")));
    }

    /// <summary>Sections are cited as `protocol.md §n.m`; each must be a heading of that document.</summary>
    [Fact]
    public void CitedSectionsExist()
    {
        var dangling = new List<string>();
        foreach (var file in Repository.Sources("src", "tests", "bench").Concat(Repository.Documents()))
        {
            foreach (Match citation in Section().Matches(Repository.Text(file)))
            {
                var document = $"docs/{citation.Groups[1].Value}.md";
                var number = citation.Groups[2].Value.TrimEnd('.');
                if (!Headings(document).Contains(number)) dangling.Add($"{file}: {citation.Value}");
            }
        }
        Assert.Empty(dangling);
    }

    /// <summary>A decision is named by its number, in a link text or as "decision 0004".</summary>
    [Fact]
    public void NumberedDecisionsExist()
    {
        var decisions = Repository.Files("docs/decisions", "*.md").Select(f => Path.GetFileName(f)[..4]).ToHashSet();
        Assert.Equal(decisions.Count, Repository.Files("docs/decisions", "*.md").Count());
        var dangling = Repository.Sources("src", "tests", "bench").Concat(Repository.Documents())
            .SelectMany(f => Decision().Matches(Repository.Text(f)).Select(m => (File: f, Number: m.Groups[1].Value)))
            .Where(d => !decisions.Contains(d.Number)).Select(d => $"{d.File}: {d.Number}");
        Assert.Empty(dangling);
    }

    private static IEnumerable<string> Missing(string file, Regex names)
    {
        var folder = Path.GetDirectoryName(file)!;
        return names.Matches(Repository.Text(file)).Select(m => m.Value)
            .Where(n => !new[] { "", "docs", folder }.Any(f => Repository.Exists(Path.Combine(f, n)))).Distinct();
    }

    /// <summary>What a build makes, and a date that stands for any, need not be there.</summary>
    private static bool ExistsAsFileOrFolder(string path)
    {
        if (path.StartsWith("contracts/node_modules", StringComparison.Ordinal) || path.Contains("/DATE-")) return true;
        var wildcard = path.IndexOf('*');
        if (wildcard >= 0) path = path[..(path.LastIndexOf('/', wildcard) + 1)];
        // The ending of a C# file and all but the number of a decision may be left out.
        return Repository.Exists(path) || Repository.Exists(path + ".cs")
            || (NumberedPath().IsMatch(path) && Repository.Files("docs/decisions", "*.md").Any(f => f.StartsWith(path + "-", StringComparison.Ordinal)));
    }

    private static HashSet<string> Headings(string document) =>
        [.. Heading().Matches(Repository.Text(document)).Select(m => m.Groups[1].Value.TrimEnd('.'))];

    [GeneratedRegex(@"\]\(([^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w/.-])(\.\./)?([\w-]+/)*[a-z0-9][\w-]*\.md\b")]
    private static partial Regex DocumentName();

    [GeneratedRegex(@"[`\[(]((?:src|tests|bench|contracts|docs|examples)/[\w./*-]+)")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"\b(protocol|soundness|quantization|wrapper|file-formats)\.md`?\)? §(\d+(?:\.\d+)*)")]
    private static partial Regex Section();

    [GeneratedRegex(@"^#+ (\d+(?:\.\d+)*)\.? ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^docs/decisions/0\d{3}$")]
    private static partial Regex NumberedPath();

    [GeneratedRegex(@"\b[Dd]ecisions?[/ ](0\d{3})\b")]
    private static partial Regex Decision();
}
