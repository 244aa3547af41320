using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests.Services;

/// <summary>Proofs, verifications and cancelled calls at the same time in one process: every result is that of the call alone.</summary>
public class SideBySideTests
{
    private static readonly string[] Names = ["Pipeline", "MatMul", "Pools", "Split"];

    private static readonly Lazy<Served[]> Models = new(() => [.. Names.Select(name => new Served(TestModel.Named(name)))]);

    /// <summary>Two, then four callers on one backend, each with a model of its own.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task DifferentModels(int callers)
    {
        var backend = new CpuBackend(new Cpu(KernelSet.Default, 2));
        await AtOnce(callers, caller =>
        {
            for (var k = 0; k < 3; k++) Models.Value[caller].CheckProof(backend);
        });
    }

    /// <summary>One model and one key, on a backend of its own for each caller, of another tier or number of threads.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task OneModel(int callers)
    {
        var model = Models.Value[0];
        var tiers = Enum.GetValues<KernelTier>().Where(Runs).ToArray();
        await AtOnce(callers, caller =>
        {
            var backend = new CpuBackend(new Cpu(new KernelSet(tiers[caller % tiers.Length]), 1 + (caller % 3)));
            for (var k = 0; k < 3; k++) model.CheckProof(backend);
        });
    }

    /// <summary>Callers that ask one model and one key for batches of other sizes, whose keys are kept for the last size only.</summary>
    [Fact]
    public async Task BatchesOfSeveralSizesOfOneModel()
    {
        var model = Models.Value[1];
        await AtOnce(4, caller =>
        {
            for (var k = 0; k < 4; k++) model.CheckBatch(2 + ((caller + k) % 3));
        });
    }

    /// <summary>Proofs of two models, verifications of a third, and calls that are cancelled in the middle of it all.</summary>
    [Fact]
    public async Task MixedWithVerificationsAndCancellations()
    {
        var backend = new CpuBackend(new Cpu(KernelSet.Default, 3));
        await AtOnce(4, caller =>
        {
            for (var k = 1; k <= 4; k++)
            {
                switch (caller)
                {
                    case 0 or 1:
                        Models.Value[caller].CheckProof(backend);
                        break;
                    case 2:
                        Models.Value[2].CheckVerification();
                        break;
                    default:
                        // The models of the others, so that what they share is met in any state.
                        Models.Value[k % 2].CheckCancellation(30 * k);
                        break;
                }
            }
        });
        foreach (var model in Models.Value) model.CheckProof(backend);
    }

    private static bool Runs(KernelTier tier) => tier switch
    {
        KernelTier.Assembled => KernelSupport.CanAssemble,
        KernelTier.Vector => KernelSupport.CanVectorize,
        _ => true,
    };

    /// <summary>Runs callers on threads of their own, which begin together.</summary>
    private static async Task AtOnce(int callers, Action<int> call)
    {
        _ = Models.Value;
        using var start = new Barrier(callers);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                call(caller);
            },
            TaskCreationOptions.LongRunning)));
    }

    /// <summary>A compiled model with the proofs that it gives alone.</summary>
    private sealed class Served
    {
        private static readonly Fr Context = Fr.FromInt64(3);

        private readonly ProvingModel model;
        private readonly PreparedKey key;
        private readonly long[][] input;
        private readonly byte[] alone;
        private readonly Dictionary<int, byte[]> batches;

        public Served(TestModel test)
        {
            var compiled = ModelCompiler.Compile(test.Graph, null, new CompileOptions { BlindingSeed = new byte[32] });
            (model, input) = (compiled.Model, test.Input);
            key = compiled.Key.Prepare(out var rejection) ?? throw new InvalidOperationException($"{rejection}");
            alone = Prove(CpuBackend.Default, default);
            batches = Enumerable.Range(2, 3).ToDictionary(n => n, Batch);
        }

        public void CheckProof(IComputeBackend backend) => Assert.Equal(alone, Prove(backend, default));

        public void CheckBatch(int samples)
        {
            var file = Batch(samples);
            Assert.Equal(batches[samples], file);
            Assert.Null(key.Verify(file, out var envelope));
            Assert.Equal(samples, envelope!.Samples);
        }

        public void CheckVerification()
        {
            Assert.Null(key.Verify(alone, out var envelope));
            envelope!.Statement.Outputs[0][0] ^= 1;
            Assert.NotNull(key.Verify(envelope.Statement, envelope.Proof));
        }

        public void CheckCancellation(int check)
        {
            using var checks = new Checks(check);
            Assert.Throws<OperationCanceledException>(() => Prove(new CpuBackend(new CountingCpu(2, checks)), checks.Token));
        }

        private byte[] Prove(IComputeBackend backend, CancellationToken cancellation) =>
            ProofCodec.Encode(model.Prove(input, Context, backend, cancellation).Envelope);

        private byte[] Batch(int samples) =>
            ProofCodec.Encode(model.ProveBatch([.. Enumerable.Repeat(input, samples)], Context).Envelope);
    }
}
