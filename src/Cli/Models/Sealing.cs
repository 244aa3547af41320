using System.Text.Json.Nodes;
using Zkml.Verifier;

namespace Zkml.Cli.Models;

/// <summary>The words of <c>--seal</c>.</summary>
internal static class Sealing
{
    public const string Input = "input", Output = "output", Both = "both";

    /// <summary>What a word says; the input is sealed without one.</summary>
    public static Visibility Of(string? word) => new(word is null or Input or Both, word is Output or Both);

    /// <summary>A choice in words.</summary>
    public static string Describe(Visibility visibility) => visibility switch
    {
        { SealInputs: true, SealOutputs: true } => "input and output",
        { SealInputs: true } => "input",
        { SealOutputs: true } => "output",
        _ => "nothing",
    };

    /// <summary>A choice as a JSON list.</summary>
    public static JsonArray ToJson(Visibility visibility)
    {
        var json = new JsonArray();
        if (visibility.SealInputs) json.Add((JsonNode)Input);
        if (visibility.SealOutputs) json.Add((JsonNode)Output);
        return json;
    }
}
