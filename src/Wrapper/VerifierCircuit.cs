using Zkml.Algebra.Transcripts;
using Zkml.Circuits.Relations;
using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;
using Zkml.Verifier.Stages;
using Zkml.Wrapper.Circuit;

namespace Zkml.Wrapper;

/// <summary>A circuit with an assignment of its wires and the public inputs among them.</summary>
public sealed class AssignedCircuit(ConstraintSystem system, Fr[] wires)
{
    public ConstraintSystem System { get; } = system;

    public Fr[] Wires { get; } = wires;

    /// <summary>The values of the public inputs, in order.</summary>
    public Fr[] PublicInputs => [.. System.Rows[..System.PublicInputs].Select(r => Wires[r.A])];
}

/// <summary>
/// The core verifier as a circuit: <see cref="VerifierCore"/> run over circuit variables (docs/wrapper.md §1). The rows depend on
/// the key alone; the assignment on statement and proof.
/// </summary>
public static class VerifierCircuit
{
    /// <summary>The circuit of a key, under an assignment that need not satisfy it.</summary>
    public static ConstraintSystem Compile(CoreKey key, CancellationToken cancellation = default)
    {
        var circuit = key.Plan.Circuit;
        var statement = new Statement(Fr.Zero, Lowest(circuit, circuit.Inputs), Lowest(circuit, circuit.Outputs));
        var digests = new PointDigests<Fr>(Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero, Fr.Zero);
        return Build(key, statement, digests, ProofShape.Allocate<Fr>(key.Plan), Fr.Zero, cancellation).System;
    }

    /// <summary>
    /// The circuit with the wires that a proof assigns. The proof must have the key's shape; the salt is that of a hiding
    /// proof, and 0 for a plain one.
    /// </summary>
    public static AssignedCircuit Assign(CoreKey key, Statement statement, Proof proof, Fr salt, CancellationToken cancellation = default) =>
        Build(key, statement, PointEncoding.Digests(proof.Points), proof.Scalars, salt, cancellation);

    /// <summary>As above; the test's assertions see every check as it is stated, with the transcript at that moment.</summary>
    internal static AssignedCircuit Assign(
        CoreKey key, Statement statement, Proof proof, Fr salt, Func<IAssertions<Variable>, Transcript<Variable>, IAssertions<Variable>> watch) =>
        Build(key, statement, PointEncoding.Digests(proof.Points), proof.Scalars, salt, default, watch);

    private static long[][] Lowest(Circuits.Circuit circuit, IReadOnlyList<int> ids) =>
        [.. ids.Select(id => Lowest(circuit.Columns[id]))];

    private static long[] Lowest(Column column)
    {
        var values = new long[column.Space.TrueSize];
        Array.Fill(values, column.Min);
        return values;
    }

    private static AssignedCircuit Build(
        CoreKey key, Statement statement, PointDigests<Fr> digests, ProofScalars<Fr> scalars, Fr salt, CancellationToken cancellation,
        Func<IAssertions<Variable>, Transcript<Variable>, IAssertions<Variable>>? watch = null)
    {
        var builder = new CircuitBuilder(cancellation);
        var context = builder.PublicInput(statement.Context);
        var publics = new Dictionary<int, Variable[]>();
        builder.Label("public tensors");
        AddPublics(builder, key.Plan.Circuit, key.Plan.Circuit.Inputs, statement.Inputs, publics);
        AddPublics(builder, key.Plan.Circuit, key.Plan.Circuit.Outputs, statement.Outputs, publics);
        var transcript = new Transcript<Variable>(Labels.ProtocolId);
        var assertions = new CircuitAssertions(builder);
        var state = new ProtocolState<Variable>
        {
            Plan = key.Plan,
            Transcript = transcript,
            Assertions = watch?.Invoke(assertions, transcript) ?? assertions,
            Proof = Witness(builder, scalars),
            Digests = PublicDigests(builder, digests),
            Publics = publics,
        };
        var opening = VerifierCore.Run(state, Variable.FromConstant(key.StatementDigest), context, Salt(builder, key, salt))
            ?? throw new InvalidOperationException("The verifier stopped early in the circuit; its checks must all be stated.");
        builder.Label("public outputs");
        foreach (var factor in Factors(opening)) builder.Publish(factor);
        var (system, wires) = builder.Build();
        return new AssignedCircuit(system, wires);
    }

