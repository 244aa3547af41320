using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Prover.Tests.Models;
using Zkml.Verifier.Codec;

namespace Zkml.Prover.Tests.Kernels;

/// <summary>
/// Keys and proofs are the same bytes on every kernel tier. Nothing in a proof is drawn at random but for the blinding
/// seed of the parameters, which is given here.
/// </summary>
public class TierIdentityTests
{
    /// <summary>Outputs and inputs of a dense layer: 2^0 to 2^16 weights, and counts that are no power of two.</summary>
    public static TheoryData<int, int> Layers => new()
    {
        { 1, 1 }, { 1, 2 }, { 2, 2 }, { 1, 5 }, { 3, 5 }, { 4, 8 }, { 7, 9 }, { 8, 16 }, { 13, 21 }, { 16, 32 }, { 31, 33 },
        { 32, 64 }, { 61, 67 }, { 128, 64 }, { 127, 129 }, { 256, 128 }, { 255, 257 }, { 256, 256 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void ADenseLayerHasOneProof(int outputs, int inputs) => Check(Layer(outputs, inputs));

    /// <summary>2^20 random weights in one layer.</summary>
    [Fact]
    [Trait(TestTier.Name, TestTier.All)]
    public void ALargeLayerHasOneProof() => Check(Layer(1024, 1024));

    /// <summary>Convolutions, pools, products and activations, with index maps, batch axes and split tables.</summary>
    [Theory]
    [InlineData("Pipeline")]
    [InlineData("MatMul")]
    [InlineData("Pools")]
    [InlineData("Depthwise")]
    [InlineData("Split")]
    public void ANetworkHasOneProof(string name) => Check(TestModel.Named(name).Graph);

    private static void Check(IntegerGraph graph)
    {
        var expected = Run(graph, KernelTier.Portable);
        if (KernelSupport.CanVectorize) Assert.Equal(expected, Run(graph, KernelTier.Vector));
        if (KernelSupport.CanAssemble) Assert.Equal(expected, Run(graph, KernelTier.Assembled));
    }

    /// <summary>A proof in bytes; its first field, the digest of the key, binds the commitments to the parameters.</summary>
    private static byte[] Run(IntegerGraph graph, KernelTier tier)
    {
        var backend = new CpuBackend(new Cpu(new KernelSet(tier), 2));
        var compiled = ModelCompiler.Compile(graph, null, new CompileOptions { BlindingSeed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)] }, backend: backend);
        var random = new Random(5);
        long[][] input = [.. graph.Inputs.Select(i => Draw(i.Type, random))];
        var (envelope, _) = compiled.Model.Prove(input, Fr.FromInt64(9));
        return ProofCodec.Encode(envelope);
    }

    private static long[] Draw(IntegerType type, Random random)
    {
        var values = new long[type.Shape.Aggregate(1, (n, d) => n * d)];
        for (var i = 0; i < values.Length; i++) values[i] = random.NextInt64(type.Min, type.Max + 1);
        return values;
    }

    private static IntegerGraph Layer(int outputs, int inputs)
    {
        var random = new Random(outputs + (1000 * inputs));
        long[] weights = [.. Enumerable.Range(0, outputs * inputs).Select(_ => (long)random.Next(-128, 128))];
        long[] bias = [.. Enumerable.Range(0, outputs).Select(_ => (long)random.Next(-1000, 1000))];
        return new IntegerGraph
        {
            Inputs = [new GraphValue("x", new IntegerType([1, inputs], -128, 127), 1)],
            Operators = [new LinearOperator("fc", ["x"], "y", weights, outputs, inputs, bias, new Requantization(7, new ClampActivation(-128, 127)))],
            Outputs = [new GraphValue("y", new IntegerType([1, outputs], -128, 127), 1)],
        };
    }
}
