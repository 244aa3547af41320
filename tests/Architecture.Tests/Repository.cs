using System.Runtime.CompilerServices;

namespace Zkml.Architecture.Tests;

/// <summary>The tracked text of the repository: sources and documents, as the tests of this project read them.</summary>
internal static class Repository
{
    private static readonly string[] BuildFolders = ["obj", "bin", "artifacts", "node_modules", ".git"];

    public static string Root { get; } = FindRoot();

    /// <summary>The C# files of some of the top folders, as paths relative to the root with forward slashes.</summary>
    public static IEnumerable<string> Sources(params string[] tops) => tops.SelectMany(top => Files(top, "*.cs"));

    /// <summary>The documents: every Markdown file outside build folders.</summary>
    public static IEnumerable<string> Documents() => Files("", "*.md");

    public static IEnumerable<string> Files(string top, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, top), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(BuildFolders.Contains))
            .Order(StringComparer.Ordinal);

    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Zkml.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? FromSource();
    }

    /// <summary>Build output may stand outside the tree; the source file's own path does not.</summary>
    private static string FromSource([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
