using System.CommandLine;

namespace Zkml.Cli.Commands;

/// <summary>Options of every command.</summary>
internal static class GlobalOptions
{
    public static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object with the figures on stdout.", Recursive = true };

    public static readonly Option<bool> Quiet = new("--quiet") { Description = "No notes and no progress on stderr; warnings stay.", Recursive = true };
}
