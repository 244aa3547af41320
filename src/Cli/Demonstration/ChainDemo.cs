using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Zkml.Algebra.Threading;
using Zkml.Cli.Files;
using Zkml.Cli.Models;
using Zkml.Cli.Terminal;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Settlement.Anvil;
using Zkml.Settlement.Contracts;
using Zkml.Settlement.Ethereum;
using Zkml.Verifier;
using Zkml.Wrapper;
using Zkml.Wrapper.Codec;
using Zkml.Wrapper.Evm;

namespace Zkml.Cli.Demonstration;

/// <summary><c>zkml demo --evm</c>: from a network to a verdict of a contract, on a local chain that ends with it.</summary>
internal sealed class ChainDemo(Reporter reporter)
{
    public int Run(ExampleModel example, int sample)
    {
        // First, since all the rest is in vain without one.
        using var node = reporter.Step("starting anvil", () => AnvilNode.Start().GetAwaiter().GetResult());
        using var client = new JsonRpcEthereumClient(node.Url);
        var json = new JsonObject();
        var (compiled, codes) = Compile(example, sample);
        var hiding = Prove(compiled, codes, json);
        var wrapping = Wrap(compiled, hiding, json);
        return OnChain(client, new WrapperKeyFile(compiled.Key, 1, hiding.Visibility, wrapping.Key.Plonk), wrapping, json);
    }

    private (CompiledModel Model, long[][] Codes) Compile(ExampleModel example, int sample)
    {
        reporter.Line($"1. Compile {example.Name} for a chain: one commitment each for weights, witness and input.");
        var source = reporter.Step("quantizing", () => QuantizedSource.Load(example.Onnx, new QuantizationChoice(example.Calibration, null, null, false), Cpu.Default.With(reporter.Cancellation)));
        var codes = example.Codes(source.Model.Graph, sample);
        var options = new CompileOptions { BlindingSeed = RandomNumberGenerator.GetBytes(ParameterBlinding.SeedLength), ForChain = true, WithCertificate = false };
        var compiled = reporter.Step("compiling", progress => ModelCompiler.Compile(source.Model.Graph, null, options, progress, cancellation: reporter.Cancellation));
        reporter.Line($"   model hash {compiled.ModelHash}", "");
        return (compiled, codes);
    }

    private HidingProofFile Prove(CompiledModel compiled, long[][] codes, JsonObject json)
    {
        reporter.Line("2. The provider runs the network on this image and proves the result. Neither image nor weights leave it.");
        reporter.Line([.. DigitImage.Draw(codes[0], compiled.Model.Inputs[0].Shape)]);
        var watch = Stopwatch.StartNew();
        var proof = reporter.Step("proving", () => new HidingProver(compiled.Model, Visibility.Default).Prove([codes], Fr.One, cancellation: reporter.Cancellation));
        var milliseconds = watch.Elapsed.TotalMilliseconds;
        var digit = OutputReport.Largest(proof.Statement.Outputs[0]);
        reporter.Line($"   The digit is {digit}. Proved in {Figures.Milliseconds(milliseconds)}.", "");
        json["proveMs"] = Figures.Json(milliseconds);
        json["digit"] = digit;
        return new HidingProofFile(proof, Visibility.Default);
    }

    private Wrapping Wrap(CompiledModel compiled, HidingProofFile hiding, JsonObject json)
    {
        reporter.Line("3. The provider wraps the proof: a proof that the verifier accepts, which shows nothing else.");
        var wrapping = Wrapping.Run(reporter, compiled.Key, hiding, null, CpuBackend.Default);
        var watch = Stopwatch.StartNew();
        var native = WrappedVerifier.Verify(wrapping.Key, wrapping.Proof);
        var verifyMs = watch.Elapsed.TotalMilliseconds;
        reporter.Line($"   {Figures.Count(wrapping.Constraints)} rows, wrapped in {Figures.Milliseconds(wrapping.WrapMs)} (its key in {Figures.Milliseconds(wrapping.KeyMs)}, once per model)");
        reporter.Line($"   verified natively: {(native is null ? "ACCEPTED" : $"REJECTED ({native})")} in {Figures.Milliseconds(verifyMs)}", "");
        json["wrapMs"] = Figures.Json(wrapping.WrapMs);
        json["wrapKeyMs"] = Figures.Json(wrapping.KeyMs);
        json["verifyMs"] = Figures.Json(verifyMs);
        json["constraints"] = wrapping.Constraints;
        return wrapping;
    }

