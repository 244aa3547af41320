using System.CommandLine;

namespace Zkml.Cli.Commands;

/// <summary>Which sample of which file.</summary>
internal static class SampleOptions
{
    /// <summary>What the files of an option may be called.</summary>
    public const string FileOrNamed = "[NAME=]FILE";

    /// <summary>One file or several that hold samples of all inputs.</summary>
    public static Option<string[]> RequiredInputs(string name = "--input") => new(name)
    {
        Description = "Sample inputs: .npy, .npz or JSON; NAME=FILE for one of several inputs. May be repeated; files of one input make one list.",
        Required = true,
        HelpName = FileOrNamed,
    };

    /// <summary>As above, where the command works without one.</summary>
    public static Option<string[]> OptionalInputs(string description, string name = "--input") => new(name) { Description = description, HelpName = FileOrNamed };

    /// <summary>The sample's number.</summary>
    public static Option<int> Index() => new("--index") { Description = "Which sample of the file, or the first of a batch; 0 is the first.", HelpName = "I" };
}
