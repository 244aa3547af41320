using Zkml.Circuits.Execution;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Lowering;
using Zkml.Circuits.Operators;
using Zkml.Circuits.Relations;
using static Zkml.Circuits.Tests.Operators.OperatorCase;

namespace Zkml.Circuits.Tests.Operators;

/// <summary>Whole graphs: several inputs and outputs, plans, reports, refusals.</summary>
public sealed class GraphLoweringTests
{
    private static readonly Requantization Relu8 = new(9, new ClampActivation(0, 127));

    [Fact]
    public void LeNetHolds()
    {
        var graph = SmallLeNet();
        var model = GraphLowering.Lower(graph);
        Assert.Null(CircuitValidator.Validate(model.Circuit));
        foreach (var seed in new[] { 0, 1, 7 })
        {
            var inputs = new OperatorCase("LeNet", graph, _ => []).Inputs(seed);
            var trace = model.Program.Run(inputs[0].Data);
            Assert.Equal(GraphExecutor.Run(graph, inputs)[0].Data, trace.Outputs[0]);
            Assert.Empty(ConstraintChecker.Check(model.Circuit, trace.Columns));
        }
    }

    [Fact]
    public void PoolsShareTheTableOfTheReluBeforeThem()
    {
        var model = GraphLowering.Lower(SmallLeNet());
        Assert.Single(model.Circuit.Tables, t => t.Name.StartsWith("clamp", StringComparison.Ordinal) && t.Name.EndsWith("[0, 127]", StringComparison.Ordinal));
    }

    [Fact]
    public void ReportCountsTrueEntries()
    {
        var report = GraphLowering.Lower(SmallLeNet(), new LoweringOptions { ActivationBits = 16 }).Report;
        Assert.Equal((4 * 9) + 4 + (6 * 4 * 9) + 6 + (40 * 54) + 40 + (10 * 40) + 10, report.Parameters);
        Assert.Equal((4 * 144 * 9) + (6 * 36 * 36) + (40 * 54) + (10 * 40), report.MultiplyAccumulates);
        Assert.Equal(report.Lookups, report.Operators.Sum(o => o.Lookups));
        Assert.True(report.PackingWaste >= 1);
    }

    [Fact]
    public void SeveralInputsAndOutputs()
    {
        var graph = new IntegerGraph
        {
            Inputs = [new GraphValue("a", Type(-8, 7, 2, 3), 1), new GraphValue("b", Type(0, 5, 3), 1)],
            Operators =
            [
                new AddOperator("sum", ["a", "b"], "s", [1, 2], 0, new Requantization(1, new ClampActivation(-4, 4))),
                new MultiplyOperator("square", ["s", "s"], "q", 1, null),
                new ReshapeOperator("flat", ["s"], "f", [6]),
            ],
            Outputs = [new GraphValue("s", Type(-4, 4, 2, 3), 1), new GraphValue("q", Type(-16, 16, 2, 3), 1),
                new GraphValue("f", Type(-4, 4, 6), 1), new GraphValue("a", Type(-8, 7, 2, 3), 1)],
        };
        var model = GraphLowering.Lower(graph);
        Assert.Null(CircuitValidator.Validate(model.Circuit));
        var inputs = new OperatorCase("several", graph, _ => []).Inputs(5);
        var trace = model.Program.Run(inputs[0].Data, inputs[1].Data);
        Assert.Equal(GraphExecutor.Run(graph, inputs).Select(t => t.Data), trace.Outputs);
        Assert.Empty(ConstraintChecker.Check(model.Circuit, trace.Columns));
        Assert.Equal(4, model.Circuit.Outputs.Distinct().Count());
        Assert.Empty(WitnessMutation.Survivors(model.Circuit, trace.Columns));
    }

    [Fact]
    public void MutationNoticesADroppedRelation()
    {
        var test = SpatialCases.All().First(c => c.Name == "Conv 3x3");
        var circuit = GraphLowering.Lower(test.Graph).Circuit;
        var columns = GraphLowering.Lower(test.Graph).Program.Run(test.Inputs(3)[0].Data).Columns;
        var remainder = circuit.Columns.First(c => c.Name.EndsWith("rem0", StringComparison.Ordinal));
        var without = new Circuit
        {
            Columns = circuit.Columns, Tables = circuit.Tables, Contractions = [],
            Lookups = [.. circuit.Lookups.Where(l => l.Name != remainder.Name)],
            Inputs = circuit.Inputs, Outputs = circuit.Outputs, Multiplicities = circuit.Multiplicities,
        };
        Assert.NotEmpty(WitnessMutation.Survivors(without, columns));
    }

