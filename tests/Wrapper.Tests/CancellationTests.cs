using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Prover.Backends;
using Zkml.Prover.Tests.Services;
using Zkml.Wrapper.Circuit;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Tests;

/// <summary>Making keys and wrapping can be ended at any check, and give the same bytes on any tier and number of threads.</summary>
public class CancellationTests
{
    private const int Points = 12;

    private static readonly Srs Srs = Srs.Development(12);

    private static readonly AssignedCircuit Circuit = SmallCircuits.Hash(5, 11);

    private static readonly PlonkProvingKey Key = PlonkProvingKey.Create(Circuit.System, Srs);

    [Fact]
    public void EveryBackendMakesTheSameProof()
    {
        var expected = Prove(Key, CpuBackend.Default);
        foreach (var tier in Enum.GetValues<KernelTier>())
        {
            if ((tier == KernelTier.Assembled && !KernelSupport.CanAssemble) || (tier == KernelTier.Vector && !KernelSupport.CanVectorize)) continue;
            foreach (var threads in new[] { 1, 2, 5 })
            {
                var backend = new CpuBackend(new Cpu(new KernelSet(tier), threads));
                Assert.Equal(expected, Prove(Key, backend));
                Assert.Equal(expected, Prove(PlonkProvingKey.Create(Circuit.System, Srs, backend), backend));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ACancelledProofLeavesTheKeyAsItWas(int threads)
    {
        var expected = Prove(Key, CpuBackend.Default);
        var total = Count(backend => Prove(Key, backend), threads);
        for (var point = 0; point < Points; point++)
        {
            using var checks = new Checks(1 + ((total - 1) * point / Points));
            Assert.Throws<OperationCanceledException>(() => Prove(Key, Cancellable(threads, checks)));
            Assert.Equal(expected, Prove(Key, CpuBackend.Default));
        }
    }

    [Fact]
    public void ACancelledKeyHasNoResult()
    {
        var total = Count(backend => PlonkProvingKey.Create(Circuit.System, Srs, backend), 2);
        for (var point = 0; point < Points; point++)
        {
            using var checks = new Checks(1 + ((total - 1) * point / Points));
            Assert.Throws<OperationCanceledException>(() => PlonkProvingKey.Create(Circuit.System, Srs, Cancellable(2, checks)));
        }
    }

    /// <summary>From the core proof to the wrapped one: the core verifier, the circuit, its assignment and PLONK.</summary>
    [Fact]
    public void ACancelledWrappingLeavesTheProverAsItWas()
    {
        var hiding = ExampleModels.Get("cancer_mlp", 11).Prove();
        var prover = WrapperProver.Create(hiding.Key, Srs.Development(18));

        // The first time it keeps the fixed polynomials' values, which later calls need not make.
        prover.Wrap(hiding);
        var total = Count(backend => prover.Wrap(hiding, backend), 2);
        foreach (var at in new[] { 1, 2, total / 4, total / 2, total - (total / 10) })
        {
            using var checks = new Checks(at);
            var backend = new CpuBackend(new CountingCpu(2, checks));
            Assert.Throws<OperationCanceledException>(() => prover.Wrap(hiding, backend, checks.Token));
        }
        using var early = new CancellationTokenSource();
        early.Cancel();
        Assert.Throws<OperationCanceledException>(() => VerifierCircuit.Compile(hiding.Key, early.Token));
        Assert.Null(WrappedVerifier.Verify(prover.Key, prover.Wrap(hiding, new CpuBackend(new Cpu(KernelSet.Default, 1)))));
    }

    private static IComputeBackend Cancellable(int threads, Checks checks) => new CpuBackend(new CountingCpu(threads, checks)).With(checks.Token);

    private static int Count<T>(Func<IComputeBackend, T> call, int threads)
    {
        using var checks = new Checks(0);
        call(new CpuBackend(new CountingCpu(threads, checks)));
        Assert.InRange(checks.Count, Points, int.MaxValue);
        return checks.Count;
    }

    /// <summary>With blinders that are counted instead of drawn.</summary>
    private static string Prove(PlonkProvingKey key, IComputeBackend backend)
    {
        var drawn = 0;
        var proof = PlonkProver.Prove(key, Circuit.Wires, backend, () => Fr.FromInt64(++drawn));
        return string.Join(' ', [.. proof.Points.Select(p => $"{p}"), .. proof.Evaluations.All.ToArray().Select(e => $"{e}")]);
    }
}
