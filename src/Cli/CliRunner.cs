using System.CommandLine;
using Zkml.Cli.Commands;
using Zkml.Cli.Failures;
using Zkml.Cli.Terminal;

namespace Zkml.Cli;

/// <summary>The whole command line tool as one function: arguments in, text and an exit code out.</summary>
public static class CliRunner
{
    /// <summary>Set to 1 to see the stack trace of an internal error.</summary>
    public const string DebugVariable = "ZKML_DEBUG";

    /// <summary>Runs one command; never throws.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">The result.</param>
    /// <param name="error">Everything else.</param>
    /// <param name="cancellation">Ends the command, which then leaves files as they were.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        var reporter = new Reporter(output, error)
        {
            Cancellation = cancellation,
            IsJson = args.Contains(GlobalOptions.Json.Name),
            IsQuiet = args.Contains(GlobalOptions.Quiet.Name),
        };
        try
        {
            return Invoke(args, reporter);
        }
        catch (Exception e)
        {
            return Fail(e, reporter);
        }
    }

    private static int Invoke(string[] args, Reporter reporter)
    {
        if (args.Length == 0)
        {
            Invoke(["--help"], reporter);
            return ExitCode.BadInput;
        }
        var parsed = CommandTree.Build(reporter).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            var command = CommandTree.Path(parsed.CommandResult);
            var problems = string.Join(" ", parsed.Errors.Select(e => FailureMessage.OneLine(e.Message)).Distinct());
            return reporter.Fail($"{problems} See '{command} --help'.");
        }
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = reporter.Output,
            Error = reporter.Error,
            EnableDefaultExceptionHandler = false,

            // Signals are ours: Terminal/Interruption.
            ProcessTerminationTimeout = null,
        });
    }

    private static int Fail(Exception e, Reporter reporter)
    {
        if (e is OperationCanceledException && reporter.Cancellation.IsCancellationRequested) return reporter.Fail("cancelled; nothing was written.", ExitCode.Cancelled);
        if (FailureMessage.Of(e) is { } message) return reporter.Fail(message);
        if (Environment.GetEnvironmentVariable(DebugVariable) == "1") reporter.Error.WriteLine(e);
        var type = e.GetType().Name;
        return reporter.Fail($"internal error: {type}: {FailureMessage.OneLine(e.Message)} — please report it with the command line ({DebugVariable}=1 shows the trace)");
    }
}
