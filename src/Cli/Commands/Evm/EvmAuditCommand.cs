using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Zkml.Algebra.Threading;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Settlement.Contracts;
using Zkml.Settlement.Ethereum;
using Zkml.Verifier;
using Zkml.Wrapper;
using Zkml.Wrapper.Codec;

namespace Zkml.Cli.Commands.Evm;

/// <summary><c>zkml evm audit</c>: makes a wrapper key again from the verifying key in it, and compares.</summary>
internal sealed class EvmAuditCommand(Reporter reporter)
{
    private readonly Option<string> key = ChainOptions.Key();
    private readonly Option<string?> srs = new("--srs") { Description = "The model's SRS; made when it is the development one.", HelpName = "FILE" };
    private readonly Option<string?> rpc = new("--rpc") { Description = "A node, to look the model up in --registry.", HelpName = "URL" };
    private readonly Option<string?> registry = new("--registry") { Description = "The model registry.", HelpName = "ADDR" };

    public Command Create()
    {
        var command = new Command("audit", "Check that a wrapper key is that of its model: a wrong one may accept anything.") { key, srs, rpc, registry };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(rpc) is null != parsed.GetValue(registry) is null) throw new BadInputException("--rpc and --registry belong together.");
        var address = parsed.GetValue(registry) is { } text ? ChainOptions.RequireAddress(text, "--registry") : null;
        var file = WrapperKeySource.Read(parsed.GetRequiredValue(key));
        KeyFile.WarnAbout(file.Model, reporter);
        var rejection = Check(file, parsed.GetValue(srs));
        var wrapper = file.Prepare(out _);
        var problem = rejection?.ToString();
        (string Publisher, ulong Time)? found = null;
        if (wrapper is not null && address is not null)
        {
            found = Find(parsed.GetValue(rpc)!, address, wrapper.Id);
            if (found is null) problem ??= $"no such model in the registry {address}";
        }
        return Finish(file, wrapper, problem, found);
    }

    private Rejection? Check(WrapperKeyFile file, string? srsPath)
    {
        if (reporter.Step("building the circuit of the verifier", () => WrapperAudit.CircuitOf(file, out _, reporter.Cancellation)) is not { } system)
        {
            WrapperAudit.CircuitOf(file, out var rejection);
            return rejection;
        }
        var powers = WrapperSrs.Load(srsPath, file.Model, system, reporter, Cpu.Default.With(reporter.Cancellation));
        return reporter.Step("making the key again", () => WrapperAudit.Check(file, system, powers, cancellation: reporter.Cancellation));
    }

    private (string, ulong)? Find(string url, string address, byte[] id)
    {
        using var client = new JsonRpcEthereumClient(url);
        return reporter.Step("looking the model up", () => new RegistryContract(client, address).Find(id).GetAwaiter().GetResult());
    }

    private int Finish(WrapperKeyFile file, WrapperKey? wrapper, string? problem, (string Publisher, ulong Time)? found)
    {
        var id = wrapper is null ? null : "0x" + Convert.ToHexStringLower(wrapper.Id);
        var hash = HexText.Of(file.Model.ComputeDigest());
        reporter.Line(problem is null ? "MATCH: the wrapper key is that of its model." : $"MISMATCH: {problem}.");
        var since = found is { } f ? DateTimeOffset.FromUnixTimeSeconds((long)f.Time).ToString("u", CultureInfo.InvariantCulture) : null;
        reporter.Facts(null,
        [
            ("model hash", hash),
            ("model on a chain", id ?? "–"),
            ("samples", $"{file.Samples}"),
            ("sealed", Sealing.Describe(file.Visibility)),
            .. found is { } r ? [("registered by", r.Publisher), ("registered at", since!)] : Array.Empty<(string, string)>(),
        ]);
        if (problem is null) reporter.Line("Whether the model's key is that of a network: zkml audit.");
        var json = new JsonObject
        {
            ["accepted"] = problem is null,
            ["rejection"] = problem,
            ["modelHash"] = hash,
            ["modelId"] = id,
            ["samples"] = file.Samples,
            ["sealed"] = Sealing.ToJson(file.Visibility),
            ["publisher"] = found?.Publisher,
            ["registeredAt"] = since,
        };
        return reporter.Finish(json, problem is null ? ExitCode.Done : ExitCode.Rejected);
    }
}
