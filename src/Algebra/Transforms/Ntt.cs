using System.Numerics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// The number-theoretic transform over Fr in place: radix 2, decimation in time, natural order in and out, sizes 2^0
/// to 2^28. Forward: out[i] = Σ_j in[j]·ω^(ij) for the root ω of <see cref="RootOfUnity"/>.
/// </summary>
public static class Ntt
{
    /// <summary>The 2-adicity of r − 1.</summary>
    public const int MaxLogSize = 28;

    private const int ParallelThreshold = 1 << 12;

    private static readonly Fr MaximalRoot = Fr.FromUInt64(Generator).Pow((Fr.Modulus - 1) >> MaxLogSize);

    // roots[2^s + j] = ω^j for ω of order 2^(s+1): one table serves every size up to its own.
    private static Fr[] roots = [Fr.Zero, Fr.One];

    /// <summary>A generator of the multiplicative group of Fr; also the usual coset shift.</summary>
    public const ulong Generator = 5;

    /// <summary>The primitive 2^logSize-th root of unity 5^((r − 1)/2^logSize).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in [0, 28].</exception>
    public static Fr RootOfUnity(int logSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logSize, MaxLogSize);
        Fr root = MaximalRoot;
        for (int i = logSize; i < MaxLogSize; i++)
            root = root.Square();
        return root;
    }

    /// <summary>Coefficients to values at the powers of ω.</summary>
    /// <exception cref="ArgumentException">The length is not a power of two up to 2^28 (also for the others).</exception>
    public static unsafe void Forward(Span<Fr> values)
    {
        int logSize = LogSize(values.Length);
        if (logSize >= LaneNtt.MinLogSize && KernelSupport.UsesAssembled)
        {
            LaneNtt.Forward(values, logSize, Fr.One);
            return;
        }

        Permute(values, logSize);
        Fr[] table = Roots(logSize);
        fixed (Fr* pinned = values)
        {
            Fr* data = pinned;
            for (int stage = 0; stage < logSize; stage++)
            {
                int s = stage;
                ParallelRange.For(values.Length / 2, ParallelThreshold, (start, end) => Butterflies(data, table, s, start, end));
            }
        }
    }

    /// <summary>Values at the powers of ω to coefficients.</summary>
    public static void Inverse(Span<Fr> values)
    {
        // The inverse transform is the forward one read backwards (i ↦ −i mod n) and divided by n.
        Forward(values);
        values[1..].Reverse();
        FrVector.MultiplyScalar(values, Fr.FromInt64(values.Length).Invert(), values);
    }

    /// <summary>Coefficients to values at shift·ω^i.</summary>
    public static void ForwardCoset(Span<Fr> values, Fr shift)
    {
        LogSize(values.Length);
        MultiplyPowers(values, shift);
        Forward(values);
    }

    /// <summary>Values at shift·ω^i, for a shift that is not zero, to coefficients.</summary>
    public static void InverseCoset(Span<Fr> values, Fr shift)
    {
        Inverse(values);
        MultiplyPowers(values, shift.Invert());
    }

    private static unsafe void Butterflies(Fr* data, Fr[] table, int stage, int start, int end)
    {
        int half = 1 << stage;
        for (int i = start; i < end; i++)
        {
            int offset = i & (half - 1);
            Fr* low = data + (((i - offset) * 2) + offset);
            Fr.Multiply(low[half], table[half + offset], out Fr product);
            low[half] = *low - product;
            *low += product;
        }
    }

    private static void MultiplyPowers(Span<Fr> values, Fr shift)
    {
        Fr power = Fr.One;
        foreach (ref Fr value in values)
        {
            value *= power;
            power *= shift;
        }
    }

    private static void Permute(Span<Fr> values, int logSize)
    {
        for (uint i = 1; i < values.Length; i++)
        {
            uint j = ReverseBits(i) >> (32 - logSize);
            if (i < j)
                (values[(int)i], values[(int)j]) = (values[(int)j], values[(int)i]);
        }
    }

    private static uint ReverseBits(uint value)
    {
        value = ((value >> 1) & 0x55555555) | ((value & 0x55555555) << 1);
        value = ((value >> 2) & 0x33333333) | ((value & 0x33333333) << 2);
        value = ((value >> 4) & 0x0F0F0F0F) | ((value & 0x0F0F0F0F) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
    }

    private static Fr[] Roots(int logSize)
    {
        Fr[] table = roots;
        int size = Math.Max(2, 1 << logSize);
        if (table.Length >= size)
            return table;
        var grown = new Fr[size];
        table.CopyTo(grown, 0);
        for (int half = table.Length; half < size; half *= 2)
        {
            Fr root = RootOfUnity(BitOperations.Log2((uint)half) + 1);
            for (int j = 0; j < half; j += 2)
            {
                // Even powers are the powers of the half-size root, half of this level is a copy.
                grown[half + j] = grown[(half / 2) + (j / 2)];
                grown[half + j + 1] = grown[half + j] * root;
            }
        }

        roots = grown;
        return grown;
    }

    private static int LogSize(int length)
    {
        if (!BitOperations.IsPow2(length) || length > 1 << MaxLogSize)
            throw new ArgumentException($"A transform of {length} values: the length must be a power of two up to 2^28.");
        return BitOperations.Log2((uint)length);
    }
}
