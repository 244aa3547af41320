using Zkml.Circuits.Execution;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Models;

public class HonestProofTests
{
    public static TheoryData<string> Models => ["Pipeline", "MatMul", "Pools", "Depthwise", "Split"];

    [Theory]
    [MemberData(nameof(Models))]
    public void AnHonestProofOfEveryModelIsAccepted(string name)
    {
        var model = TestModel.Named(name);
        Assert.Empty(ConstraintChecker.Check(model.Circuit, model.Honest));
        var result = Prover.Prove(model.Key, model.Honest, Fr.FromInt64(5));
        Assert.Null(CoreVerifier.Verify(model.Key.Verification, result.Statement, result.Proof));
    }
}
