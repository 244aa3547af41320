using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Zkml.Cli.Failures;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Wrapper;
using Zkml.Wrapper.Codec;

namespace Zkml.Cli.Commands;

/// <summary><c>zkml wrap</c>: makes a secret hiding proof into one that everyone may see, of constant size.</summary>
internal sealed class WrapCommand(Reporter reporter)
{
    private readonly Argument<string> proof = new("PROOF") { Description = "The secret proof (zkml prove --private)." };
    private readonly Option<string> model = new("--model") { Description = "The folder of the model, or its verifying key.", Required = true, HelpName = "DIR" };
    private readonly Option<string> output = new("--out") { Description = "The wrapped proof to write.", Required = true, HelpName = "FILE" };
    private readonly Option<string?> srs = new("--srs") { Description = "The model's SRS with enough powers; made when it is the development one.", HelpName = "FILE" };
    private readonly Option<string?> keyOut = new("--key-out") { Description = "Where to write the wrapper key; wrapper.vk beside the proof without it.", HelpName = "FILE" };
    private readonly Option<string?> receipt = new("--receipt") { Description = "Where to write what opens the sealed tensors; FILE.receipt.json without it.", HelpName = "FILE" };
    private readonly Option<int?> threads = ThreadsOption.Create();

    public Command Create()
    {
        var command = new Command("wrap", "Wrap a secret proof into a private one of constant size, for a contract.") { proof, model, output, srs, keyOut, receipt, threads };
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var backend = ThreadsOption.Backend(parsed.GetValue(threads));
        var path = parsed.GetRequiredValue(output);
        var places = new Places(
            path,
            parsed.GetValue(keyOut) ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, WrapperKeySource.Name),
            parsed.GetValue(receipt) ?? $"{path}.receipt.json");
        places.RequireWritable();
        var bytes = InputPath.Read(parsed.GetRequiredValue(proof), "proof");
        var prepared = reporter.Step("checking the key", () => KeyFile.Load(KeyOf(parsed.GetRequiredValue(model))));
        KeyFile.WarnAbout(prepared.Key, reporter);
        var hiding = Decode(parsed.GetRequiredValue(proof), bytes, prepared);
        var wrapping = Wrapping.Run(reporter, prepared.Key, hiding, parsed.GetValue(srs), backend);
        var file = new WrapperKeyFile(prepared.Key, hiding.Proof.Key.Samples, hiding.Visibility, wrapping.Key.Plonk);
        var tensors = new SealedTensors(prepared.Key, wrapping.Key, wrapping.Proof);
        var wrapped = WrappedProofCodec.Encode(wrapping.Key, wrapping.Proof);
        var keyBytes = WrapperKeyCodec.Encode(file);
        places.Write(wrapped, keyBytes, tensors.Receipt(hiding.Proof));
        return Finish(wrapping, tensors, places, (wrapped.Length, keyBytes.Length));
    }

    private int Finish(Wrapping wrapping, SealedTensors tensors, Places places, (int Proof, int Key) bytes)
    {
        var id = "0x" + Convert.ToHexStringLower(wrapping.Key.Id);
        reporter.Facts($"wrapped in {Figures.Milliseconds(wrapping.WrapMs)}, the key in {Figures.Milliseconds(wrapping.KeyMs)}",
        [
            ("model hash", WrapperKeySource.ModelHash(wrapping.Key.Core)),
            ("model on a chain", id),
            .. tensors.Facts(),
            ("rows of the circuit", Figures.Count(wrapping.Constraints)),
            ("proof", $"{places.Proof} ({Figures.Bytes(bytes.Proof)}), private: publish it"),
            ("wrapper key", $"{places.Key} ({Figures.Bytes(bytes.Key)}), public"),
            ("receipt", $"{places.Receipt}, SECRET: opens the sealed tensors"),
        ]);
        return reporter.Finish(new JsonObject
        {
            ["wrapMs"] = Figures.Json(wrapping.WrapMs),
            ["keyMs"] = Figures.Json(wrapping.KeyMs),
            ["constraints"] = wrapping.Constraints,
            ["proofBytes"] = bytes.Proof,
            ["keyBytes"] = bytes.Key,
            ["modelHash"] = WrapperKeySource.ModelHash(wrapping.Key.Core),
            ["modelId"] = id,
            ["private"] = true,
            ["sealed"] = tensors.ToJson(),
        });
    }

    private static string KeyOf(string path) => Directory.Exists(path) ? Path.Combine(path, KeyFile.Name) : path;

    private static HidingProofFile Decode(string path, byte[] bytes, PreparedKey prepared)
    {
        if (HidingProofCodec.TryDecode(bytes, prepared, out var rejection) is { } file) return file;
        var hint = HidingProofCodec.Frame.Matches(bytes) ? "Make it again." : "Only hiding proofs can be wrapped: make one with zkml prove --private.";
        throw new BadInputException($"'{path}' cannot be wrapped: {rejection}. {hint}");
    }

    /// <summary>Where the three files go.</summary>
    private sealed record Places(string Proof, string Key, string Receipt)
    {
        public void RequireWritable()
        {
            string[] all = [Proof, Key, Receipt];
            if (all.Select(Path.GetFullPath).Distinct().Count() < all.Length) throw new BadInputException("--out, --key-out and --receipt must be different files.");
            foreach (var path in all) FileSet.RequireWritable(path);
        }

        public void Write(byte[] proof, byte[] key, byte[] receipt)
        {
            using var files = new FileSet();
            files.Add(Proof, proof);
            files.Add(Key, key);
            files.AddSecret(Receipt, receipt);
            files.Commit();
        }
    }
}
