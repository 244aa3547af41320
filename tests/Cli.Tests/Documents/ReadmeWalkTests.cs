using System.Diagnostics;
using System.Text.RegularExpressions;
using Zkml.Cli.Tests.Harness;

namespace Zkml.Cli.Tests.Documents;

/// <summary>The README's walk from a setup to a verified proof, run as it stands: each line by bash, in a folder with the examples.</summary>
public partial class ReadmeWalkTests
{
    [Fact]
    public void EveryLineEndsAsTheReadmeSays()
    {
        var lines = ShellBlock.Of("README.md").Single(b => b.Any(l => l.StartsWith("./zkml setup", StringComparison.Ordinal)));
        Assert.Contains(lines, l => l.Contains("./zkml verify", StringComparison.Ordinal));
        Assert.Contains(lines, l => StatedCode(l) == ExitCode.Rejected);
        using var folder = new TempFolder();
        Directory.CreateSymbolicLink(folder["examples"], Path.Combine(Tool.Root(), "examples"));
        folder.Write("zkml", $"#!/bin/sh\nexec dotnet \"{typeof(CliRunner).Assembly.Location}\" \"$@\"\n");
        var codes = Run(folder, lines);
        Assert.Equal(lines.Select(StatedCode), codes.Codes);
        Assert.Contains("REJECTED", codes.Text, StringComparison.Ordinal);
        Assert.Contains("ACCEPTED", codes.Text, StringComparison.Ordinal);
    }

    /// <summary>The exit code that a line's comment states, or 0.</summary>
    private static int StatedCode(string line) => CodeInComment().Match(ShellBlock.Comment(line)) is { Success: true } m ? int.Parse(m.Groups[1].Value) : 0;

    /// <summary>One shell for all lines, since they may set variables; it writes the exit code of each to a file.</summary>
    private static (int[] Codes, string Text) Run(TempFolder folder, string[] lines)
    {
        folder.Write("walk.sh", "chmod +x zkml\n" + string.Concat(lines.Select(l => $"{l}\necho $? >>codes\n")));
        var start = new ProcessStartInfo("bash", ["walk.sh"]) { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return ([.. File.ReadAllLines(folder["codes"]).Select(int.Parse)], text);
    }

    [GeneratedRegex(@"exit code (\d)")]
    private static partial Regex CodeInComment();
}
