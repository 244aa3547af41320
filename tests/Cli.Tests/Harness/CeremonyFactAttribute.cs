namespace Zkml.Cli.Tests.Harness;

/// <summary>A test of a real ceremony file; skipped where none lies beside the repository.</summary>
internal sealed class CeremonyFactAttribute : FactAttribute
{
    public CeremonyFactAttribute()
    {
        if (!System.IO.File.Exists(File)) Skip = $"no ceremony file at {File}";
    }

    public static string File { get; } = Path.Combine(Tool.Root(), "..", "shared", "ptau", "powersOfTau28_hez_final_09.ptau");
}
