using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Cli.Files;

namespace Zkml.Cli.Benchmarks;

/// <summary>The files of <c>bench/results/</c>, whose fields docs/benchmarks.md explains.</summary>
internal static class BenchFile
{
    /// <summary>The version of the fields.</summary>
    public const int Schema = 2;

    private static readonly JsonSerializerOptions Style = new() { WriteIndented = true };

    /// <summary>The folder for results, in the repository.</summary>
    public static string Folder() => Directory.CreateDirectory(Path.Combine(ExampleModel.Root(), "bench", "results")).FullName;

    /// <summary>What every file starts with.</summary>
    public static JsonObject Header() => new()
    {
        ["schema"] = Schema,
        ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["commit"] = Machine.Commit(ExampleModel.Root()),
        ["machine"] = Machine.Describe(),
    };

    /// <summary>The kernel tier of this process.</summary>
    public static string Tier() => $"{KernelSet.Default.Tier}".ToLowerInvariant();

    public static void Write(string file, JsonObject json) => FileSet.Write(file, Encoding.UTF8.GetBytes(json.ToJsonString(Style) + "\n"));

    /// <summary>The latest full file before this one from the same kind of machine; null when there is none.</summary>
    public static (string Name, JsonObject Json)? Previous(string folder, JsonObject current)
    {
        var kind = Machine.Kind(current["machine"]);
        return Directory.GetFiles(folder, "*.json")
            .Select(f => (Name: Path.GetFileName(f), Json: Read(f)!))
            .Where(f => f.Json is not null && (int?)f.Json["schema"] == Schema && f.Json["tiers"] is JsonArray)
            .Where(f => Machine.Kind(f.Json["machine"]) == kind && string.CompareOrdinal(Date(f.Json), Date(current)) < 0)
            .OrderByDescending(f => Date(f.Json), StringComparer.Ordinal)
            .Select(f => ((string, JsonObject)?)f)
            .FirstOrDefault();
    }

    private static string? Date(JsonObject json) => (string?)json["date"];

    private static JsonObject? Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
