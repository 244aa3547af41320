using Zkml.Prover.Tests.Models;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Honest proofs presented for other statements, and statements that no proof may be about.</summary>
public class StatementTests
{
    private static TestModel Model => TestModel.Pipeline;

    private static readonly Lazy<ProvingResult> LazyHonest = new(() => Attempt.Prove(Model, Model.Honest));

    private static ProvingResult Honest => LazyHonest.Value;

    [Fact]
    public void AnotherOutputIsRejected()
    {
        var statement = Honest.Statement with { Outputs = [With(Honest.Statement.Outputs[0], 0, v => v ^ 1)] };
        Attempt.IsRejected(Attempt.Verify(Model, statement, Honest.Proof), Step.LogUp);
    }

    [Fact]
    public void AnotherInputIsRejected()
    {
        var statement = Honest.Statement with { Inputs = [With(Honest.Statement.Inputs[0], 49, v => v ^ 1)] };
        Attempt.IsRejected(Attempt.Verify(Model, statement, Honest.Proof), Step.LogUp);
    }

    [Fact]
    public void AnotherContextIsRejected()
    {
        var statement = Honest.Statement with { Context = Honest.Statement.Context + Fr.One };
        Attempt.IsRejected(Attempt.Verify(Model, statement, Honest.Proof), Step.LogUp);
    }

    [Fact]
    public void AProofForAnotherModelIsRejected()
    {
        Attempt.IsRejected(Attempt.Verify(TestModel.OtherPipeline, Honest.Statement, Honest.Proof), Step.LogUp);
        Attempt.IsRejected(Attempt.Verify(TestModel.Split, Honest.Statement, Honest.Proof), Step.Encoding, "shape");
    }

    [Theory]
    [InlineData(16)]
    [InlineData(-3)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void ValuesOutOfTheirDeclaredRangeAreRejected(long value)
    {
        var input = Honest.Statement with { Inputs = [With(Honest.Statement.Inputs[0], 7, _ => value)] };
        Attempt.IsRejected(Attempt.Verify(Model, input, Honest.Proof), Step.Statement, "input out of its declared range");
        var output = Honest.Statement with { Outputs = [With(Honest.Statement.Outputs[0], 4, _ => value)] };
        Attempt.IsRejected(Attempt.Verify(Model, output, Honest.Proof), Step.Statement, "output out of its declared range");
    }

    [Fact]
    public void AnOtherwiseHonestExecutionOfAnInputOutOfRangeIsRejected()
    {
        var trace = LyingExecution.Run(Model, (c, i, v) => c.Name == "a" && i == 2 ? 16 : v);
        Attempt.IsRejected(Attempt.Verify(Model, trace), Step.Statement, "input out of its declared range");
    }

    [Fact]
    public void WrongNumbersOfValuesAreRejected()
    {
        var s = Honest.Statement;
        (Statement, string)[] cases =
        [
            (s with { Inputs = [s.Inputs[0][..^1]] }, "length of input 0"),
            (s with { Inputs = [[.. s.Inputs[0], 0]] }, "length of input 0"),
            (s with { Outputs = [[]] }, "length of output 0"),
            (s with { Outputs = [[.. s.Outputs[0], 0, 0, 0]] }, "length of output 0"),
            (s with { Inputs = [] }, "number of input tensors"),
            (s with { Outputs = [s.Outputs[0], s.Outputs[0]] }, "number of output tensors"),
        ];
        foreach (var (statement, what) in cases) Attempt.IsRejected(Attempt.Verify(Model, statement, Honest.Proof), Step.Statement, what);
    }

    [Fact]
    public void AFalseOutputStatedOverATrueTraceIsRejected()
    {
        var rejection = Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Outputs = [With(s.Outputs[0], 0, v => v ^ 1)] } });
        Attempt.IsRejected(rejection, Step.LogUp, "leaf denominator");
    }

    [Fact]
    public void AFalseInputStatedOverATrueTraceIsRejected()
    {
        var rejection = Attempt.Verify(Model, Model.Honest, new Lies { Restate = s => s with { Inputs = [With(s.Inputs[0], 0, v => v ^ 1)] } });
        Attempt.IsRejected(rejection, Step.IndexMap, "final evaluation");
    }

    [Fact]
    public void ProofsOfOtherShapesAreRejected()
    {
        var s = Honest.Proof.Scalars;
        foreach (var scalars in new[]
        {
            Copy(s, rho: [.. s.RhoEvaluations, Fr.Zero]),
            Copy(s, rho: s.RhoEvaluations[..^1]),
            Copy(s, reduction: [.. s.ReductionRounds, [Fr.Zero, Fr.Zero]]),
            Copy(s, reduction: [.. s.ReductionRounds[..^1], [Fr.Zero, Fr.Zero, Fr.Zero]]),
            Copy(s, layers: s.LogUpRounds[..^1]),
        })
        {
            Attempt.IsRejected(Attempt.Verify(Model, Honest.Statement, Honest.Proof with { Scalars = scalars }), Step.Encoding, "shape");
        }
    }

    private static ProofScalars<Fr> Copy(ProofScalars<Fr> s, Fr[]? rho = null, Fr[][]? reduction = null, Fr[][][]? layers = null) => new()
    {
        RootDenominator = s.RootDenominator,
        LogUpRounds = layers ?? s.LogUpRounds,
        LogUpEnds = s.LogUpEnds,
        RhoEvaluations = rho ?? s.RhoEvaluations,
        ContractionRounds = s.ContractionRounds,
        XEvaluations = s.XEvaluations,
        IndexMapRounds = s.IndexMapRounds,
        ZEvaluations = s.ZEvaluations,
        ReductionRounds = reduction ?? s.ReductionRounds,
        YEvaluations = s.YEvaluations,
        Blinding = s.Blinding,
        OpeningEvaluations = s.OpeningEvaluations,
    };

    private static long[] With(long[] values, int index, Func<long, long> change)
    {
        var copy = (long[])values.Clone();
        copy[index] = change(copy[index]);
        return copy;
    }
}
