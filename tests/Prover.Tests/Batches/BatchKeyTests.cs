using Zkml.Prover.Tests.Codec;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests.Batches;

/// <summary>The key of a batch, and proof files of batches.</summary>
public class BatchKeyTests
{
    private static readonly PreparedKey Prepared = TestModel.Pipeline.Public.Prepare(out _)!;

    private static readonly Lazy<byte[]> LazyHonest = new(() => Prove(3));

    private static byte[] Honest => (byte[])LazyHonest.Value.Clone();

    private static string[] Places(CoreKey key, int column) =>
        [.. key.Plan.Parameters.TilesOf(column).Select(t => $"{t.Slot} {t.Tile.Origin} {string.Join(' ', t.Tile.Free)}")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public void TheCommittedParametersLieWhereTheyLieInTheModelsKey(int samples)
    {
        var (model, batch) = (Prepared.Core, Prepared.ForBatch(samples, out _)!);
        Assert.Same(model.ParameterCommitments, batch.ParameterCommitments);
        Assert.Equal(model.Digest, batch.Digest);
        Assert.Equal(model.Plan.ChunkBits, batch.Plan.ChunkBits);
        Assert.Equal(model.Plan.Parameters.Chunks, batch.Plan.Parameters.Chunks);
        Assert.Equal(model.Plan.Parameters.Columns, batch.Plan.Parameters.Columns);
        foreach (var id in model.Plan.Parameters.Columns) Assert.Equal(Places(model, id), Places(batch, id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public void FilesOfAnyNumberOfSamplesAreAcceptedUnderTheOneKey(int samples)
    {
        var file = Prove(samples);
        Assert.Null(Prepared.Verify(file, out var envelope));
        Assert.Equal(samples, envelope!.Samples);
        Assert.Equal(file, ProofCodec.Encode(envelope));
        for (var s = 0; s < samples; s++)
        {
            var alone = TestModel.Pipeline.Lowered.Program.Run(Input(s)).Outputs[0];
            Assert.Equal(alone, envelope.Statement.Outputs[0].AsSpan(s * alone.Length, alone.Length).ToArray());
        }
        Assert.Equal(samples == 1, Decodes(file, Prepared.Core));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(127)]
    public void AnotherNumberOfSamplesInTheFileIsRejected(byte samples)
    {
        var file = Honest;
        Assert.Equal(3, file[74]);
        file[74] = samples;
        Assert.NotNull(Prepared.Verify(ProofBytes.Sealed(file), out _));
    }

    [Fact]
    public void ANumberOfSamplesBeyondTheFileCostsNothing()
    {
        // 2^26 samples in LEB128: the file is too short to hold as many values, so no circuit is derived.
        var honest = Honest;
        byte[] file = [.. honest[..74], 0x80, 0x80, 0x80, 0x20, .. honest[75..]];
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rejection = Prepared.Verify(ProofBytes.Sealed(file), out var envelope);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        Assert.Null(envelope);
        Assert.Contains("truncated", rejection!.What, StringComparison.Ordinal);
    }

    [Fact]
    public void BatchesBeyondTheLimitsAreRefused()
    {
        Assert.Null(Prepared.ForBatch(0, out var none));
        Assert.Equal("number of samples", none!.What);
        Assert.Null(Prepared.ForBatch(int.MaxValue, out _));
        Assert.Null(Prepared.ForBatch(1 << 24, out var large));
        Assert.Equal(Step.Encoding, large!.Step);
        var error = Assert.Throws<InvalidDataException>(() => TestModel.Pipeline.Key.ForBatch(1 << 24));
        Assert.Contains("Prove fewer samples", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => BatchKey.Derive(Prepared.ForBatch(2, out _)!, 3, out _));
    }

    [Fact]
    public void ADamagedFileIsRejected()
    {
        var random = new Random(9);
        for (var n = 0; n < 60; n++)
        {
            var file = Honest;
            file[random.Next(file.Length)] ^= (byte)random.Next(1, 256);
            file = ProofBytes.Sealed(file);
            if (!file.AsSpan().SequenceEqual(Honest)) Assert.NotNull(Prepared.Verify(file, out _));
        }
    }

    private static bool Decodes(byte[] file, CoreKey key) => ProofCodec.TryDecode(file, key, out _) is not null;

    private static long[][] Input(int sample)
    {
        var (batch, random) = (TestModel.Pipeline.Input[0], new Random(sample));
        return [[.. batch.Select(_ => random.NextInt64(0, 16))]];
    }

    private static byte[] Prove(int samples)
    {
        var model = TestModel.Pipeline;
        var traces = Enumerable.Range(0, samples).Select(s => model.Lowered.Program.Run(Input(s)).Columns).ToArray();
        var key = model.Key.ForBatch(samples);
        var trace = Zkml.Circuits.Batching.BatchTrace.Join(model.Circuit, key.Verification.Plan.Circuit, traces);
        var result = CoreProver.Prove(key, trace, Fr.FromInt64(5));
        return ProofCodec.Encode(new ProofEnvelope(model.Key.Verification.Digest, result.Statement, result.Proof, samples));
    }
}
