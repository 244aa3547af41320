using Zkml.Algebra.Hashing;
using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Tests;

/// <summary>Circuits of a few rows that use every kind of row.</summary>
internal static class SmallCircuits
{
    /// <summary>Public x and y with y = Poseidon2(x, x², 3, w)[0] + w for a private w.</summary>
    public static AssignedCircuit Hash(long x, long w)
    {
        var builder = new CircuitBuilder();
        builder.Label("hash");
        var a = builder.PublicInput(Fr.FromInt64(x));
        var b = builder.NewVariable(Fr.FromInt64(w));
        Variable[] state = [a, a * a, Variable.FromInt64(3), b];
        Poseidon2<Variable>.Permute(state);
        builder.Publish(state[0] + b);
        var (system, wires) = builder.Build();
        return new AssignedCircuit(system, wires);
    }
}
