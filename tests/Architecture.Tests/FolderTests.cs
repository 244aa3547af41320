using System.Text.RegularExpressions;

namespace Zkml.Architecture.Tests;

/// <summary>Folders of a project use each other in one direction.</summary>
public partial class FolderTests
{
    /// <summary>No two folders use each other, directly or around; which may use which is in docs/decisions/0015.</summary>
    [Theory]
    [InlineData("Onnx")]
    public void NoFoldersStandInACircle(string project)
    {
        var uses = Repository.Sources($"src/{project}").Select(f => (Folder: f.Split('/') is { Length: > 3 } parts ? parts[2] : "", Text: Repository.Text(f)))
            .SelectMany(f => Named().Matches(f.Text).Where(m => m.Groups[1].Value == project).Select(m => (From: f.Folder, To: m.Groups[2].Value)))
            .Where(u => u.From != u.To && u.From.Length > 0).Distinct().ToLookup(u => u.From, u => u.To);
        Assert.NotEmpty(uses);
        var circles = uses.Select(u => u.Key).Where(f => Reaches(f, f, uses, [])).Order(StringComparer.Ordinal);
        Assert.Empty(circles);
    }

    private static bool Reaches(string from, string target, ILookup<string, string> uses, HashSet<string> seen) =>
        uses[from].Any(next => next == target || (seen.Add(next) && Reaches(next, target, uses, seen)));

    /// <summary>A using directive or a qualified name; aliases and <c>using static</c> included.</summary>
    [GeneratedRegex(@"\bZkml\.(\w+)\.(\w+)\b")]
    private static partial Regex Named();
}
