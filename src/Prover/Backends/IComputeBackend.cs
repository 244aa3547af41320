using Zkml.Algebra.Curves;
using Zkml.Algebra.Threading;

namespace Zkml.Prover.Backends;

/// <summary>The three coefficients of a round polynomial that a kernel computes; the linear one is never needed.</summary>
public readonly record struct RoundSums(Fr Constant, Fr Quadratic, Fr Cubic);

/// <summary>
/// The prover's heavy kernels. A backend never sees the transcript: the protocol owns the challenges. Every backend
/// returns the same bytes as <see cref="CpuBackend"/> on its portable tier, the reference. Thread-safe: several proofs may
/// use one at the same time.
/// </summary>
public interface IComputeBackend
{
    /// <summary>
    /// What runs on this machine's processor between the kernels below: its vector kernels, its threads, and whether the proof
    /// is still wanted.
    /// </summary>
    Cpu Cpu { get; }

    /// <summary>
    /// The same backend for one call that can be cancelled: its operations then throw <see cref="OperationCanceledException"/>
    /// soon, and leave nothing running.
    /// </summary>
    IComputeBackend With(CancellationToken cancellation);

    /// <summary>Σ scalars[i]·bases[i]; both of the same length.</summary>
    G1Affine Msm(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<Fr> scalars);

    /// <summary>Σ scalars[i]·bases[i] over small signed integers.</summary>
    G1Affine MsmSmall(ReadOnlyMemory<G1Affine> bases, ReadOnlyMemory<long> scalars);

    /// <summary>
    /// Binds variable 0 of the first <paramref name="length"/> entries in place, entries beyond being zero; returns the
    /// new length, ⌈length/2⌉.
    /// </summary>
    int Fold(Fr[] table, int length, Fr r);

    /// <summary>
    /// <c>Σ_x A(X, x)·B(X, x)</c> as a polynomial in X, over tables of which entries beyond <paramref name="length"/> are
    /// zero: constant and quadratic coefficient.
    /// </summary>
    RoundSums ProductRound(Fr[] a, Fr[] b, int length);

    /// <summary><c>Σ_x E(X, x)·A(X, x)·B(X, x)</c>: constant, quadratic and cubic coefficient.</summary>
    RoundSums WeightedProductRound(Fr[] e, Fr[] a, Fr[] b, int length);

    /// <summary>
    /// <c>Σ_x E(x)·(A·D + B·C)(X, x)</c> with <c>E(x) = low[x mod |low|]·high[x / |low|]</c> over the remaining variables, |low|
    /// a power of two and the length even: constant and quadratic coefficient. The LogUp layer's inner polynomial,
    /// A = p0 + λ·q0, B = p1, C = q0, D = q1.
    /// </summary>
    RoundSums FractionRound(ReadOnlyMemory<Fr> low, ReadOnlyMemory<Fr> high, Fr[] a, Fr[] b, Fr[] c, Fr[] d, int length);

    /// <summary>Values at the powers of ω to coefficients, in place; the length is a power of two (<see cref="Algebra.Transforms.Ntt"/>).</summary>
    void InverseTransform(Span<Fr> values);

    /// <summary>Coefficients to values at shift·ω^i, in place.</summary>
    void CosetTransform(Span<Fr> values, Fr shift);

    /// <summary>Values at shift·ω^i to coefficients, in place.</summary>
    void InverseCosetTransform(Span<Fr> values, Fr shift);
}
