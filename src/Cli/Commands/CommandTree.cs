using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Zkml.Cli.Commands.Evm;
using Zkml.Cli.Terminal;

namespace Zkml.Cli.Commands;

/// <summary>All commands of <c>zkml</c>.</summary>
internal static class CommandTree
{
    private const string Name = "zkml";

    private const string Description =
        "Verifiable inference: compile an ONNX network, prove what it computed, and let anyone verify it.\n"
        + "Exit codes: 0 done or accepted, 1 rejected, 2 bad usage or bad input.";

    /// <summary>The command tree, whose actions report to <paramref name="reporter"/>.</summary>
    public static Command Build(Reporter reporter) => new(Name, Description)
    {
        new HelpOption { Recursive = true },
        new VersionOption(),
        GlobalOptions.Json,
        GlobalOptions.Quiet,
        new SetupCommand(reporter).Create(),
        new CompileCommand(reporter).Create(),
        new AuditCommand(reporter).Create(),
        new InspectCommand(reporter).Create(),
        new RunCommand(reporter).Create(),
        new EvaluateCommand(reporter).Create(),
        new ProveCommand(reporter).Create(),
        new WrapCommand(reporter).Create(),
        new VerifyCommand(reporter).Create(),
        EvmCommand.Create(reporter),
        new BenchCommand(reporter).Create(),
        new DemoCommand(reporter).Create(),
    };

    /// <summary>The words that name a command: "zkml prove".</summary>
    public static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : command.Command.Name;
}
