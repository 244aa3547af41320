using Zkml.Algebra.Setup;
using Zkml.Cli.Failures;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Files;

/// <summary>Where a command's structured reference string comes from.</summary>
internal static class SrsSource
{
    private const string DevelopmentWarning =
        "the development SRS is INSECURE: its secret is public, so anyone can forge proofs. Use it to try things out only; for real use import a ceremony (zkml setup --ptau FILE) and pass --srs.";

    /// <summary>The SRS of a file; null, with a loud warning, when none is given.</summary>
    public static Srs? Load(string? path, Reporter reporter)
    {
        if (path is null)
        {
            reporter.Warn(DevelopmentWarning);
            return null;
        }
        InputPath.Require(path, "SRS");
        var srs = FailureMessage.Naming(path, () => SrsFile.Load(path));
        if (srs.IsDevelopment) reporter.Warn(DevelopmentWarning);
        return srs;
    }
}
