using System.Numerics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// The transform in plain C#: decimation in time, two levels per pass over the data. For other machines, and for
/// transforms too short for vectors.
/// </summary>
internal static unsafe class PortableNtt
{
    private const int ParallelThreshold = 1 << 11;
    private const int LongestRange = 1 << 16;

    // roots[2^s + j] = ω^j for ω of order 2^(s+1): one table serves every size up to its own.
    private static Fr[] roots = [Fr.Zero, Fr.One];

    /// <summary>Σ_j shift^j·in[j]·ω^(ij) into out[i].</summary>
    public static void Forward(Span<Fr> values, int logSize, Fr shift, Cpu cpu)
    {
        if (!shift.IsOne) MultiplyPowers(values, Fr.One, shift);
        Transform(values, logSize, cpu);
    }

    /// <summary>The inverse of <see cref="Forward"/>.</summary>
    public static void Inverse(Span<Fr> values, int logSize, Fr shift, Cpu cpu)
    {
        // The inverse transform is the forward one read backwards (i ↦ −i mod n) and divided by n.
        Transform(values, logSize, cpu);
        values[1..].Reverse();
        Fr scale = Fr.FromInt64(values.Length).Invert();
        if (shift.IsOne) cpu.Fr.MultiplyScalar(values, scale, values);
        else MultiplyPowers(values, scale, shift.Invert());
    }

    private static void Transform(Span<Fr> values, int logSize, Cpu cpu)
    {
        Permute(values, logSize);
        Fr[] table = Roots(logSize);
        fixed (Fr* pinned = values)
        {
            Fr* data = pinned;
            if ((logSize & 1) == 1) Pairs(data, values.Length);
            for (var level = logSize & 1; level < logSize; level += 2)
            {
                var half = 1 << level;
                cpu.For(
                    values.Length / 4, ParallelThreshold, (start, end) => Quarters(data, table, half, start, end), LongestRange);
            }
        }
    }

    private static void Pairs(Fr* data, int count)
    {
        for (var i = 0; i < count; i += 2) (data[i], data[i + 1]) = (data[i] + data[i + 1], data[i] - data[i + 1]);
    }

    /// <summary>Butterflies of blocks of half elements into blocks of four times as many.</summary>
    private static void Quarters(Fr* data, Fr[] table, int half, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var offset = i & (half - 1);
            Fr* x = data + (((i - offset) * 4) + offset);
            Fr a1 = x[half], a2 = x[2 * half], a3 = x[3 * half];
            if (offset != 0)
            {
                ref readonly Fr first = ref table[half + offset];
                a1 *= first;
                a3 *= first;
            }

            Fr b0 = *x + a1, b1 = *x - a1, b2 = a2 + a3, b3 = (a2 - a3) * table[(3 * half) + offset];
            if (offset != 0) b2 *= table[(2 * half) + offset];
            x[0] = b0 + b2;
            x[half] = b1 + b3;
            x[2 * half] = b0 - b2;
            x[3 * half] = b1 - b3;
        }
    }

    private static void MultiplyPowers(Span<Fr> values, Fr first, Fr ratio)
    {
        Fr power = first;
        foreach (ref Fr value in values)
        {
            value *= power;
            power *= ratio;
        }
    }

    private static void Permute(Span<Fr> values, int logSize)
    {
        for (var i = 1; i < values.Length; i++)
        {
            var j = (int)BitReversal.Reverse((uint)i, logSize);
            if (i < j) (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static Fr[] Roots(int logSize)
    {
        Fr[] table = Volatile.Read(ref roots);
        var size = Math.Max(2, 1 << logSize);
        if (table.Length >= size) return table;
        var grown = new Fr[size];
        table.CopyTo(grown, 0);
        for (var half = table.Length; half < size; half *= 2)
        {
            Fr root = Ntt.RootOfUnity(BitOperations.Log2((uint)half) + 1);
            for (var j = 0; j < half; j += 2)
            {
                // Even powers are the powers of the half-size root, half of this level is a copy.
                grown[half + j] = grown[(half / 2) + (j / 2)];
                grown[half + j + 1] = grown[half + j] * root;
            }
        }

        Volatile.Write(ref roots, grown);
        return grown;
    }
}
