using System.Runtime.CompilerServices;

namespace Zkml.Algebra.Tests.Setup;

/// <summary>A theory over the real ceremony files in shared/ptau beside the repository; skipped where they are not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CeremonyFileTheoryAttribute : TheoryAttribute
{
    public CeremonyFileTheoryAttribute()
    {
        if (Find(9) is null || Find(11) is null) Skip = "shared/ptau is not beside the repository.";
    }

    /// <summary>The path of the file of a power, looking upwards from this source file and from the build output.</summary>
    public static string? Find(int power)
    {
        var name = $"powersOfTau28_hez_final_{power:00}.ptau";
        return FindAbove(SourcePath(), name) ?? FindAbove(AppContext.BaseDirectory, name);
    }

    private static string? FindAbove(string start, string name)
    {
        for (var folder = Path.GetDirectoryName(start); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, "shared", "ptau", name);
            if (File.Exists(candidate)) return candidate;
        }

        return null;
    }

    private static string SourcePath([CallerFilePath] string path = "") => path;
}
