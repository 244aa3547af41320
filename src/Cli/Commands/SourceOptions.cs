using System.CommandLine;
using Zkml.Cli.Failures;

namespace Zkml.Cli.Commands;

/// <summary>The options of <c>compile</c> that <c>audit</c> repeats, since the model hash depends on them.</summary>
internal sealed class SourceOptions
{
    public readonly Argument<string> Model = new("MODEL.onnx") { Description = "The network, with fixed shapes." };
    public readonly Option<string?> Srs = new("--srs") { Description = "The SRS file (zkml setup); without it the insecure development SRS.", HelpName = "FILE" };
    public readonly Option<string?> Seed = new("--seed") { Description = "32 bytes that blind the weight commitments.", HelpName = "HEX" };
    public readonly Option<bool> Softmax = new("--softmax") { Description = "Keep a final Softmax: probabilities instead of logits." };
    private readonly Option<int?> bits = new("--bits") { Description = "Width of activation codes: 8 (default) or 16.", HelpName = "8|16" };

    public void AddTo(Command command)
    {
        command.Add(Model);
        command.Add(Srs);
        command.Add(Seed);
        command.Add(Softmax);
        command.Add(bits);
    }

    /// <summary>The width that was asked for, if any.</summary>
    public int? Bits(ParseResult parsed) => parsed.GetValue(bits) switch
    {
        null or 8 or 16 => parsed.GetValue(bits),
        var other => throw new BadInputException($"--bits {other} is not supported; choose 8 or 16."),
    };
}