    [Fact]
    public void InputsOutsideTheirRangeAreRefused()
    {
        var model = GraphLowering.Lower(GraphOf([Type(-8, 7, 3)], new AddOperator("relu", ["a"], "y", [1], 0, Relu(0))));
        Assert.Contains("outside [-8, 7]", Assert.Throws<ArgumentException>(() => model.Program.Run([0, 8, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Program.Run([0, 0]));
        Assert.Throws<ArgumentException>(() => model.Program.Run());
    }

    /// <summary>Inputs that align with the signs of a row reach the ends of the proven accumulator range.</summary>
    [Fact]
    public void WorstCaseInputsAreProvable()
    {
        var weights = Random(1, 4 * 20, 127);
        var graph = GraphOf([Type(-128, 127, 20)], new LinearOperator("dense", ["a"], "y", weights, 4, 20, [5, -9, 0, 1], new Requantization(7, new ClampActivation(-8, 7))));
        foreach (var options in new[] { new LoweringOptions(), new LoweringOptions { ActivationBits = 1 }, new LoweringOptions { ActivationBits = 16 } })
        {
            var model = GraphLowering.Lower(graph, options);
            for (var row = 0; row < 4; row++)
            {
                var high = weights[(row * 20)..((row + 1) * 20)].Select(w => w > 0 ? 127L : -128).ToArray();
                var low = Array.ConvertAll(high, v => -1 - v);
                foreach (var input in new[] { high, low })
                {
                    var trace = model.Program.Run(input);
                    Assert.Equal(graph.Operators[0].Execute([new IntegerTensor([20], input)], Zkml.Algebra.Threading.Cpu.Default)[0].Data, trace.Outputs[0]);
                    Assert.Empty(ConstraintChecker.Check(model.Circuit, trace.Columns));
                }
            }
        }
    }

    [Fact]
    public void LoweringIsDeterministic()
    {
        var (a, b) = (GraphLowering.Lower(SmallLeNet()), GraphLowering.Lower(SmallLeNet()));
        Assert.Equal(a.Circuit.Columns.Select(c => (c.Name, c.Kind, c.Min, c.Max)), b.Circuit.Columns.Select(c => (c.Name, c.Kind, c.Min, c.Max)));
        Assert.Equal(a.Circuit.Lookups.Select(l => (l.Name, l.TableId)), b.Circuit.Lookups.Select(l => (l.Name, l.TableId)));
        Assert.Equal(a.Circuit.Tables.Select(t => (t.Name, t.Bits)), b.Circuit.Tables.Select(t => (t.Name, t.Bits)));
    }

    [Theory]
    [InlineData(new[] { 2, 2, 2, 2 }, 8, 4)]
    [InlineData(new[] { 4, 4, 4 }, 12, 3)]
    [InlineData(new[] { 3, 3 }, 6, 0)]
    public void PartsAlongTheAxesAreViews(int[] sizes, int extent, int copies)
    {
        // Full parts cut the axis, others are copied; each public output is a column of its own either way.
        string[] names = [.. sizes.Select((_, k) => $"y{k}")];
        var graph = GraphOf([Type(-8, 7, extent)], new SplitOperator("split", ["a"], names, 0, sizes));
        var columns = GraphLowering.Lower(graph).Circuit.Columns;
        Assert.Equal(copies, columns.Count(c => c.Name.EndsWith(".public", StringComparison.Ordinal)));
        Assert.Equal(sizes.Length - copies, columns.Count(c => c.Name.StartsWith("split", StringComparison.Ordinal)));
    }

    /// <summary>Whatever a model declares, there is a circuit that holds, or a refusal that names the node.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(58)]
    [InlineData(61)]
    public void InputsOfAnyWidthAreProvenOrRefused(int bits)
    {
        var refused = 0;
        foreach (var (name, node) in Wide())
        {
            var type = Type(-(1L << bits), (1L << bits) - 1, 1, 1, 4);
            try
            {
                var graph = GraphOf([type], node);
                var model = GraphLowering.Lower(graph);
                Assert.True(CircuitValidator.Validate(model.Circuit) is null, $"{name}: {CircuitValidator.Validate(model.Circuit)}");
                foreach (var seed in new[] { 0, 1, 2 })
                {
                    var inputs = new OperatorCase(name, graph, _ => []).Inputs(seed);
                    var trace = model.Program.Run(inputs[0].Data);
                    Assert.Equal(GraphExecutor.Run(graph, inputs)[0].Data, trace.Outputs[0]);
                    Assert.Empty(ConstraintChecker.Check(model.Circuit, trace.Columns));
                }
            }
            catch (InvalidDataException exception)
            {
                refused++;
                Assert.Contains("'n", exception.Message, StringComparison.Ordinal);
            }
        }
        // Moves of data, sums and a product with small numbers have room up to 2^58; maxima and exponentials need tables.
        Assert.InRange(refused, 3, bits > 58 ? 6 : 3);
    }

    private static IEnumerable<(string Name, IntegerOperator Node)> Wide()
    {
        var clamp = new Requantization(0, new ClampActivation(-8, 7));
        yield return ("Reshape", new ReshapeOperator("n", ["a"], "y", [4]));
        yield return ("Transpose", new TransposeOperator("n", ["a"], "y", [2, 1, 0]));
        yield return ("Split", new SplitOperator("n", ["a"], ["y", "z"], 2, [3, 1]));
        yield return ("Split views", new SplitOperator("n", ["a"], ["y", "z"], 2, [2, 2]));
        yield return ("Pad", new PadOperator("n", ["a"], "y", [0, 0, 1], [0, 0, 1], 7));
        yield return ("Concat", new ConcatOperator("n", ["a", "a"], "y", 2, [1, 1], null));
        yield return ("Add", new AddOperator("n", ["a"], "y", [1], 0, null));
        yield return ("Linear", new LinearOperator("n", ["a"], "y", [1, -1, 1, -1], 1, 4, [0], null));
        yield return ("Clamp", new AddOperator("n", ["a"], "y", [1], 0, clamp));
        yield return ("MaxPool", new MaxPoolOperator("n", ["a"], "y", [2], [2], [0], [0], [1]));
        yield return ("Softmax", new SoftmaxOperator("n", ["a"], "y", 4, 8, 8));
    }

    public static TheoryData<string, IntegerOperator> Refused => new()
    {
        { "weights", new LinearOperator("n", ["a"], "y", [1, 2, 3], 2, 2, [0, 0], null) },
        { "contracts 3 features", new LinearOperator("n", ["a"], "y", [1, 2, 3], 1, 3, [0], null) },
        { "biases", new LinearOperator("n", ["a"], "y", [1, 2], 1, 2, [], null) },
        { "beyond 2^62", new LinearOperator("n", ["a"], "y", [1L << 60, 1L << 60], 1, 2, [0], null) },
        { "can reach [-147573952589676412912", new LinearOperator("n", ["a"], "y", [long.MaxValue, long.MaxValue], 1, 2, [0], null) },
        { "shift", new AddOperator("n", ["a"], "y", [1], 0, new Requantization(60, new ClampActivation(0, 1))) },
        { "is empty", new AddOperator("n", ["a"], "y", [1], 0, new Requantization(0, new ClampActivation(2, 1))) },
        { "no earlier node", new AddOperator("n", ["z"], "y", [1], 0, null) },
        { "input [1, C", new ConvOperator("n", ["a"], "y", [1], [1, 1, 1, 1], [0], [1, 1], [0, 0], [0, 0], [1, 1], 1, null) },
        { "no permutation", new TransposeOperator("n", ["a"], "y", [0, 0]) },
        { "cannot view", new ReshapeOperator("n", ["a"], "y", [7]) },
        { "to nothing", new PadOperator("n", ["a"], "y", [-2, 0], [0, 0], 0) },
        { "axis 2", new ConcatOperator("n", ["a"], "y", 2, [1], null) },
        { "do not add up to 2", new SplitOperator("n", ["a"], ["y", "z"], 1, [1, 2]) },
        { "do not add up to 2", new SplitOperator("n", ["a"], ["y", "z"], 1, [0, 2]) },
        { "axis 2", new SplitOperator("n", ["a"], ["y", "z"], 2, [1, 1]) },
        { "2 sizes for 1 outputs", new SplitOperator("n", ["a"], ["y"], 0, [1, 1]) },
        { "2 entries for the shape [3]", new ConstantOperator("n", "y", new IntegerTensor([3], [1, 2])) },
        { "one-hot", new EmbeddingOperator("n", ["a", "a"], "y") },
        { "variance's shift", new NormalizationOperator("n", ["a"], "y", 0, 1, Relu8) },
        { "numerator", new NormalizationOperator("n", ["a"], "y", 1, 0, Relu8) },
        { "fraction", new SoftmaxOperator("n", ["a"], "y", 4, 8, 20) },
        { "do not broadcast", new ScaleOperator("n", ["a"], "y", new IntegerTensor([3], [1, 2, 3]), new IntegerTensor([1], [0]), null) },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void UnusableNodesAreRefusedByName(string message, IntegerOperator node)
    {
        var exception = Assert.Throws<InvalidDataException>(() => GraphOf([Type(-8, 7, 2, 2)], node));
        Assert.Contains("'n'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    private static IntegerGraph SmallLeNet()
    {
        int[] one = [1, 1], two = [2, 2], zero = [0, 0];
        return GraphOf([Type(0, 255, 1, 1, 12, 12)],
            new ConvOperator("conv1", ["a"], "c1", Random(1, 36, 127), [4, 1, 3, 3], Random(2, 4, 999), one, one, one, one, 1, Relu8),
            new MaxPoolOperator("pool1", ["c1"], "p1", two, two, zero, zero, one),
            new ConvOperator("conv2", ["p1"], "c2", Random(3, 216, 127), [6, 4, 3, 3], Random(4, 6, 999), one, one, one, one, 1, Relu8),
            new MaxPoolOperator("pool2", ["c2"], "p2", two, two, zero, zero, one),
            new ReshapeOperator("flatten", ["p2"], "f", [1, 54]),
            new LinearOperator("dense1", ["f"], "d1", Random(5, 2160, 127), 40, 54, Random(6, 40, 999), Relu8),
            new LinearOperator("dense2", ["d1"], "y", Random(7, 400, 127), 10, 40, Random(8, 10, 999), new Requantization(8, new ClampActivation(-128, 127))));
    }
}
