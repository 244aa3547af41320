using System.Numerics;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// The number-theoretic transform over Fr in place, natural order in and out, sizes 2^0 to 2^28. Forward: out[i] = Σ_j
/// in[j]·ω^(ij) for the root ω of <see cref="RootOfUnity"/>. On several threads from 2^13 values on. The assembled tier takes a
/// buffer as large as the values from the shared array pool. Same results on every tier.
/// A cancelled transform leaves the values in no useful state.
/// </summary>
public static class Ntt
{
    /// <summary>The 2-adicity of r − 1.</summary>
    public const int MaxLogSize = 28;

    /// <summary>A generator of the multiplicative group of Fr; also the usual coset shift.</summary>
    public const ulong Generator = 5;

    private static readonly Fr MaximalRoot = Fr.FromUInt64(Generator).Pow((Fr.Modulus - 1) >> MaxLogSize);

    /// <summary>The primitive 2^logSize-th root of unity 5^((r − 1)/2^logSize).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 28].</exception>
    public static Fr RootOfUnity(int logSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logSize, MaxLogSize);
        Fr root = MaximalRoot;
        for (var i = logSize; i < MaxLogSize; i++) root = root.Square();
        return root;
    }

    /// <summary>Coefficients to values at the powers of ω.</summary>
    /// <exception cref="ArgumentException">The length is not a power of two up to 2^28 (also for the others).</exception>
    public static void Forward(Span<Fr> values, Cpu cpu) => ForwardCoset(values, Fr.One, cpu);

    /// <summary>Values at the powers of ω to coefficients.</summary>
    public static void Inverse(Span<Fr> values, Cpu cpu) => InverseCoset(values, Fr.One, cpu);

    /// <summary>Coefficients to values at shift·ω^i.</summary>
    public static void ForwardCoset(Span<Fr> values, Fr shift, Cpu cpu)
    {
        var logSize = LogSize(values.Length);
        if (UsesLanes(logSize, cpu)) LaneNtt.Run(values, TransformPlan.For(logSize, inverse: false, shift, cpu), cpu);
        else PortableNtt.Forward(values, logSize, shift, cpu);
    }

    /// <summary>Values at shift·ω^i to coefficients.</summary>
    /// <exception cref="ArgumentException">The shift is zero; or as for the others.</exception>
    public static void InverseCoset(Span<Fr> values, Fr shift, Cpu cpu)
    {
        var logSize = LogSize(values.Length);
        if (shift.IsZero) throw new ArgumentException("The values at multiples of zero do not determine coefficients.", nameof(shift));
        if (UsesLanes(logSize, cpu)) LaneNtt.Run(values, TransformPlan.For(logSize, inverse: true, shift, cpu), cpu);
        else PortableNtt.Inverse(values, logSize, shift, cpu);
    }

    private static bool UsesLanes(int logSize, Cpu cpu) => logSize >= LaneNtt.MinLogSize && cpu.Kernels.Tier == KernelTier.Assembled;

    private static int LogSize(int length)
    {
        if (!BitOperations.IsPow2(length) || length > 1 << MaxLogSize)
        {
            throw new ArgumentException($"A transform of {length} values: the length must be a power of two up to 2^28.");
        }
        return BitOperations.Log2((uint)length);
    }
}
