using Zkml.Circuits.Graph;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests.Services;

/// <summary>
/// Calls that are cancelled at any of their checks end with nothing running, and the same model proves again, to the same bytes.
/// </summary>
public class CancellationTests
{
    // Cancelled calls of each kind, their checks spread over the whole call.
    private const int Points = 40;

    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static readonly Lazy<CompiledModel> Compiled = new(() => Compile(TestModel.Pipeline.Graph, CpuBackend.Default, default));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ACancelledProofLeavesTheModelAsItWas(int threads)
    {
        var model = Compiled.Value.Model;
        var expected = Prove(model, CpuBackend.Default, default);
        CancelEverywhere(threads, (backend, token) => Prove(model, backend, token), expected);
        Assert.Equal(expected, Prove(model, CpuBackend.Default, default));
    }

    [Fact]
    public void ACancelledBatchLeavesTheModelAsItWas()
    {
        var model = Compiled.Value.Model;
        long[][][] samples = [TestModel.Pipeline.Input, [new long[TestModel.Pipeline.Input[0].Length]], TestModel.Pipeline.Input];
        byte[] Run(IComputeBackend backend, CancellationToken token) => ProofCodec.Encode(model.ProveBatch(samples, Fr.One, backend, token).Envelope);
        var expected = Run(CpuBackend.Default, default);
        CancelEverywhere(2, Run, expected);
        Assert.Equal(expected, Run(CpuBackend.Default, default));
    }

    [Fact]
    public void ACancelledHidingProofHasNoResult()
    {
        var graph = TestModel.Pipeline.Graph;
        var options = new CompileOptions { BlindingSeed = Seed, ForChain = true, WithCertificate = false };
        var prover = new HidingProver(ModelCompiler.Compile(graph, null, options).Model, Visibility.Default);
        long[][][] samples = [TestModel.Pipeline.Input];
        bool Run(IComputeBackend backend, CancellationToken token)
        {
            var proof = prover.Prove(samples, Fr.One, backend, token);
            return CoreVerifier.Verify(proof.Key, proof.Statement, proof.Proof, proof.Salt) is null;
        }
        CancelEverywhere(2, Run, true);
        Assert.True(Run(CpuBackend.Default, default));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ACancelledCompilationHasNoResult(int threads)
    {
        var graph = TestModel.Pipeline.Graph;
        byte[] Run(IComputeBackend backend, CancellationToken token) => KeyCodec.Encode(Compile(graph, backend, token).Key);
        CancelEverywhere(threads, Run, KeyCodec.Encode(Compiled.Value.Key));
    }

    [Fact]
    public void ACancelledModelFileIsNotLoaded()
    {
        var bytes = ModelFile.Encode(Compiled.Value.Model);
        string Run(IComputeBackend backend, CancellationToken token) => ModelFile.Decode(bytes, backend, token).ModelHash;
        CancelEverywhere(2, Run, Compiled.Value.ModelHash);
    }

    /// <summary>Nothing is done for a call that was cancelled before it began.</summary>
    [Fact]
    public void ACancelledTokenEndsACallAtOnce()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => Prove(Compiled.Value.Model, CpuBackend.Default, cancelled));
        Assert.Throws<OperationCanceledException>(() => Compile(TestModel.Pipeline.Graph, CpuBackend.Default, cancelled));
    }

    /// <summary>One thread is the caller's, whatever the loops are inside of each other.</summary>
    [Fact]
    public void OneThreadIsTheCallers()
    {
        using var checks = new Checks(0);
        Prove(Compiled.Value.Model, new CpuBackend(new CountingCpu(1, checks)), default);
        Assert.Equal([Environment.CurrentManagedThreadId], checks.Threads.Keys);
    }

    private static CompiledModel Compile(IntegerGraph graph, IComputeBackend backend, CancellationToken token) =>
        ModelCompiler.Compile(graph, null, new CompileOptions { BlindingSeed = Seed }, backend: backend, cancellation: token);

    private static byte[] Prove(ProvingModel model, IComputeBackend backend, CancellationToken token) =>
        ProofCodec.Encode(model.Prove(TestModel.Pipeline.Input, Fr.FromInt64(7), backend, token).Envelope);

    /// <summary>Runs a call to its end, counting checks, then again and again, each time cancelled at another check.</summary>
    private static void CancelEverywhere<T>(int threads, Func<IComputeBackend, CancellationToken, T> call, T expected)
    {
        var total = 0;
        using (var whole = new Checks(0))
        {
            Assert.Equal(expected, call(new CpuBackend(new CountingCpu(threads, whole)), whole.Token));
            total = whole.Count;
        }
        Assert.InRange(total, Points, int.MaxValue);
        for (var point = 0; point < Points; point++)
        {
            // From the first check on, the last ones densely: on several threads the number of a check varies a little.
            var at = 1 + (int)((long)(total - 1) * point / Points);
            using var checks = new Checks(at);
            Assert.Throws<OperationCanceledException>(() => call(new CpuBackend(new CountingCpu(threads, checks)), checks.Token));
            var seen = checks.Count;
            Assert.InRange(seen, at, at + threads);
            Thread.Yield();
            Assert.Equal(seen, checks.Count);
        }
    }
}
