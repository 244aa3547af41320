using Zkml.Algebra.Curves;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Setup;

namespace Zkml.Verifier;

/// <summary>Where a key's powers of tau come from. Soundness needs a τ that nobody knows.</summary>
public enum SetupOrigin
{
    /// <summary>Unknown to this program: the verifier must know who made it.</summary>
    Unknown,

    /// <summary>τ is public knowledge: anyone can forge.</summary>
    Development,

    /// <summary>The Perpetual Powers of Tau with the Hermez beacon (the <c>powersOfTau28_hez_final</c> files).</summary>
    PerpetualPowersOfTau,
}

/// <summary>
/// The ceremonies that this program can tell by their [τ]₂. The publisher of a key chooses its SRS, so a verifier must
/// not take an unknown one on trust.
/// </summary>
public static class KnownSetups
{
    private static readonly Lazy<G2Affine> DevelopmentTau = new(() => Srs.DevelopmentG2Tau);

    /// <summary>Read from powersOfTau28_hez_final_09.ptau and _11.ptau, whose BLAKE2b is in snarkjs' README.</summary>
    private static readonly G2Affine PerpetualTau = new(
        new Fq2(
            Fq.FromHex("30441fd1b5d3370482c42152a8899027716989a6996c2535bc9f7fee8aaef79e"),
            Fq.FromHex("26186a2d65ee4d2f9c9a5b91f86597d35f192cd120caf7e935d8443d1938e23d")),
        new Fq2(
            Fq.FromHex("054793348f12c0cf5622c340573cb277586319de359ab9389778f689786b1e48"),
            Fq.FromHex("1970ea81dd6992adfbc571effb03503adbbb6a857f578403c6c40e22d65b3c02")));

    public static SetupOrigin OriginOf(G2Affine tau)
    {
        if (tau == DevelopmentTau.Value) return SetupOrigin.Development;
        return tau == PerpetualTau ? SetupOrigin.PerpetualPowersOfTau : SetupOrigin.Unknown;
    }
}