    /// <summary>The factors of the deferred check in the order of docs/wrapper.md §1.1.</summary>
    internal static T[] Factors<T>(DeferredOpening<T> opening)
        where T : struct, Algebra.Fields.IScalar<T> =>
    [
        .. opening.Commitments, opening.Generator, opening.BlindingBase, opening.Folded, opening.Quotient, opening.Remainder,
        opening.InnerProduct, opening.Reversed, opening.AtZeta, opening.Batch, opening.Linearized, opening.Pairing,
    ];

    /// <summary>Batches of points whose digests are public inputs.</summary>
    public const int DigestCount = 7;

    /// <summary>Number of factors of a plan's deferred check: one for each commitment, and eleven.</summary>
    public static int FactorCount(ProofPlan plan) => plan.Parameters.Chunks + plan.WitnessCommitments + 11;

    /// <summary>Number of public inputs: context, words of the tensors that are shown, digests, factors.</summary>
    public static int PublicInputCount(CoreKey key) =>
        1 + Words(key.Plan.Circuit, key.Plan.Circuit.Inputs) + Words(key.Plan.Circuit, key.Plan.Circuit.Outputs) + DigestCount + FactorCount(key.Plan);

    private static int Words(Circuits.Circuit circuit, IReadOnlyList<int> ids) =>
        ids.Sum(id => StatementStage.Pack<Fr>(circuit.Columns[id], new Fr[circuit.Columns[id].Space.TrueSize]).Length);

    /// <summary>A private wire that nothing constrains but the transcript; the constant 0 where nothing is hidden.</summary>
    private static Variable Salt(CircuitBuilder builder, CoreKey key, Fr salt) =>
        key.Plan.IsHiding ? builder.NewVariable(salt) : Variable.Zero;

    /// <summary>Packed words as public inputs, their values as range-checked wires.</summary>
    private static void AddPublics(
        CircuitBuilder builder, Circuits.Circuit circuit, IReadOnlyList<int> ids, long[][] values, Dictionary<int, Variable[]> publics)
    {
        for (var k = 0; k < ids.Count; k++)
        {
            var column = circuit.Columns[ids[k]];
            var variables = new Variable[values[k].Length];
            for (var i = 0; i < variables.Length; i++)
            {
                variables[i] = builder.NewVariable(Fr.FromInt64(values[k][i]));
                RangeCheck.Between(builder, variables[i], column.Min, column.Max);
            }
            foreach (var word in StatementStage.Pack<Variable>(column, variables)) builder.Publish(word);
            publics[ids[k]] = StatementStage.Pad<Variable>(column, variables);
        }
    }

    private static PointDigests<Variable> PublicDigests(CircuitBuilder builder, PointDigests<Fr> d) => new(
        builder.PublicInput(d.Witness),
        builder.PublicInput(d.Folded),
        builder.PublicInput(d.Quotient),
        builder.PublicInput(d.Products),
        builder.PublicInput(d.AtZeta),
        builder.PublicInput(d.Batch),
        builder.PublicInput(d.Linearized));

    private static ProofScalars<Variable> Witness(CircuitBuilder builder, ProofScalars<Fr> s) => new()
    {
        RootDenominator = builder.NewVariable(s.RootDenominator),
        LogUpRounds = Array.ConvertAll(s.LogUpRounds, rounds => Rows(builder, rounds)),
        LogUpEnds = Rows(builder, s.LogUpEnds),
        RhoEvaluations = Row(builder, s.RhoEvaluations),
        ContractionRounds = Rows(builder, s.ContractionRounds),
        XEvaluations = Row(builder, s.XEvaluations),
        IndexMapRounds = Rows(builder, s.IndexMapRounds),
        ZEvaluations = Row(builder, s.ZEvaluations),
        ReductionRounds = Rows(builder, s.ReductionRounds),
        YEvaluations = Row(builder, s.YEvaluations),
        Blinding = builder.NewVariable(s.Blinding),
        OpeningEvaluations = Row(builder, s.OpeningEvaluations),
    };

    private static Variable[][] Rows(CircuitBuilder builder, Fr[][] values) => Array.ConvertAll(values, v => Row(builder, v));

    private static Variable[] Row(CircuitBuilder builder, Fr[] values) => Array.ConvertAll(values, v => builder.NewVariable(v));
}
