using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Zkml.Cli.Failures;
using Zkml.Cli.Terminal;
using Zkml.Settlement.Ethereum;
using Zkml.Settlement.Anvil;

namespace Zkml.Cli.Commands.Evm;

/// <summary><c>zkml evm dev</c>: a local chain until Ctrl-C.</summary>
internal sealed class DevCommand(Reporter reporter)
{
    private readonly Option<int> port = new("--port") { Description = "The port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 8545, HelpName = "N" };

    public Command Create()
    {
        var command = new Command("dev", "Run a local chain (anvil) until Ctrl-C.") { port };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var number = parsed.GetValue(port);
        if (number is < 0 or > 65_535) throw new BadInputException($"--port {number} is outside 0 to 65535.");
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var node = reporter.Step("starting anvil", () => AnvilNode.Start(number).GetAwaiter().GetResult());
        var account = Account.FromPrivateKey(AnvilNode.DevelopmentKey).Address;
        reporter.Line($"local chain at {node.Url}, until Ctrl-C", $"account {account} has funds; --dev signs with it");
        var code = reporter.Finish(new JsonObject { ["url"] = node.Url, ["account"] = account });
        reporter.Output.Flush();
        Wait(node, stop.Token);
        return code;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static void Wait(AnvilNode node, CancellationToken stop)
    {
        try
        {
            node.Process.WaitForExitAsync(stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            return;
        }
        // Ctrl-C in a terminal reaches anvil, too.
        if (!stop.WaitHandle.WaitOne(500)) throw new EthereumException($"anvil ended by itself with exit code {node.Process.ExitCode}.");
    }
}
