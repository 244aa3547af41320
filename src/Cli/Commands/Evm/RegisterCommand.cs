using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;
using Zkml.Settlement.Contracts;
using Zkml.Settlement.Ethereum;

namespace Zkml.Cli.Commands.Evm;

/// <summary><c>zkml evm register</c>: publishes a wrapper key under its hash.</summary>
internal sealed class RegisterCommand(Reporter reporter)
{
    private readonly Option<string> rpc = ChainOptions.Rpc();
    private readonly Option<string> registry = ChainOptions.Address("--registry", "The model registry (zkml evm deploy).");
    private readonly Option<string> key = ChainOptions.Key();
    private readonly Option<string> name = new("--name") { Description = "What people see; not unique, not checked.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
    private readonly AccountOptions account = new();

    public Command Create()
    {
        var command = new Command("register", "Publish a wrapper key in a registry.") { rpc, registry, key, name };
        account.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var address = ChainOptions.RequireAddress(parsed.GetRequiredValue(registry), "--registry");
        var (file, wrapper) = reporter.Step("checking the key", () => WrapperKeySource.Load(parsed.GetRequiredValue(key)));
        KeyFile.WarnAbout(file.Model, reporter);
        var from = account.Load(parsed, reporter);
        using var client = new JsonRpcEthereumClient(parsed.GetRequiredValue(rpc));
        var contract = new RegistryContract(client, address);
        var receipt = reporter.Step("registering", () => Register(contract, from, wrapper.Encode(), parsed.GetValue(name)!, wrapper.Id));
        var id = "0x" + Convert.ToHexStringLower(wrapper.Id);
        reporter.Facts("registered", [("model on a chain", id), ("registry", address), ("transaction", receipt.Hash), ("gas", Figures.Count((long)receipt.GasUsed))]);
        return reporter.Finish(new JsonObject
        {
            ["modelId"] = id,
            ["registry"] = address,
            ["transaction"] = receipt.Hash,
            ["gas"] = receipt.GasUsed,
            ["account"] = from.Address,
        });
    }

    private static TransactionReceipt Register(RegistryContract contract, Account from, byte[] key, string name, byte[] id)
    {
        if (contract.Find(id).GetAwaiter().GetResult() is { } found)
        {
            throw new EthereumException($"This key is registered already, by {found.Publisher}; a key can be registered once.");
        }
        var receipt = contract.Register(from, key, name).GetAwaiter().GetResult();
        return receipt.Succeeded ? receipt : throw new EthereumException($"The registration failed in transaction {receipt.Hash}.");
    }
}
