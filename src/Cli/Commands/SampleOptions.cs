using System.CommandLine;

namespace Zkml.Cli.Commands;

/// <summary>Which sample of which file.</summary>
internal static class SampleOptions
{
    /// <summary>The input file.</summary>
    public static Option<string> RequiredInput() => new("--input") { Description = "Sample inputs: .npy, or JSON {\"input_data\": [[…]]}.", Required = true, HelpName = "FILE" };

    /// <summary>One input file or several, whose samples make one list.</summary>
    public static Option<string[]> RequiredInputs() => new("--input") { Description = "Sample inputs: .npy, or JSON {\"input_data\": [[…]]}; may be repeated.", Required = true, HelpName = "FILE" };

    /// <summary>As above, where the command works without one.</summary>
    public static Option<string[]> OptionalInputs(string description) => new("--input") { Description = description, HelpName = "FILE" };

    /// <summary>The input file, where the command works without one.</summary>
    public static Option<string?> OptionalInput(string description) => new("--input") { Description = description, HelpName = "FILE" };

    /// <summary>The sample's number.</summary>
    public static Option<int> Index() => new("--index") { Description = "Which sample of the file, or the first of a batch; 0 is the first.", HelpName = "I" };
}
