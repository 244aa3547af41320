using Zkml.Algebra.Setup;
using Zkml.Circuits.Graph;
using Zkml.Circuits.Operators;
using Zkml.Prover.Compilation;
using Zkml.Verifier;

namespace Zkml.Wrapper.Tests;

/// <summary>Wrapped proofs of a model with two inputs and two outputs of one shape: each tensor stays in its place, shown or sealed.</summary>
public class SeveralTensorsTests
{
    private static readonly Lazy<CompiledModel> Model = new(Compile);
    private static readonly Lazy<Srs> Powers = new(() => Srs.Development(17));

    [Fact]
    public void ShownOutputsStayInTheirPlaces()
    {
        var (key, proof) = Wrap(new Visibility(SealInputs: true, SealOutputs: false));
        var outputs = proof.Statement.Outputs;
        Assert.Equal(2, outputs.Length);
        foreach (var changed in (long[][][])[[outputs[1], outputs[0]], [outputs[0], outputs[0]]])
        {
            Assert.Equal(Step.Wrapper, Reject(key, proof with { Statement = proof.Statement with { Outputs = changed } }).Step);
        }
        foreach (var changed in (long[][][])[[outputs[0]], [.. outputs, outputs[1]], []])
        {
            Assert.Equal(Step.Statement, Reject(key, proof with { Statement = proof.Statement with { Outputs = changed } }).Step);
        }
    }

    [Fact]
    public void NamesOfSealedInputsStayInTheirPlaces()
    {
        var (key, proof) = Wrap(new Visibility(SealInputs: true, SealOutputs: false));
        var names = proof.Names(key.Core.Plan);
        Assert.Equal(2, names.Length);
        Assert.NotEqual(names[0], names[1]);
        var points = proof.Points.WitnessCommitments;
        // The mask's commitment is the last one, those of the sealed tensors stand before it.
        var exchanged = With(proof, [.. points[..^3], points[^2], points[^3], points[^1]]);
        Assert.Equal(names.Reverse(), exchanged.Names(key.Core.Plan));
        Assert.Equal(Step.Wrapper, Reject(key, exchanged).Step);
        Assert.Equal(Step.Wrapper, Reject(key, With(proof, [.. points[..^2], points[^3], points[^1]])).Step);
    }

    [Fact]
    public void ShownInputsStayInTheirPlacesBesideSealedOutputs()
    {
        var (key, proof) = Wrap(new Visibility(SealInputs: false, SealOutputs: true));
        var inputs = proof.Statement.Inputs;
        Assert.Equal(2, inputs.Length);
        Assert.Empty(proof.Statement.Outputs);
        Assert.Equal(2, proof.Names(key.Core.Plan).Length);
        Assert.Equal(Step.Wrapper, Reject(key, proof with { Statement = proof.Statement with { Inputs = [inputs[1], inputs[0]] } }).Step);
        Assert.Equal(Step.Statement, Reject(key, proof with { Statement = proof.Statement with { Inputs = [inputs[0]] } }).Step);
    }

    private static (WrapperKey Key, WrappedProof Proof) Wrap(Visibility visibility)
    {
        var hiding = new HidingProver(Model.Value.Model, visibility).Prove([[[1, -2, 3, 7, -8], [4, 5, -6, 0, 2]]], Fr.One);
        var prover = WrapperProver.Create(hiding.Key, Powers.Value);
        var proof = prover.Wrap(hiding);
        Assert.Null(WrappedVerifier.Verify(prover.Key, proof));
        return (prover.Key, proof);
    }

    private static Rejection Reject(WrapperKey key, WrappedProof proof)
    {
        var rejection = WrappedVerifier.Verify(key, proof);
        Assert.NotNull(rejection);
        return rejection;
    }

    private static WrappedProof With(WrappedProof proof, Algebra.Curves.G1Affine[] commitments)
    {
        var p = proof.Points;
        return proof with
        {
            Points = new ProofPoints
            {
                WitnessCommitments = commitments,
                Folded = p.Folded,
                Quotient = p.Quotient,
                Remainder = p.Remainder,
                InnerProduct = p.InnerProduct,
                Reversed = p.Reversed,
                AtZeta = p.AtZeta,
                Batch = p.Batch,
                Linearized = p.Linearized,
            },
        };
    }

    private static CompiledModel Compile()
    {
        var type = new IntegerType([1, 5], -8, 7);
        var requantization = new Requantization(1, new ClampActivation(-8, 7));
        var graph = new IntegerGraph
        {
            Inputs = [new GraphValue("a", type, 1), GraphValue.OfIntegers("b", type)],
            Operators = [new AddOperator("sum", ["a", "b"], "s", [2, 1], 0, requantization), new AddOperator("difference", ["a", "b"], "d", [1, -2], 0, requantization)],
            Outputs = [new GraphValue("s", type, 1), GraphValue.OfIntegers("d", type)],
        };
        return ModelCompiler.Compile(graph, null, new CompileOptions { ForChain = true, WithCertificate = false });
    }
}
