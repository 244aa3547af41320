using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Zkml.Cli.Files;

namespace Zkml.Cli.Tests.Harness;

/// <summary>What a command printed and returned.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error)
{
    /// <summary>The one JSON object on stdout.</summary>
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();
}

/// <summary>Runs commands in this process, through the entry point.</summary>
internal static class Tool
{
    static Tool() => Environment.SetEnvironmentVariable(ExampleModel.RootVariable, Root());

    public static CliResult Run(params string[] args) => Run(default, args);

    /// <summary>Runs a command that the token can end.</summary>
    public static CliResult Run(CancellationToken cancellation, string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = CliRunner.Run(args, output, error, cancellation);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that has to succeed.</summary>
    public static CliResult Done(params string[] args)
    {
        var result = Run(args);
        Assert.True(result.ExitCode == 0, $"zkml {string.Join(' ', args)} gave {result.ExitCode}: {result.Error}");
        return result;
    }

    /// <summary>
    /// Runs a command that has to refuse its input: exit code 2, one line that says all of <paramref name="says"/>, no
    /// stack trace, and the same message as JSON.
    /// </summary>
    public static void Refused(string[] args, params string[] says)
    {
        var result = Run([.. args, "--json"]);
        Assert.True(result.ExitCode == 2, $"zkml {string.Join(' ', args)} gave {result.ExitCode}: {result.Output}");
        var message = result.Json["error"]!.GetValue<string>();
        Assert.Single(result.Json);
        Assert.Contains($"error: {message}", result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        Assert.DoesNotContain("internal error", message);
        Assert.DoesNotContain('\n', message);
        foreach (var part in says) Assert.Contains(part, message, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Runs a command that has to reject what it was shown: exit code 1, and the reason.</summary>
    public static void Rejected(string[] args, params string[] says)
    {
        var result = Run([.. args, "--json"]);
        Assert.True(result.ExitCode == 1, $"zkml {string.Join(' ', args)} gave {result.ExitCode}: {result.Output}{result.Error}");
        Assert.False(result.Json["accepted"]!.GetValue<bool>());
        foreach (var part in says) Assert.Contains(part, result.Json["rejection"]!.GetValue<string>(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A file of an example model.</summary>
    public static string Example(string model, string file) => Path.Combine(Root(), "examples", model, file);

    /// <summary>The repository's folder.</summary>
    public static string Root([CallerFilePath] string source = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", ".."));
}
