using Zkml.Algebra.Hashing;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Wrapper.Circuit;
using Zkml.Wrapper.Plonk;

namespace Zkml.Wrapper.Tests;

public class PlonkTests
{
    private static readonly Srs Srs = Srs.Development(12);

    [Fact]
    public void TheGadgetIsPoseidon2()
    {
        var circuit = SmallCircuits.Hash(5, 11);
        Fr[] state = [Fr.FromInt64(5), Fr.FromInt64(25), Fr.FromInt64(3), Fr.FromInt64(11)];
        Poseidon2<Fr>.Permute(state);
        Assert.Equal(state[0] + Fr.FromInt64(11), circuit.PublicInputs[1]);
        Assert.Empty(MockProver.Check(circuit.System, circuit.Wires, circuit.PublicInputs));
    }

    [Fact]
    public void EveryWireOfTheCircuitIsConstrained()
    {
        // Changing any single wire must break a row: no wire of this circuit is free.
        var circuit = SmallCircuits.Hash(5, 11);
        for (var k = 0; k < circuit.Wires.Length; k++)
        {
            Fr[] wires = [.. circuit.Wires];
            wires[k] += Fr.One;
            Assert.NotEmpty(MockProver.Check(circuit.System, wires, circuit.PublicInputs));
        }
    }

    [Fact]
    public void AnHonestProofIsAccepted()
    {
        var circuit = SmallCircuits.Hash(5, 11);
        var key = PlonkProvingKey.Create(circuit.System, Srs);
        var proof = PlonkProver.Prove(key, circuit.Wires);
        Assert.True(Accepts(key, circuit.PublicInputs, proof));
    }

    [Fact]
    public void AKnownKeyGivesTheSameProvingKey()
    {
        var circuit = SmallCircuits.Hash(5, 11);
        var known = PlonkProvingKey.Create(circuit.System, Srs).Key;
        var key = PlonkProvingKey.Create(circuit.System, Srs, known: known with { });
        Assert.True(Accepts(key, circuit.PublicInputs, PlonkProver.Prove(key, circuit.Wires)));

        // With points of another circuit the proofs convince nobody; another size is noticed.
        var wrong = PlonkProvingKey.Create(circuit.System, Srs, known: known with { Gates = known.Wiring });
        Assert.False(Accepts(wrong, circuit.PublicInputs, PlonkProver.Prove(wrong, circuit.Wires)));
        Assert.Throws<ArgumentException>(() => PlonkProvingKey.Create(circuit.System, Srs, known: known with { LogSize = known.LogSize + 1 }));
    }

    [Fact]
    public void AnotherPublicInputIsRejected()
    {
        var circuit = SmallCircuits.Hash(5, 11);
        var key = PlonkProvingKey.Create(circuit.System, Srs);
        var proof = PlonkProver.Prove(key, circuit.Wires);
        for (var k = 0; k < circuit.PublicInputs.Length; k++)
        {
            var inputs = circuit.PublicInputs;
            inputs[k] += Fr.One;
            Assert.False(Accepts(key, inputs, proof));
        }
    }

    internal static bool Accepts(PlonkProvingKey key, Fr[] inputs, PlonkProof proof)
    {
        if (PlonkVerifier.Reduce(key.Key, inputs, proof, out _) is not { } opening) return false;
        var left = new Pippenger(Cpu.Default).Msm(opening.Points, opening.Factors).ToAffine();
        return Pairing.ProductIsOne([(left, key.Srs.PreparedG2Generator), (-opening.Linearized, key.Srs.PreparedG2Tau)], KernelSet.Default);
    }
}
