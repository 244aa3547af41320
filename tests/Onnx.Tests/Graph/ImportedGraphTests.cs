using Zkml.Onnx.Graph;
using Zkml.Onnx.Import;
using Zkml.Onnx.Passes;
using Zkml.Onnx.Proto;
using Zkml.Onnx.Tests.Models;

namespace Zkml.Onnx.Tests.Graph;

/// <summary>What happens to nodes before their operators matter: unread ones, constant ones, control flow.</summary>
public sealed class ImportedGraphTests
{
    [Fact]
    public void UnreadNodesAreRemovedBeforeTheirOperatorsAreLookedUp()
    {
        var model = ModelBuilder.WithInput(13, 1, 3)
            .Node("NoSuchOperator", "x", "dead").Node("Relu", "dead", "deader").Node("Relu", "missing", "deadest").Node("Relu", "x", "y");
        model.Graph.Node[0].Domain = "nowhere";
        Assert.Equal("y", Assert.Single(model.Load().Nodes).Output);
    }

    [Fact]
    public void AnUnknownOperatorThatSomebodyReadsIsRefused() => Assert.Contains(
        "node 'NoSuchOperator_0' (NoSuchOperator): this operator is not supported",
        Assert.Throws<OnnxImportException>(ModelBuilder.WithInput(13, 1, 3).Node("NoSuchOperator", "x", "a").Node("Relu", "a", "y").Load).Message);

    [Fact]
    public void ConstantsOfUnknownOperatorsGoToTheEvaluator()
    {
        var model = ModelBuilder.WithInput(13, 1, 2).Weights("c", [2], 3, 4)
            .Node("NoSuchOperator", "c", "a,,b").Node("Add", "x,a", "s").Node("Add", "s,b", "y");
        var evaluator = new Evaluator(expression =>
        {
            Assert.Null(expression.Outputs);
            Assert.Equal("NoSuchOperator", expression.Node.OpType);
            return [expression.Inputs[0], null, FloatTensor.Scalar(9)];
        });
        var graph = OnnxImporter.Load(model.ToBytes(), evaluator);
        Assert.Equal([3, 4], ((FloatTensor)graph.Constants["a"]).Data);
        Assert.Equal([9], ((FloatTensor)graph.Constants["b"]).Data);
        Assert.Equal(["Add", "Add"], GraphSimplifier.Simplify(graph).Nodes.Select(node => node.OpType));
        Assert.Equal(1, evaluator.Calls);
    }

    /// <summary>Exact operations never ask anybody, so that they are the same everywhere.</summary>
    [Fact]
    public void ExactConstantsAreFoldedHere()
    {
        var model = ModelBuilder.WithInput(13, 2).Weights("c", [2], 0.1f, -3).Longs("i", 1, 0)
            .Node("Mul", "c,c", "m").Node("Div", "m,c", "d").Node("Sub", "d,c", "s").Node("Neg", "s", "n").Node("Relu", "c", "r")
            .Node("Add", "n,r", "a").Node("Gather", "a,i", "g").Node("Cast", "i", "f", ("to", 1)).Node("Add", "g,f", "h").Node("Add", "x,h", "y");
        var evaluator = new Evaluator(expression => throw expression.Node.Fail("was asked for"));
        Assert.Single(GraphSimplifier.Simplify(OnnxImporter.Load(model.ToBytes(), evaluator)).Nodes);
        Assert.Equal(0, evaluator.Calls);
    }

    [Fact]
    public void InexactConstantsAreNotFoldedHere()
    {
        var model = ModelBuilder.WithInput(13, 2).Weights("c", [2], 1, 2).Node("Sigmoid", "c", "s").Node("Add", "x,s", "y");
        var evaluator = new Evaluator(expression => [new FloatTensor([0.5f, 0.25f], [2])]);
        Assert.Equal([0.5f, 0.25f], ((FloatTensor)OnnxImporter.Load(model.ToBytes(), evaluator).Constants["s"]).Data);
        var wrongShape = new Evaluator(expression => [new FloatTensor([0.5f], [1])]);
        Assert.Contains("should be Float[2]", Assert.Throws<OnnxImportException>(() => OnnxImporter.Load(model.ToBytes(), wrongShape)).Message);
        var infinite = new Evaluator(expression => [new FloatTensor([0.5f, float.PositiveInfinity], [2])]);
        Assert.Contains("NaN or infinity", Assert.Throws<OnnxImportException>(() => OnnxImporter.Load(model.ToBytes(), infinite)).Message);
    }

