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
        foreach (var c in model.Circuit.Columns) Console.WriteLine($"{name} {c.Id} {c.Name} {c.Kind} [{string.Join(",", c.Space.Axes.Select(a => a.Extent + "/" + a.Bits))}] {c.Min}..{c.Max}");
        foreach (var c in model.Circuit.Lookups) Console.WriteLine($"{name} lookup {c.Name} -> {model.Circuit.TableById(c.TableId).Name}");
        foreach (var c in model.Circuit.Contractions) Console.WriteLine($"{name} contraction {c.Name} {c.Form}");
        Console.WriteLine(string.Join(" ", result.Stages.Select(s => $"{s.Name}:{s.DurationMs:F1}")));
        Console.WriteLine($"leaves {model.Key.Verification.Plan.Leaves.Variables} out {string.Join(",", result.Statement.Outputs[0])}");
    }
}
