using System.Collections.Concurrent;
using Xunit.Abstractions;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Compilation;
using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;
using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper.Tests;

/// <summary>
/// The verifier in the circuit against the verifier over field elements: equal transcripts at every check, equal verdicts, equal factors
/// of the deferred pairing check, on honest and on changed proofs (docs/wrapper.md §1).
/// </summary>
public class AgreementTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("cancer_mlp", 11, true)]
    [InlineData("mnist_lenet", 16, false)]
    public void BothVerifiersAgreeWhateverScalarsAreChanged(string name, int chunkBits, bool everyLayer)
    {
        var honest = ExampleModels.Get(name, chunkBits).Prove();
        Assert.Null(Compare(honest, honest.Statement, honest.Proof, honest.Salt, "nothing"));
        var random = new Random(4);
        var changes = new List<(string Name, Proof Proof)>();
        var count = ProofMutations.Arrays(honest.Proof.Scalars).Count;
        for (var k = 0; k < count; k++)
        {
            var proof = ProofMutations.Clone(honest);
            var (array, values) = ProofMutations.Arrays(proof.Scalars)[k];
            if (!everyLayer && array.StartsWith(nameof(ProofScalars<Fr>.LogUpRounds), StringComparison.Ordinal)) continue;
            if (values.Length == 0) continue;
            values[random.Next(values.Length)] += Fr.FromInt64(random.Next(1, 100));
            changes.Add((array, proof));
        }
        changes.AddRange(ProofMutations.OfSingles(honest));
        Assert.InRange(Verdicts(honest, changes).GetValueOrDefault("accepted"), 1, changes.Count / 2);
    }

    [Fact]
    public void BothVerifiersAgreeWhateverPointsAreChanged()
    {
        // The circuit knows points by their digests alone: the last ones change nothing that a scalar check sees.
        var honest = ExampleModels.Get("cancer_mlp", 11).Prove();
        var verdicts = Verdicts(honest, ProofMutations.OfPoints(honest));
        Assert.Equal(8, verdicts["accepted"]);
        Assert.Equal(honest.Proof.Points.WitnessCommitments.Length, verdicts[nameof(Step.LogUp)]);
    }

    [Fact]
    public void BothVerifiersAgreeWhateverStatementIsProven()
    {
        var honest = ExampleModels.Get("cancer_mlp", 11).Prove();
        var s = honest.Statement;
        Assert.Equal(Step.LogUp, Compare(honest, s, honest.Proof, honest.Salt + Fr.One, "salt")!.Step);
        Assert.Equal(Step.LogUp, Compare(honest, s with { Context = s.Context + Fr.One }, honest.Proof, honest.Salt, "context")!.Step);
        var column = honest.Key.Plan.Circuit.Columns[honest.Key.Plan.Circuit.Outputs[0]];
        foreach (var value in (long[])[column.Min, column.Max])
        {
            var changed = s with { Outputs = [[value, .. s.Outputs[0].Skip(1)]] };
            Assert.Equal(Step.LogUp, Compare(honest, changed, honest.Proof, honest.Salt, "output")!.Step);
        }

        // Outside its range a value is refused before the transcript begins, and by a row of its own.
        foreach (var value in (long[])[column.Min - 1, column.Max + 1])
        {
            var changed = s with { Outputs = [[value, .. s.Outputs[0].Skip(1)]] };
            Assert.Equal(Step.Statement, CoreVerifier.Verify(honest.Key, changed, honest.Proof, honest.Salt)!.Step);
            var assigned = VerifierCircuit.Assign(honest.Key, changed, honest.Proof, honest.Salt);
            Assert.Equal("public tensors", MockProver.Check(assigned.System, assigned.Wires, assigned.PublicInputs)[0].Label);
        }
    }

    private SortedDictionary<string, int> Verdicts(HidingProof honest, IReadOnlyCollection<(string Name, Proof Proof)> changes)
    {
        var verdicts = new ConcurrentBag<string>();
        Parallel.ForEach(changes, change =>
        {
            var rejection = Compare(honest, honest.Statement, change.Proof, honest.Salt, change.Name);
            verdicts.Add(rejection?.Step.ToString() ?? "accepted");
        });
        var sorted = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var verdict in verdicts) sorted[verdict] = sorted.GetValueOrDefault(verdict) + 1;
        output.WriteLine($"{changes.Count} changes: {string.Join(", ", sorted.Select(v => $"{v.Key} {v.Value}"))}");
        return sorted;
    }

    /// <summary>Runs both and requires that they agree; the native rejection, null when the scalars are accepted.</summary>
    private static Rejection? Compare(HidingProof honest, Statement statement, Proof proof, Fr salt, string change)
    {
        var key = honest.Key;
        var transcript = new Transcript<Fr>(Labels.ProtocolId);
        var native = new Watch<Fr>(FieldAssertions.Instance, transcript);
        var state = new ProtocolState<Fr>
        {
            Plan = key.Plan,
            Transcript = transcript,
            Assertions = native,
            Proof = proof.Scalars,
            Digests = PointEncoding.Digests(proof.Points),
            Publics = CoreVerifier.PublicTables(key.Plan, statement, Cpu.Default),
        };
        var opening = VerifierCore.Run(state, key.StatementDigest, statement.Context, salt);
        Watch<Variable>? circuit = null;
        var assigned = VerifierCircuit.Assign(key, statement, proof, salt, (inner, t) => circuit = new Watch<Variable>(inner, t));
        var failed = MockProver.Check(assigned.System, assigned.Wires, assigned.PublicInputs, limit: 1);

        // The native verifier stops at the first failed check, the circuit states all of them.
        for (var k = 0; k < native.Seen.Count; k++)
        {
            Assert.True(native.Seen[k].What == circuit!.Seen[k].What, $"{change}: check {k}");
            Assert.True(native.Seen[k].State.SequenceEqual(circuit.Seen[k].State.Select(v => v.Value)), $"{change}: transcript at check {k}");
        }
        Assert.True((opening is null) == (failed.Count > 0), $"{change}: native {state.Rejection}, circuit {string.Join(" ", failed)}");
        if (opening is null)
        {
            Assert.Equal(state.Rejection!.Step.ToString(), failed[0].Label);
            return state.Rejection;
        }
        Assert.Equal(native.Seen.Count, circuit!.Seen.Count);
        Assert.Equal(VerifierCircuit.Factors(opening), assigned.PublicInputs[^VerifierCircuit.FactorCount(key.Plan)..]);
        return null;
    }

    /// <summary>Records the sponge's state at every check.</summary>
    private sealed class Watch<T>(IAssertions<T> inner, Transcript<T> transcript) : IAssertions<T>
        where T : struct, IScalar<T>
    {
        public List<(string What, T[] State)> Seen { get; } = [];

        public void Enter(Step step)
        {
            Record(step.ToString());
            inner.Enter(step);
        }

        public bool AreEqual(T left, T right)
        {
            Record("equal");
            return inner.AreEqual(left, right);
        }

        public bool IsNonZero(T value)
        {
            Record("not zero");
            return inner.IsNonZero(value);
        }

        public string Show(T value) => inner.Show(value);

        private void Record(string what)
        {
            var s = transcript.State;
            Seen.Add((what, [s.Word0, s.Word1, s.Word2, s.Capacity]));
        }
    }
}