    /// <summary>The branch that computes on the model input takes the node's place; names inside it do not clash with those outside.</summary>
    [Theory]
    [InlineData(1, new[] { "Relu", "Tanh" })]
    [InlineData(0, new[] { "Relu", "Sigmoid" })]
    public void AnIfWithAConstantConditionBecomesItsBranch(long condition, string[] expected)
    {
        var model = ModelBuilder.WithInput(13, 1, 3).Longs("c", condition).Node("Cast", "c", "flag", ("to", 9))
            .Node("Relu", "x", "inner").Node("If", "flag", "y", ("then_branch", Branch("Tanh")), ("else_branch", Branch("Sigmoid")));
        var simplified = GraphSimplifier.Simplify(model.Load());
        Assert.Equal(expected, simplified.Nodes.Select(node => node.OpType));
        Assert.Equal(simplified.Nodes[0].Output, simplified.Nodes[1].Inputs[0]);
        Assert.Equal("y", simplified.Nodes[1].Output);
    }

    [Fact]
    public void UnknownAttributesAreReported() => Assert.Contains(
        "attribute 'alpha' is unknown; this operator reads axis",
        Assert.Throws<OnnxImportException>(ModelBuilder.WithInput(13, 1, 3).Node("Softmax", "x", "y", ("alpha", 1f)).Load).Message);

    [Fact]
    public void AttributesOfAnotherKindAreReported() => Assert.Contains(
        "attribute 'axis' should be of kind Int",
        Assert.Throws<OnnxImportException>(ModelBuilder.WithInput(13, 1, 3).Node("Softmax", "x", "y", ("axis", 1f)).Load).Message);

    [Fact]
    public void MissingAttributesAreReported() => Assert.Contains(
        "the required attribute 'axis' is missing",
        Assert.Throws<OnnxImportException>(ModelBuilder.WithInput(13, 1, 3).Node("Concat", "x,x", "y").Load).Message);

    /// <summary>Without inputs they would pass for constants.</summary>
    [Fact]
    public void RandomNumbersAreRefused()
    {
        var model = ModelBuilder.WithInput(13, 1, 3).Node("RandomNormal", "", "r", ("shape", new[] { 1, 3 })).Node("Add", "x,r", "y");
        Assert.Contains("draws random numbers", Assert.Throws<OnnxImportException>(model.Load).Message);
    }

    [Fact]
    public void IntegerConstantsWrapAroundAsTheirTypeDoes()
    {
        var model = new ModelBuilder().Input("x", 2);
        model.Graph.Initializer.Add(new TensorProto { Name = "c", Dims = { 2 }, DataType = (int)TensorProto.Types.DataType.Int8, Int32Data = { 127, -128 } });
        var graph = model.Node("Add", "c,c", "s").Node("Cast", "s", "f", ("to", 1)).Node("Add", "x,f", "y").Load();
        Assert.Equal([-2, 0], ((LongTensor)graph.Constants["s"]).Data);
        Assert.Equal(ElementType.Int8, graph.Constants["s"].Element);
    }

    private static GraphProto Branch(string opType)
    {
        var graph = new GraphProto { Name = "branch", Output = { new ValueInfoProto { Name = "result" } } };
        graph.Node.Add(new NodeProto { OpType = "Identity", Name = "i", Input = { "inner" }, Output = { "inside" } });
        graph.Node.Add(new NodeProto { OpType = opType, Name = "f", Input = { "inside" }, Output = { "result" } });
        return graph;
    }

    private sealed class Evaluator(Func<ConstantExpression, IReadOnlyList<Tensor?>> evaluate) : IConstantEvaluator
    {
        public int Calls { get; private set; }

        public IReadOnlyList<Tensor?> Evaluate(ConstantExpression expression)
        {
            Calls++;
            return evaluate(expression);
        }
    }
}
