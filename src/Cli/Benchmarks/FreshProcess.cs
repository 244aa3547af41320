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
        try
        {
            using var process = Process.Start(Command(arguments))!;
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

    /// <summary>This very program: a native one starts itself, a managed one needs its host.</summary>
    private static ProcessStartInfo Command(string[] arguments)
    {
        var managed = Path.Combine(AppContext.BaseDirectory, "zkml.dll");
        var self = Environment.ProcessPath ?? "dotnet";
        var isHost = Path.GetFileNameWithoutExtension(self) == "dotnet";
        var program = File.Exists(managed) && !isHost ? "dotnet" : self;
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (File.Exists(managed)) start.ArgumentList.Add(managed);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }
}
