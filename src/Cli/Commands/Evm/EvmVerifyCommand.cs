using System.CommandLine;
using System.Text.Json.Nodes;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Terminal;
using Zkml.Settlement.Contracts;
using Zkml.Settlement.Ethereum;
using Zkml.Wrapper.Codec;
using Zkml.Wrapper.Evm;

namespace Zkml.Cli.Commands.Evm;

/// <summary><c>zkml evm verify</c>: asks the contract, and says what it costs.</summary>
internal sealed class EvmVerifyCommand(Reporter reporter)
{
    /// <summary>Whom the node takes for the caller when nobody signs.</summary>
    private const string Nobody = "0x0000000000000000000000000000000000000001";

    private readonly Argument<string> proof = new("PROOF") { Description = "The wrapped proof." };
    private readonly Option<string> rpc = ChainOptions.Rpc();
    private readonly Option<string> contract = ChainOptions.Address("--contract", "The verifier (zkml evm deploy).");
    private readonly Option<string> key = ChainOptions.Key();
    private readonly Option<bool> submit = new("--submit") { Description = "Send a transaction instead of a call, on the record." };
    private readonly AccountOptions account = new();

    public Command Create()
    {
        var command = new Command("verify", "Ask the contract about a wrapped proof; exit code 0 accepts, 1 rejects.") { proof, rpc, contract, key, submit };
        account.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var address = ChainOptions.RequireAddress(parsed.GetRequiredValue(contract), "--contract");
        var isSubmitted = parsed.GetValue(submit);
        if (!isSubmitted && account.IsGiven(parsed)) throw new BadInputException("An account belongs to --submit: without it nothing is signed.");
        var bytes = InputPath.Read(parsed.GetRequiredValue(proof), "proof");
        var (file, wrapper) = reporter.Step("checking the key", () => WrapperKeySource.Load(parsed.GetRequiredValue(key)));
        KeyFile.WarnAbout(file.Model, reporter);
        var from = isSubmitted ? account.Load(parsed, reporter) : null;
        if (WrappedProofCodec.TryDecode(bytes, wrapper, out var malformed) is not { } decoded) return Finish(new Outcome { Error = $"{malformed}" });
        if (VerifyCall.Encode(wrapper, decoded, out malformed) is not { } call) return Finish(new Outcome { Error = $"{malformed}" });
        using var client = new JsonRpcEthereumClient(parsed.GetRequiredValue(rpc));
        return Finish(reporter.Step("asking the contract", () => Ask(client, address, call, from)));
    }

    private static Outcome Ask(JsonRpcEthereumClient client, string address, byte[] call, Account? from)
    {
        var verifier = new VerifierContract(client, address);
        var verdict = verifier.Verify(call).GetAwaiter().GetResult();
        var outcome = new Outcome { Error = verdict.Accepted ? null : verdict.Error ?? "rejected", CalldataBytes = call.Length };
        if (!verdict.Accepted) return outcome;
        if (from is null) return outcome with { Gas = client.EstimateGas(Nobody, address, call).GetAwaiter().GetResult() };
        var receipt = verifier.Submit(from, call).GetAwaiter().GetResult();
        return outcome with { Gas = receipt.GasUsed, Transaction = receipt.Hash, Error = receipt.Succeeded ? null : "the transaction reverted" };
    }

    private int Finish(Outcome outcome)
    {
        var isAccepted = outcome.Error is null;
        reporter.Line(isAccepted ? "ACCEPTED by the contract." : $"REJECTED: {outcome.Error}");
        if (outcome.Gas is { } gas) reporter.Line($"gas          {Figures.Count((long)gas)}{(outcome.Transaction is null ? " (the node's estimate)" : "")}");
        if (outcome.CalldataBytes is { } size) reporter.Line($"calldata     {Figures.Count(size)} bytes");
        if (outcome.Transaction is { } hash) reporter.Line($"transaction  {hash}");
        var json = new JsonObject
        {
            ["accepted"] = isAccepted,
            ["rejection"] = outcome.Error,
            ["gas"] = outcome.Gas,
            ["calldataBytes"] = outcome.CalldataBytes,
            ["transaction"] = outcome.Transaction,
        };
        return reporter.Finish(json, isAccepted ? ExitCode.Done : ExitCode.Rejected);
    }

    /// <summary>What the contract said; nulls where it was not asked.</summary>
    private sealed record Outcome
    {
        public string? Error { get; init; }

        public ulong? Gas { get; init; }

        public int? CalldataBytes { get; init; }

        public string? Transaction { get; init; }
    }
}
