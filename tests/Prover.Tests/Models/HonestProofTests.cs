using Zkml.Circuits.Execution;
using Zkml.Verifier;

namespace Zkml.Prover.Tests.Models;

public class HonestProofTests
{
    public static TheoryData<string> Models => 
    [
        "Pipeline", "MatMul", "Pools", "Depthwise", "Split",
        "Pipeline x 2", "Pipeline x 3", "Pipeline x 8", "MatMul x 3", "MatMul x 7", "Pools x 3", "Pools x 4", "Depthwise x 2", "Depthwise x 7",
        "Split x 3", "Split x 8", "Split x 33",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void AnHonestProofOfEveryModelIsAccepted(string name)
    {
        var model = TestModel.Named(name);
        Assert.Empty(ConstraintChecker.Check(model.Circuit, model.Honest));
        var result = CoreProver.Prove(model.Key, model.Honest, Fr.FromInt64(5));
        Assert.Null(CoreVerifier.Verify(model.Key.Verification, result.Statement, result.Proof));
    }
}
