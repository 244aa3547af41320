using System.CommandLine;
using System.Globalization;
using Zkml.Circuits.Batching;
using Zkml.Circuits.Graph;
using Zkml.Cli.Failures;
using Zkml.Cli.Models;
using Zkml.Onnx.Files;

namespace Zkml.Cli.Commands;

/// <summary><c>--batch N|all</c>: how many samples one proof is about.</summary>
internal static class BatchOption
{
    /// <summary>As many samples as there are.</summary>
    public const string All = "all";

    public static Option<string?> Create(string description) => new("--batch") { Description = description, HelpName = "N|all" };

    /// <summary>The number of samples; null when the option is absent or says "all".</summary>
    public static int? Number(string? text)
    {
        if (text is null or All) return null;
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var samples);
        if (isNumber && samples is >= 1 and <= BatchCircuit.MaxSamples) return samples;
        throw new BadInputException($"--batch {text} is no number of samples: give 1 to {BatchCircuit.MaxSamples}, or 'all'.");
    }

    /// <summary>The codes that a proof is to be about, of all inputs: of one sample without the option.</summary>
    public static long[][][] Samples(string? text, SampleSet samples, int index, IReadOnlyList<GraphValue> inputs)
    {
        if (text is null && samples.IsJoined) throw new BadInputException("Several --input files of one input make a batch: add --batch N, or --batch all.");
        samples.Require(index, 1);
        return TensorOptions.Codes(samples, index, text is All ? samples.Count - index : Number(text) ?? 1, inputs);
    }
}
