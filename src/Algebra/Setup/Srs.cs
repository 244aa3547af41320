using System.Security.Cryptography;
using System.Text;
using Zkml.Algebra.Curves;
using Zkml.Algebra.Memory;
using Zkml.Algebra.Pairings;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Setup;

/// <summary>
/// A structured reference string of KZG: [τ^i]₁ for i below 2^k, [1]₂ and [τ]₂, and a base H of G1 for blinding whose
/// discrete logarithm nobody knows. Immutable.
/// </summary>
public sealed class Srs
{
    /// <summary>The largest supported k.</summary>
    public const int MaxLogSize = 28;

    // Every so many products of a chain, some milliseconds.
    private const int CheckMask = (1 << 16) - 1;

    private const string BlindingDomain = "zkml.srs.blinding-base.v1";
    private const string DevelopmentDomain = "zkml.srs.development-tau.v1";
    private const string IdDomain = "zkml.srs.id.v1";

    internal Srs(ReadOnlyMemory<G1Affine> powers, in G2Affine tau, bool isDevelopment)
    {
        G1Powers = powers;
        G2Tau = tau;
        IsDevelopment = isDevelopment;
        LogSize = System.Numerics.BitOperations.Log2((uint)powers.Length);
        PreparedG2Generator = new(G2Affine.Generator);
        PreparedG2Tau = new(tau);
        IdBytes = ComputeId();
    }

    /// <summary>H, the same for every reference string: hashed to the curve from a fixed domain string.</summary>
    public static G1Affine StandardBlindingBase { get; } = HashToCurve.ToG1(BlindingDomain);

    /// <summary>[τ]₂ of the development strings, for those who only want to recognize them.</summary>
    public static G2Affine DevelopmentG2Tau => (G2Affine.Generator * DevelopmentTau).ToAffine();

    private static Fr DevelopmentTau => Fr.FromUniform64(SHA512.HashData(Encoding.UTF8.GetBytes(DevelopmentDomain)));

    /// <summary>k, at least 1.</summary>
    public int LogSize { get; }

    /// <summary>[τ^i]₁ for i = 0, …, 2^k − 1.</summary>
    public ReadOnlyMemory<G1Affine> G1Powers { get; }

    /// <summary>[1]₂.</summary>
    public G2Affine G2Generator => G2Affine.Generator;

    /// <summary>[τ]₂.</summary>
    public G2Affine G2Tau { get; }

    /// <summary>The Miller loop lines of [1]₂.</summary>
    public G2Prepared PreparedG2Generator { get; }

    /// <summary>The Miller loop lines of [τ]₂.</summary>
    public G2Prepared PreparedG2Tau { get; }

    /// <summary>H.</summary>
    public G1Affine BlindingBase => StandardBlindingBase;

    /// <summary>Whether τ is publicly known, so that proofs under this string prove nothing.</summary>
    public bool IsDevelopment { get; }

    /// <summary>
    /// SHA-256 of "zkml.srs.id.v1"‖k‖[1]₁‖[τ]₁‖[1]₂‖[τ]₂‖H, k in one byte and points in their encodings: pins τ, and
    /// with it every power, the size, and H.
    /// </summary>
    public ReadOnlyMemory<byte> IdBytes { get; }

    /// <summary>The identity as 64 lowercase hexadecimal digits.</summary>
    public string Id => Convert.ToHexStringLower(IdBytes.Span);

    /// <summary>
    /// The development string of size 2^k, whose τ is the SHA-512 hash of a public text modulo r: deterministic,
    /// quick to make, and without any security.
    /// </summary>
    /// <param name="logSize">k.</param>
    /// <param name="cpu">Null for the program's default.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is not in [1, 28].</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public static Srs Development(int logSize, Cpu? cpu = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logSize, MaxLogSize);
        cpu ??= Cpu.Default;
        Fr tau = DevelopmentTau;
        var exponents = new Fr[1 << logSize];
        exponents[0] = Fr.One;
        for (var i = 1; i < exponents.Length; i++)
        {
            if ((i & CheckMask) == 0) cpu.ThrowIfCancelled();
            exponents[i] = exponents[i - 1] * tau;
        }
        Memory<G1Affine> powers = new AlignedMemory<G1Affine>(exponents.Length).Memory;
        new FixedBaseTable(G1Affine.Generator, cpu.Kernels).MultiplyAll(exponents, powers, cpu);
        return new(powers, DevelopmentG2Tau, isDevelopment: true);
    }

    /// <summary>The string of the first 2^k powers of this one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">k is not in [1, LogSize].</exception>
    public Srs Truncate(int logSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logSize, LogSize);
        return logSize == LogSize ? this : new(G1Powers[..(1 << logSize)], G2Tau, IsDevelopment);
    }

    private byte[] ComputeId()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(IdDomain));
        hash.AppendData([(byte)LogSize]);
        hash.AppendData(G1Powers.Span[0].ToBytes());
        hash.AppendData(G1Powers.Span[1].ToBytes());
        hash.AppendData(G2Generator.ToBytes());
        hash.AppendData(G2Tau.ToBytes());
        hash.AppendData(BlindingBase.ToBytes());
        return hash.GetHashAndReset();
    }
}
