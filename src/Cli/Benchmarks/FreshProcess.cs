using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zkml.Cli.Benchmarks;

/// <summary>Runs a command of this program in a process of its own, where nothing is compiled or cached yet.</summary>
internal static class FreshProcess
{
    /// <summary>The JSON that the command printed; null when it could not be run.</summary>
    public static JsonNode? Run(params string[] arguments)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(FreshProcess).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == ExitCode.Done ? JsonNode.Parse(output) : null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or JsonException)
        {
            return null;
        }
    }
}
