using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Benchmarks;

/// <summary>What a benchmark ran on: enough to tell whether two files may be compared.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo";

    // Those that choose a kernel tier or matter to field arithmetic.
    private static readonly string[] Features =
        ["adx", "bmi2", "avx2", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512ifma", "avx512_vbmi2", "sha_ni", "asimd", "sha2"];

    public static JsonObject Describe()
    {
        var cpu = Processor();
        return new JsonObject
        {
            ["processor"] = cpu.GetValueOrDefault("model name") ?? "unknown",
            ["family"] = cpu.GetValueOrDefault("cpu family"),
            ["model"] = cpu.GetValueOrDefault("model"),
            ["cores"] = Environment.ProcessorCount,
            ["features"] = Figures.Json(Features.Intersect((cpu.GetValueOrDefault("flags") ?? cpu.GetValueOrDefault("Features") ?? "").Split(' '))),
            ["memoryBytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            ["architecture"] = $"{RuntimeInformation.ProcessArchitecture}",
            ["system"] = RuntimeInformation.OSDescription,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["program"] = RuntimeFeature.IsDynamicCodeSupported ? "managed" : "native",
        };
    }

    /// <summary>Machines of one kind have comparable times: the same processor, number of cores and kind of program.</summary>
    public static string Kind(JsonNode? machine) =>
        string.Join(", ", ((string[])["processor", "family", "model", "cores", "program"]).Select(k => machine?[k]?.ToString()));

    /// <summary>The commit that was measured, marked when files differ from it; null without git.</summary>
    public static string? Commit(string root)
    {
        if (Git(root, "rev-parse", "--short=10", "HEAD") is not { Length: > 0 } commit) return null;
        return Git(root, "status", "--porcelain", "--untracked-files=no") is "" ? commit : $"{commit}, with changes";
    }

    private static Dictionary<string, string> Processor()
    {
        var fields = new Dictionary<string, string>();
        if (!File.Exists(CpuInfo)) return fields;
        foreach (var line in File.ReadLines(CpuInfo).TakeWhile(l => l.Length > 0))
        {
            if (line.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var value]) fields[name] = value;
        }
        return fields;
    }

    private static string? Git(string root, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", ["-C", root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
