using System.Collections.Concurrent;
using System.Globalization;
using Zkml.Circuits;
using Zkml.Circuits.Batching;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Relations;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Models;

/// <summary>A lowered and committed network with one input and its honest trace.</summary>
internal sealed class TestModel
{
    private TestModel(IntegerGraph graph, LoweringOptions options, int chunkBits, int inputSeed)
    {
        Graph = graph;
        Lowered = GraphLowering.Lower(graph, options);
        (Key, Public) = ModelCompiler.Commit(graph, Lowered, TestKeys.Srs, chunkBits, null, CpuBackend.Default);
        var random = new Random(inputSeed);
        Input = [.. graph.Inputs.Select(i => Draw(i.Type, random))];
        Honest = Lowered.Program.Run(Input).Columns;
        (Circuit, Samples) = (Lowered.Circuit, [Honest]);
    }

    private TestModel(TestModel one, int samples)
    {
        (Graph, Lowered, Public) = (one.Graph, one.Lowered, one.Public);
        Key = one.Key.ForBatch(samples);
        Circuit = Key.Verification.Plan.Circuit;
        var random = new Random(samples);
        var inputs = Enumerable.Range(0, samples).Select(_ => Graph.Inputs.Select(i => Draw(i.Type, random)).ToArray()).ToArray();
        Input = [.. Graph.Inputs.Select((_, k) => inputs.SelectMany(sample => sample[k]).ToArray())];
        Samples = [.. inputs.Select(sample => Lowered.Program.Run(sample).Columns)];
        Honest = BatchTrace.Join(Lowered.Circuit, Circuit, Samples);
    }

    // Tables as wide as their quotients (nothing is split), remainders in limbs of 4 bits: some take two.
    private static readonly LoweringOptions Unsplit = new() { ActivationBits = 16, LimbBits = 4 };

    private static readonly ConcurrentDictionary<(string Name, int Samples), TestModel> Batches = new();

    private static readonly Lazy<TestModel> LazyPipeline = new(() => new TestModel(Graphs.Pipeline(21), Unsplit, 6, 1));
    private static readonly Lazy<TestModel> LazyOther = new(() => new TestModel(Graphs.Pipeline(40), Unsplit, 6, 2));
    private static readonly Lazy<TestModel> LazyMatMul = new(() => new TestModel(Graphs.MatMul(), Unsplit, 5, 3));
    private static readonly Lazy<TestModel> LazyPools = new(() => new TestModel(Graphs.Pools(), Unsplit, 5, 4));
    private static readonly Lazy<TestModel> LazyDepthwise = new(() => new TestModel(Graphs.Depthwise(), Unsplit, 5, 5));
    private static readonly Lazy<TestModel> LazySplit = new(() => new TestModel(Graphs.Wide(), new LoweringOptions { ActivationBits = 1 }, 4, 6));

    private static readonly Lazy<TestModel> LazySumAndDifference = new(() => new TestModel(Graphs.SumAndDifference(), Unsplit, 5, 7));

    /// <summary>Three inputs, one of them unused, and two outputs.</summary>
    public static TestModel SumAndDifference => LazySumAndDifference.Value;

    public static TestModel Pipeline => LazyPipeline.Value;

    /// <summary>The same architecture and packing with other weights.</summary>
    public static TestModel OtherPipeline => LazyOther.Value;

    public static TestModel MatMul => LazyMatMul.Value;

    public static TestModel Pools => LazyPools.Value;

    public static TestModel Depthwise => LazyDepthwise.Value;

    public static TestModel Split => LazySplit.Value;

    public static TestModel Named(string name) => name switch
    {
        nameof(Pipeline) => Pipeline,
        nameof(MatMul) => MatMul,
        nameof(Pools) => Pools,
        nameof(Depthwise) => Depthwise,
        nameof(Split) => Split,
        nameof(SumAndDifference) => SumAndDifference,
        _ when name.Split(" x ") is [var one, var samples] => Batch(one, int.Parse(samples, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException(name),
    };

    /// <summary>A batch of other random samples of a model, also named "Model x samples".</summary>
    public static TestModel Batch(string name, int samples) => Batches.GetOrAdd((name, samples), key => new TestModel(Named(key.Name), key.Samples));

    public IntegerGraph Graph { get; }

    public LoweredModel Lowered { get; }

    public ProvingKey Key { get; }

    public VerifyingKey Public { get; }

    public long[][] Input { get; }

    /// <summary>All columns by id; not to be written to.</summary>
    public long[][] Honest { get; }

    /// <summary>The model's circuit, or that of the batch.</summary>
    public Circuit Circuit { get; }

    /// <summary>The honest trace of each sample under the model's own circuit.</summary>
    public long[][][] Samples { get; }

    public Column Column(string name) =>
        Circuit.Columns.SingleOrDefault(c => c.Name == name)
        ?? throw new ArgumentException($"No column '{name}' among {string.Join(", ", Circuit.Columns.Select(c => c.Name))}.");

    private static long[] Draw(IntegerType type, Random random)
    {
        var values = new long[type.Shape.Aggregate(1, (n, d) => n * d)];
        for (var i = 0; i < values.Length; i++) values[i] = random.NextInt64(type.Min, type.Max + 1);
        return values;
    }
}
