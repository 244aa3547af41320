using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Zkml.Cli.Terminal;
using Zkml.Prover.Compilation;

namespace Zkml.Cli.Models;

/// <summary>
/// <c>compile.json</c> beside a model: the options that its hash depends on, and notes. For people and for
/// <c>zkml evaluate</c>; nothing that is proven depends on it. No times, so that equal compilations give equal bytes.
/// </summary>
internal sealed class CompileRecord(
    string modelHash, int bits, bool isPublic, int chunkBits, IReadOnlyList<string> logitOutputs, IReadOnlyList<string> notes)
{
    public string ModelHash { get; } = modelHash;

    public int Bits { get; } = bits;

    public bool IsPublic { get; } = isPublic;

    public int ChunkBits { get; } = chunkBits;

    public IReadOnlyList<string> LogitOutputs { get; } = logitOutputs;

    public IReadOnlyList<string> Notes { get; } = notes;

    /// <summary>The file's name.</summary>
    public const string Name = "compile.json";

    private static readonly JsonSerializerOptions Style = new() { WriteIndented = true, NewLine = "\n" };

    public static CompileRecord Of(QuantizedSource source, CompiledModel compiled) => new(
        compiled.ModelHash,
        source.Model.Bits,
        compiled.Model.Options.BlindingSeed is null,
        compiled.Key.ChunkBits,
        [.. source.Model.LogitOutputs.Order(StringComparer.Ordinal)],
        source.Model.Notes);

    public byte[] ToBytes()
    {
        var json = new JsonObject
        {
            ["modelHash"] = ModelHash,
            ["bits"] = Bits,
            ["weights"] = IsPublic ? "public" : "private",
            ["chunkBits"] = ChunkBits,
            ["logitOutputs"] = Figures.Json(LogitOutputs),
            ["notes"] = Figures.Json(Notes),
        };
        return Encoding.UTF8.GetBytes(json.ToJsonString(Style) + "\n");
    }

    /// <summary>
    /// The outputs of the model whose final Softmax was dropped; null when the folder has no record of this very model.
    /// </summary>
    public static IReadOnlySet<string>? LogitsOf(string modelPath, string modelHash)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelPath))!, Name);
        try
        {
            var json = JsonNode.Parse(File.ReadAllBytes(path));
            if (json?["modelHash"]?.GetValue<string>() != modelHash) return null;
            return json["logitOutputs"]!.AsArray().Select(n => n!.GetValue<string>()).ToHashSet();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }
}
