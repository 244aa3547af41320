using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zkml.Cli.Benchmarks;

/// <summary>One command in a process of its own, where nothing is compiled or cached yet.</summary>
/// <param name="Json">What the command printed.</param>
/// <param name="WallMs">From before the process starts until after it has ended, in milliseconds.</param>
internal sealed record FreshProcess(JsonNode Json, double WallMs)
{
    /// <summary>Runs a command of this program, under one more variable if given; null when it could not be run.</summary>
    public static FreshProcess? Run(IEnumerable<string> arguments, (string Name, string Value)? variable = null)
    {
        var start = Command(arguments);
        if (variable is var (name, value)) start.Environment[name] = value;
        try
        {
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            var wall = watch.Elapsed.TotalMilliseconds;
            return process.ExitCode == ExitCode.Done && JsonNode.Parse(output) is { } json ? new FreshProcess(json, wall) : null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or JsonException)
        {
            return null;
        }
    }

    /// <summary>This very program: a native one starts itself, a managed one needs its host.</summary>
    private static ProcessStartInfo Command(IEnumerable<string> arguments)
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
