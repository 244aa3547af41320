namespace Zkml.Wrapper.Tests;

/// <summary>Files of tests/vectors that a test compares, and writes when ZKML_UPDATE is 1.</summary>
internal static class GoldenFile
{
    public static bool IsUpdate => Environment.GetEnvironmentVariable("ZKML_UPDATE") == "1";

    public static string PathOf(string name) => Path.Combine(RepositoryRoot(), "tests", "vectors", name);

    public static void Compare(string name, string actual)
    {
        if (IsUpdate) File.WriteAllText(PathOf(name), actual);
        Assert.Equal(File.ReadAllText(PathOf(name)), actual, ignoreLineEndingDifferences: true);
    }

    public static string RepositoryRoot([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", ".."));
}