    private int OnChain(JsonRpcEthereumClient client, WrapperKeyFile file, Wrapping wrapping, JsonObject json)
    {
        var account = Account.FromPrivateKey(AnvilNode.DevelopmentKey);
        var key = wrapping.Key;
        var (verifier, deployment) = reporter.Step("deploying", () => VerifierContract.Deploy(client, account, file.Model.G2Tau.ToBytes()).GetAwaiter().GetResult());
        var registry = RegistryContract.Deploy(client, account).GetAwaiter().GetResult();
        registry.Register(account, key.Encode(), "mnist_lenet").GetAwaiter().GetResult();
        reporter.Line("4. On a local chain: verifier and registry are deployed, the model is registered.");
        reporter.Line($"   verifier {verifier.Address} ({Figures.Count((long)deployment.GasUsed)} gas)", $"   registry {registry.Address}", "");
        var audit = reporter.Step("auditing", () => WrapperAudit.Check(file, wrapping.Srs, cancellation: reporter.Cancellation));
        var isRegistered = registry.Find(key.Id).GetAwaiter().GetResult() is not null;
        reporter.Line("5. A client audits the registered key: made again from the model's key, is it the same?");
        reporter.Line($"   {(audit is null ? "MATCH" : $"MISMATCH ({audit})")}, {(isRegistered ? "registered" : "NOT registered")}", "");
        var call = VerifyCall.Encode(key, wrapping.Proof, out _)!;
        var receipt = verifier.Submit(account, call).GetAwaiter().GetResult();
        reporter.Line("6. The contract verifies.");
        reporter.Line($"   honest proof          {(receipt.Succeeded ? "ACCEPTED" : "REJECTED")} for {Figures.Count((long)receipt.GasUsed)} gas, {Figures.Count(call.Length)} bytes of calldata");
        var other = verifier.Verify(VerifyCall.Encode(key, OtherOutput(wrapping.Proof), out _)!).GetAwaiter().GetResult();
        reporter.Line($"   another digit         {Verdict(other)}");
        call[^(2 * Fr.ByteLength + 1)] ^= 1;
        var flipped = verifier.Verify(call).GetAwaiter().GetResult();
        reporter.Line($"   one bit flipped       {Verdict(flipped)}", "");
        KeyFile.WarnAbout(file.Model, reporter);
        json["gas"] = receipt.GasUsed;
        json["calldataBytes"] = call.Length;
        json["deployGas"] = deployment.GasUsed;
        json["accepted"] = receipt.Succeeded;
        json["audited"] = audit is null && isRegistered;
        json["otherOutputError"] = other.Error;
        json["tamperedError"] = flipped.Error;
        json["modelHash"] = HexText.Of(key.Core.Digest);
        json["modelId"] = "0x" + Convert.ToHexStringLower(key.Id);
        var isAsExpected = receipt.Succeeded && audit is null && isRegistered && !other.Accepted && !flipped.Accepted;
        return reporter.Finish(json, isAsExpected ? ExitCode.Done : ExitCode.Rejected);
    }

    /// <summary>The same proof with the largest output swapped with the one after it.</summary>
    private static WrappedProof OtherOutput(WrappedProof proof)
    {
        var claimed = (long[])proof.Statement.Outputs[0].Clone();
        var largest = Array.IndexOf(claimed, claimed.Max());
        var other = (largest + 1) % claimed.Length;
        (claimed[largest], claimed[other]) = (claimed[other], claimed[largest]);
        return proof with { Statement = proof.Statement with { Outputs = [claimed] } };
    }

    private static string Verdict(ContractVerdict verdict) => verdict.Accepted ? "ACCEPTED" : $"REJECTED ({verdict.Error})";
}
