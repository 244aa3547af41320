using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>
/// Models with several inputs and outputs: a proof is about all of them, each in its place (docs/protocol.md §2.2). Statements are
/// tried on an honest proof, and stated before a proof is made over the honest trace.
/// </summary>
public class SeveralTensorsTests
{
    private static readonly Lazy<ProvingResult> LazyHonest = new(() => Attempt.Prove(Model, Model.Honest));

    private static TestModel Model => TestModel.SumAndDifference;

    private static ProvingResult Honest => LazyHonest.Value;

    private static Statement True => Honest.Statement;

    [Fact]
    public void TheStatementHoldsAllTensorsInTheCircuitsOrder()
    {
        Assert.Equal(Model.Input, True.Inputs);
        Assert.Equal(2, True.Outputs.Length);
        Assert.NotEqual(True.Outputs[0], True.Outputs[1]);
        Assert.Null(Attempt.Verify(Model, True, Honest.Proof));
    }

    [Fact]
    public void TwoInputsExchangedAreRejected()
    {
        long[][] exchanged = [True.Inputs[1], True.Inputs[0], True.Inputs[2]];
        Attempt.IsRejected(Attempt.Verify(Model, True with { Inputs = exchanged }, Honest.Proof), Step.LogUp);
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Inputs = exchanged } }), Step.LogUp);
    }

    [Fact]
    public void TwoOutputsExchangedAreRejected()
    {
        long[][] exchanged = [True.Outputs[1], True.Outputs[0]];
        Attempt.IsRejected(Attempt.Verify(Model, True with { Outputs = exchanged }, Honest.Proof), Step.LogUp);
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Outputs = exchanged } }), Step.LogUp);
    }

    [Fact]
    public void ATensorLeftOutOrAddedIsRejected()
    {
        var (inputs, outputs) = (True.Inputs, True.Outputs);
        foreach (var changed in (long[][][])[[inputs[0], inputs[1]], [inputs[0], inputs[2]], [.. inputs, inputs[2]], []])
        {
            Attempt.IsRejected(Attempt.Verify(Model, True with { Inputs = changed }, Honest.Proof), Step.Statement, "number of input tensors");
        }
        foreach (var changed in (long[][][])[[outputs[0]], [.. outputs, outputs[1]], []])
        {
            Attempt.IsRejected(Attempt.Verify(Model, True with { Outputs = changed }, Honest.Proof), Step.Statement, "number of output tensors");
        }
    }

    [Fact]
    public void OneTensorInThePlaceOfAnotherIsRejected()
    {
        long[][] inputs = [True.Inputs[0], True.Inputs[0], True.Inputs[2]];
        Attempt.IsRejected(Attempt.Verify(Model, True with { Inputs = inputs }, Honest.Proof), Step.LogUp);
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Inputs = inputs } }), Step.LogUp);
        long[][] outputs = [True.Outputs[0], True.Outputs[0]];
        Attempt.IsRejected(Attempt.Verify(Model, True with { Outputs = outputs }, Honest.Proof), Step.LogUp);
        Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Outputs = outputs } }), Step.LogUp);
    }

    [Fact]
    public void TheSecondTensorIsBoundLikeTheFirst()
    {
        for (var k = 0; k < 2; k++)
        {
            Attempt.IsRejected(Attempt.Verify(Model, True with { Inputs = Changed(True.Inputs, k) }, Honest.Proof), Step.LogUp);
            Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Inputs = Changed(s.Inputs, k) } }), Step.LogUp);
            Attempt.IsRejected(Attempt.Verify(Model, True with { Outputs = Changed(True.Outputs, k) }, Honest.Proof), Step.LogUp);
            Attempt.IsRejected(Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Outputs = Changed(s.Outputs, k) } }), Step.LogUp);
        }
    }

    [Fact]
    public void AnUnusedInputIsPartOfTheStatementAllTheSame()
    {
        var other = True with { Inputs = Changed(True.Inputs, 2) };
        Attempt.IsRejected(Attempt.Verify(Model, other, Honest.Proof), Step.LogUp);
        Attempt.IsRejected(Attempt.Verify(Model, True with { Inputs = [True.Inputs[0], True.Inputs[1], [16, 0, 0, 0, 0]] }, Honest.Proof), Step.Statement, "out of its declared range");
        // It changes nothing: whoever says so from the start proves another, true statement.
        Assert.Null(Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Inputs = other.Inputs } }));
    }

    [Fact]
    public void TensorsOfABatchAreBoundSampleBySample()
    {
        var batch = TestModel.Batch(nameof(TestModel.SumAndDifference), 3);
        var honest = Attempt.Prove(batch, batch.Honest);
        Assert.Null(Attempt.Verify(batch, honest.Statement, honest.Proof));
        var (inputs, outputs) = (honest.Statement.Inputs, honest.Statement.Outputs);
        Attempt.IsRejected(Attempt.Verify(batch, honest.Statement with { Inputs = [inputs[1], inputs[0], inputs[2]] }, honest.Proof), Step.LogUp);
        Attempt.IsRejected(Attempt.Verify(batch, honest.Statement with { Outputs = [outputs[1], outputs[0]] }, honest.Proof), Step.LogUp);
        Attempt.IsRejected(Attempt.Verify(batch, batch.Honest, new Lies { Restate = s => s with { Outputs = [outputs[1], outputs[0]] } }), Step.LogUp);
    }

    [Fact]
    public void NamesAreBoundByTheModelHash()
    {
        var key = Model.Public;
        var renamed = key with { Inputs = [key.Inputs[1], key.Inputs[0], key.Inputs[2]] };
        Assert.NotEqual(key.ComputeDigest(), renamed.ComputeDigest());
        Assert.NotEqual(key.ComputeDigest(), (key with { Outputs = [key.Outputs[1], key.Outputs[0]] }).ComputeDigest());
        Assert.NotNull(renamed.Prepare(out _));
        Assert.Null((key with { Inputs = [key.Inputs[0], key.Inputs[0], key.Inputs[2]] }).Prepare(out var rejection));
        Attempt.IsRejected(rejection, Step.Encoding, "two inputs have one name");
        Assert.Null((key with { Outputs = [key.Outputs[1], key.Outputs[1]] }).Prepare(out rejection));
        Attempt.IsRejected(rejection, Step.Encoding, "two outputs have one name");
    }

    [Fact]
    public void ExpectationsOfEachTensorAreCompared()
    {
        var (key, s) = (Model.Public, True);
        var expected = new ExpectedStatement { Inputs = s.Inputs, Outputs = s.Outputs };
        Assert.Null(expected.Compare(key, "", s, 1));
        Assert.Empty(expected.NotCompared(key));
        Attempt.IsRejected((expected with { Inputs = [s.Inputs[1], s.Inputs[0], s.Inputs[2]] }).Compare(key, "", s, 1), Step.Statement, "another input 'a'");
        Attempt.IsRejected((expected with { Inputs = [null, null, Changed(s.Inputs, 2)[2]] }).Compare(key, "", s, 1), Step.Statement, "another input 'c'");
        Attempt.IsRejected((expected with { Outputs = [null, s.Outputs[0]] }).Compare(key, "", s, 1), Step.Statement, "another output 'd'");
        Attempt.IsRejected((expected with { Inputs = [null, null, s.Inputs[2][..3]] }).Compare(key, "", s, 1), Step.Statement, "another number of samples");
        Attempt.IsRejected((expected with { Inputs = [s.Inputs[0]] }).Compare(key, "", s, 1), Step.Statement, "inputs to compare");
        Attempt.IsRejected(expected.Compare(key, "", s with { Inputs = [] }, 1), Step.Statement, "inputs to compare");
        Attempt.IsRejected((expected with { ModelHash = "00" }).Compare(key, "01", s, 1), Step.Statement, "--model-hash");
        Attempt.IsRejected((expected with { Samples = 2 }).Compare(key, "", s, 1), Step.Statement, "another number of samples");
        Assert.Equal(["input 'a'", "input 'c'", "output 's'", "output 'd'"], new ExpectedStatement { Inputs = [null, s.Inputs[1], null] }.NotCompared(key));
    }

    private static long[][] Changed(long[][] tensors, int index)
    {
        long[][] changed = [.. tensors.Select(t => (long[])t.Clone())];
        changed[index][1] ^= 1;
        return changed;
    }
}
