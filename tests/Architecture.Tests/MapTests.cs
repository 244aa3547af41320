using System.Text.RegularExpressions;

namespace Zkml.Architecture.Tests;

/// <summary>ARCHITECTURE.md is a map of what is there, and of all that is there.</summary>
public partial class MapTests
{
    /// <summary>One entry of the map's block: a project and the lines about it.</summary>
    private static readonly Dictionary<string, string> Entries = ReadEntries();

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)).Order()];

    [Theory]
    [MemberData(nameof(Projects))]
    public void EveryFolderIsOnTheMap(string project)
    {
        Assert.True(Entries.TryGetValue($"src/{project}", out var entry), $"src/{project} is not on the map");
        var folders = Repository.Sources($"src/{project}").Select(f => f.Split('/')).Where(p => p.Length > 3).Select(p => p[2]).Distinct();
        Assert.DoesNotContain(folders, f => !Regex.IsMatch(entry, $@"\b{f}\b"));
    }

    /// <summary>Words with a capital and no blank before a comma or a bracket are folders or types of the project.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void TheMapNamesNothingThatIsGone(string project)
    {
        var folders = Repository.Sources($"src/{project}").SelectMany(f => f.Split('/')).ToHashSet();
        var text = string.Concat(Repository.Sources($"src/{project}").Select(Repository.Text));
        var named = FolderName().Matches(Entries[$"src/{project}"]).Select(m => m.Groups[1].Value);
        Assert.DoesNotContain(named, n => !folders.Contains(n) && !Regex.IsMatch(text, $@"\b{n}\b"));
    }

    /// <summary>`Type` and `Folder/File` of the prose exist in src.</summary>
    [Fact]
    public void TheTypesThatTheMapNamesExist()
    {
        var sources = Repository.Sources("src").ToArray();
        var text = string.Concat(sources.Select(Repository.Text));
        var missing = TypeName().Matches(Repository.Text("ARCHITECTURE.md")).Select(m => m.Groups[1].Value).Distinct()
            .Where(n => n.Contains('/') ? !sources.Any(s => s.EndsWith($"/{n}.cs", StringComparison.Ordinal)) : !Regex.IsMatch(text, $@"\b{Regex.Escape(n)}\b"));
        Assert.Empty(missing);
    }

    private static Dictionary<string, string> ReadEntries()
    {
        var entries = new Dictionary<string, string>();
        var block = Repository.Text("ARCHITECTURE.md").Split("```")[1];
        var name = "";
        foreach (var line in block.Split('\n').Where(l => l.Length > 0))
        {
            if (line[0] != ' ') name = line.Split(' ')[0].TrimEnd('/');
            entries[name] = entries.GetValueOrDefault(name, "") + " " + line;
        }
        return entries;
    }

    [GeneratedRegex(@"(?<=[:,] )([A-Z][A-Za-z0-9]+)(?=[,(:]| \()")]
    private static partial Regex FolderName();

    [GeneratedRegex(@"`([A-Z]\w+(?:/[A-Z]\w+)?)(?:<T>)?(?:\.\w+)?(?:<T>)?`")]
    private static partial Regex TypeName();
}
