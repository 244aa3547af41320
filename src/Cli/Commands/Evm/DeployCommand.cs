using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;
using Zkml.Settlement.Contracts;
using Zkml.Settlement.Ethereum;

namespace Zkml.Cli.Commands.Evm;

/// <summary><c>zkml evm deploy</c>: the verifier for the SRS of a key, and a model registry.</summary>
internal sealed class DeployCommand(Reporter reporter)
{
    private readonly Option<string> rpc = ChainOptions.Rpc();
    private readonly Option<string> key = ChainOptions.Key();
    private readonly AccountOptions account = new();

    public Command Create()
    {
        var command = new Command("deploy", "Deploy the verifier, for all models of one SRS, and a model registry.") { rpc, key };
        account.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var file = WrapperKeySource.Read(parsed.GetRequiredValue(key));
        KeyFile.WarnAbout(file.Model, reporter);
        var from = account.Load(parsed, reporter);
        using var client = new JsonRpcEthereumClient(parsed.GetRequiredValue(rpc));
        var chain = client.ChainId().GetAwaiter().GetResult();
        var (verifier, receipt) = reporter.Step("deploying the verifier", () => VerifierContract.Deploy(client, from, file.Model.G2Tau.ToBytes()).GetAwaiter().GetResult());
        var registry = reporter.Step("deploying the registry", () => RegistryContract.Deploy(client, from).GetAwaiter().GetResult());
        reporter.Facts("deployed",
        [
            ("verifier", verifier.Address),
            ("registry", registry.Address),
            ("gas of the verifier", Figures.Count((long)receipt.GasUsed)),
            ("chain", $"{chain}"),
            ("by", from.Address),
        ]);
        return reporter.Finish(new JsonObject
        {
            ["verifier"] = verifier.Address,
            ["registry"] = registry.Address,
            ["gas"] = receipt.GasUsed,
            ["chain"] = chain,
            ["account"] = from.Address,
        });
    }
}
