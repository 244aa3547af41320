using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;

namespace Zkml.Wrapper.Circuit;

/// <summary>The verifier's checks as rows: each is stated under its own name and answered with true.</summary>
internal sealed class CircuitAssertions(CircuitBuilder builder) : IAssertions<Variable>
{
    public void Enter(Step step) => builder.Label(step.ToString());

    public bool AreEqual(Variable left, Variable right)
    {
        builder.AssertZero(left - right);
        return true;
    }

    public bool IsNonZero(Variable value)
    {
        builder.AssertNonZero(value);
        return true;
    }

    public string Show(Variable value) => value.Value.ToString();
}
