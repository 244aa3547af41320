using Zkml.Algebra.Curves;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Polynomials;
using Zkml.Algebra.Setup;
using Zkml.Algebra.Threading;
using Zkml.Algebra.Transcripts;
using Zkml.Prover.Backends;
using Zkml.Prover.Tests.Attacks;
using Zkml.Prover.Tests.Circuits;
using Zkml.Prover.Tests.Kernels;
using Zkml.Verifier;
using Zkml.Verifier.Arithmetic;
using Zkml.Verifier.Plan;

namespace Zkml.Prover.Tests.Openings;

/// <summary>The multilinear opening by itself, at odd and even numbers of variables.</summary>
public class MercuryTests
{
    private static readonly Srs Powers = Srs.Development(12);

    public static TheoryData<int> Sizes => [4, 5, 6, 7, 8, 9, 11, 12];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TheTrueValueIsAcceptedAndAFalseOneIsNot(int n)
    {
        var random = new RandomElements(n);
        var (f, u) = (random.Array(1 << n), random.Array(n));
        var value = Multilinear.Evaluate((ReadOnlySpan<Fr>)f, u, Cpu.Default);
        var session = Prove(f, u);
        var commitment = Stages.Mercury.Commit(session, f);
        Assert.True(Verify(session, commitment, u, value));
        Assert.False(Verify(session, commitment, u, value + Fr.One));
        u[n - 1] += Fr.One;
        Assert.False(Verify(session, commitment, u, value));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    public void SpecialPolynomialsAndPointsOpen(int n)
    {
        var random = new RandomElements(n);
        var zero = new Fr[1 << n];
        var one = Enumerable.Repeat(Fr.One, 1 << n).ToArray();
        var last = new Fr[1 << n];
        last[^1] = Fr.FromInt64(-5);
        Fr[] corner = [.. Enumerable.Range(0, n).Select(k => k % 2 == 0 ? Fr.One : Fr.Zero)];
        foreach (var f in new[] { zero, one, last })
        {
            foreach (var u in new[] { corner, new Fr[n], random.Array(n) })
            {
                var session = Prove(f, u);
                var commitment = Stages.Mercury.Commit(session, f);
                var value = Multilinear.Evaluate((ReadOnlySpan<Fr>)f, u, Cpu.Default);
                Assert.True(Verify(session, commitment, u, value));
                Assert.False(Verify(session, commitment, u, value - Fr.One));
            }
        }
    }

    private static ProverSession Prove(Fr[] f, Fr[] u)
    {
        var circuit = DenseRelu.Build();
        var key = TestKeys.Make(circuit, DenseRelu.Trace(circuit, [1, 2, 3, 4, 5]), 4);
        var plan = key.Verification.Plan;
        var session = new ProverSession
        {
            Key = new ProvingKey
            {
                Verification = key.Verification, Srs = Powers, Parameters = key.Parameters,
                PackedParameters = key.PackedParameters, ParameterBlindings = key.ParameterBlindings,
            },
            State = State(plan, ProofShape.Allocate<Fr>(plan), ProofShape.AllocatePoints(plan)),
            Columns = [],
            Points = ProofShape.AllocatePoints(plan),
            Backend = CpuBackend.Default,
        };
        Stages.Mercury.Prove(session, f, u);
        return session;
    }

    private static bool Verify(ProverSession session, G1Affine commitment, Fr[] u, Fr value)
    {
        var plan = session.Plan;
        var state = State(plan, session.State.Proof, session.Points);
        var opening = Zkml.Verifier.Stages.Mercury.Verify(state, [Fr.One], u, value);
        if (opening is null) return false;
        var key = new CoreKey(plan, Fr.Zero, [commitment], new G2Prepared(Powers.G2Tau));
        var points = ProofShape.AllocatePoints(plan);
        (points.Folded, points.Quotient, points.Remainder) = (session.Points.Folded, session.Points.Quotient, session.Points.Remainder);
        (points.InnerProduct, points.Reversed, points.AtZeta) = (session.Points.InnerProduct, session.Points.Reversed, session.Points.AtZeta);
        (points.Batch, points.Linearized) = (session.Points.Batch, session.Points.Linearized);
        return LaxVerifier.PairingHolds(key, WithoutCommitments(points), opening);
    }

    private static ProofPoints WithoutCommitments(ProofPoints p) => new()
    {
        WitnessCommitments = [],
        Folded = p.Folded,
        Quotient = p.Quotient,
        Remainder = p.Remainder,
        InnerProduct = p.InnerProduct,
        Reversed = p.Reversed,
        AtZeta = p.AtZeta,
        Batch = p.Batch,
        Linearized = p.Linearized,
    };

    private static ProtocolState<Fr> State(ProofPlan plan, ProofScalars<Fr> proof, ProofPoints points) => new()
    {
        Plan = plan,
        Transcript = new Transcript<Fr>("mercury-alone"),
        Assertions = FieldAssertions.Instance,
        Proof = proof,
        Digests = PointEncoding.Digests(points),
        Publics = new Dictionary<int, Fr[]>(),
    };
}
