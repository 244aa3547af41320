using Zkml.Algebra.Curves;
using Zkml.Circuits.Certificate;
using Zkml.Circuits.Relations;
using Zkml.Prover.Backends;
using Zkml.Prover.Compilation;
using Zkml.Prover.Tests.Models;
using Zkml.Prover.Witness;
using Zkml.Verifier;
using Zkml.Verifier.Codec;
using Zkml.Verifier.Plan;
using Zkml.Wire;

namespace Zkml.Prover.Tests.Attacks;

/// <summary>Hostile publishers: commitments to parameters that are not what the circuit declares.</summary>
public class CertificateTests
{
    private static TestModel Model => TestModel.Split;

    private static readonly Lazy<Proof> LazyHonest = new(() => ModelCertificate.Prove(Model.Lowered, Model.Key, CpuBackend.Default));

    [Fact]
    public void AnHonestCertificateIsAcceptedAndItsAbsenceIsVisible()
    {
        var certified = With(Model.Public, LazyHonest.Value).Prepare(out var rejection);
        Assert.True(rejection is null, $"{rejection}");
        Assert.NotNull(certified!.Key.Certificate);
        var bare = Model.Public.Prepare(out rejection);
        Assert.Null(rejection);
        Assert.Null(bare!.Key.Certificate);
    }

    [Fact]
    public void AWeightOutOfItsDeclaredRangeCannotBeCertified()
    {
        var index = Model.Column("wide.weight").Space.PaddedIndex(7);
        var rejection = Certify(parameters => parameters[0][index] = 8);
        Attempt.IsRejected(rejection, Step.LogUp, "model certificate");
    }

    [Fact]
    public void ABiasOutOfItsDeclaredRangeCannotBeCertified()
    {
        Attempt.IsRejected(Certify(parameters => parameters[1][2] = 64), Step.LogUp, "model certificate");
        Attempt.IsRejected(Certify(parameters => parameters[1][2] = -65), Step.LogUp, "model certificate");
    }

    [Fact]
    public void NonZeroParameterPaddingCannotBeCertified()
    {
        var space = Model.Column("wide.weight").Space;
        var padding = Enumerable.Range(0, space.Size).First(i => !space.IsReal(i));
        Attempt.IsRejected(Certify(parameters => parameters[0][padding] = 1), Step.LogUp, "model certificate");
    }

    /// <summary>A few bytes must not make a verifier build the certificate's circuit and plan.</summary>
    [Fact]
    public void ACertificateShorterThanItsColumnsIsRefusedBeforeItsCircuitIsBuilt()
    {
        var columns = CertificateCircuit.CountColumns(Model.Circuit);
        Assert.True(columns > 0);
        foreach (var length in (long[])[1, (columns * Fr.ByteLength) - 1])
        {
            var writer = KeyCodec.Frame.Begin();
            KeyCodec.WriteBound(writer, Model.Public);
            writer.Block(new byte[length]);
            Assert.Null(KeyCodec.TryDecode(FileFrame.Seal(writer), out var rejection));
            Assert.Equal("certificate: truncated", rejection!.What);
        }
    }

    [Fact]
    public void TheCertificateOfAnotherModelIsRejected()
    {
        var circuit = Model.Circuit;
        var others = circuit.Columns.Select(c => c.Kind == ColumnKind.Parameter ? (long[])Model.Lowered.Parameters[c.Id].Clone() : null).ToArray();
        var index = Model.Column("wide.weight").Id;
        others[index]![0] ^= 1;
        var other = Rekey(others!);
        Attempt.IsRejected(Check(other.Public, LazyHonest.Value), Step.LogUp, "model certificate");
        // The same parameters under another circuit text: the digest is bound too.
        var renamed = new VerifyingKey
        {
            Circuit = circuit, ChunkBits = Model.Public.ChunkBits, ParameterCommitments = Model.Public.ParameterCommitments,
            G2Tau = Model.Public.G2Tau, Inputs = [Model.Public.Inputs[0] with { Name = "b" }], Outputs = Model.Public.Outputs,
        };
        Attempt.IsRejected(Check(renamed, LazyHonest.Value), Step.LogUp, "model certificate");
    }

    [Fact]
    public void WithoutACertificateAFractionalWeightIsNotNoticed()
    {
        // The commitment is to w₀ = w + ½: what a certificate is for. Honest integer columns then fail to open it.
        var key = WithHalf(Model.Column("wide.weight").Id, 0);
        Assert.NotNull(key.Prepare(out var rejection));
        Assert.Null(rejection);
        Attempt.IsRejected(Check(key, CertifyUnder(key, null)), Step.Opening, "model certificate: pairing");
    }

    [Fact]
    public void AFractionalWeightClaimedAsItIsHasNoRowInTheRangeTable()
    {
        var id = Model.Column("wide.weight").Id;
        var key = WithHalf(id, 0);
        var half = Fr.FromInt64(2).Invert();
        var lies = new Lies
        {
            Adjust = p =>
            {
                if (p.Step != Step.LogUp || p.Index >= 0) return;
                for (var k = 0; k < p.Session.Plan.RhoClaims.Count; k++)
                {
                    var claim = p.Session.Plan.RhoClaims[k];
                    if (claim.Column != 0) continue;
                    var weight = half;
                    foreach (var x in p.Session.State.Resolve(claim.Point)) weight *= Fr.One - x;
                    p.Values[k] += weight;
                }
            },
        };
        Attempt.IsRejected(Check(key, CertifyUnder(key, lies)), Step.LogUp, "model certificate: leaf");
    }

    [Fact]
    public void AChangedCertificateIsRejected()
    {
        var proof = LazyHonest.Value;
        foreach (var slot in ProofTampering.Scalars(proof.Scalars).Where((_, k) => k % 17 == 0))
        {
            var honest = slot.Get();
            slot.Set(honest + Fr.One);
            var rejection = Check(Model.Public, proof);
            slot.Set(honest);
            Assert.True(rejection is not null, $"ACCEPTED: {slot.Path}");
            Assert.StartsWith("model certificate", rejection.What, StringComparison.Ordinal);
        }
    }

    /// <summary>A publisher commits to changed parameters and certifies them as well as it can.</summary>
    private static Rejection? Certify(Action<long[][]> change)
    {
        long[][] parameters = [.. Model.Key.Verification.Plan.Parameters.Columns.Select(id => (long[])Model.Lowered.Parameters[id].Clone())];
        change(parameters);
        var all = new long[Model.Circuit.Columns.Count][];
        for (var k = 0; k < parameters.Length; k++) all[Model.Key.Verification.Plan.Parameters.Columns[k]] = parameters[k];
        var (key, proving) = (Rekey(all).Public, Rekey(all).Key);
        Assert.NotNull(key.Prepare(out _));
        return Check(key, LyingCertificate.Prove(Model.Circuit, key, proving, parameters, null));
    }

    private static Proof CertifyUnder(VerifyingKey key, Lies? lies)
    {
        long[][] parameters = [.. Model.Key.Verification.Plan.Parameters.Columns.Select(id => Model.Lowered.Parameters[id])];
        return LyingCertificate.Prove(Model.Circuit, key, Model.Key, parameters, lies);
    }

    private static (ProvingKey Key, VerifyingKey Public) Rekey(long[][] parameters)
    {
        var values = Model.Lowered.Parameters.Keys.ToDictionary(id => id, id => parameters[id]);
        return ModelCompiler.Commit(Model.Graph, Model.Lowered with { Parameters = values }, TestKeys.Srs, Model.Public.ChunkBits, null, CpuBackend.Default);
    }

    /// <summary>The key with ½ added to one committed coefficient.</summary>
    private static VerifyingKey WithHalf(int column, int entry)
    {
        var packed = Model.Key.Verification.Plan.Parameters;
        var position = (int)packed.TilesOf(column).Single().Slot.Offset + entry;
        var commitments = Model.Public.ParameterCommitments.ToArray();
        var (chunk, at) = (position >> packed.ChunkBits, position & ((1 << packed.ChunkBits) - 1));
        commitments[chunk] = (commitments[chunk] + (TestKeys.Srs.G1Powers.Span[at] * Fr.FromInt64(2).Invert()).ToAffine()).ToAffine();
        return new VerifyingKey
        {
            Circuit = Model.Circuit, ChunkBits = Model.Public.ChunkBits, ParameterCommitments = commitments,
            G2Tau = Model.Public.G2Tau, Inputs = Model.Public.Inputs, Outputs = Model.Public.Outputs,
        };
    }

    private static Rejection? Check(VerifyingKey key, Proof certificate)
    {
        var prepared = With(key, certificate).Prepare(out var rejection);
        Assert.Equal(prepared is null, rejection is not null);
        return rejection;
    }

    private static VerifyingKey With(VerifyingKey key, Proof certificate) => new()
    {
        Circuit = key.Circuit,
        ChunkBits = key.ChunkBits,
        ParameterCommitments = key.ParameterCommitments,
        G2Tau = key.G2Tau,
        Inputs = key.Inputs,
        Outputs = key.Outputs,
        Certificate = certificate,
    };
}
