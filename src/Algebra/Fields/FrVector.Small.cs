using System.Runtime.CompilerServices;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Vector;

namespace Zkml.Algebra.Fields;

/// <content>Products with small integers, accumulated as plain integers and reduced once.</content>
public sealed partial class FrVector
{
    // A table of multiples beats one product per value once every entry is used a few times.
    private const int TableReuse = 4;

    /// <summary>destination[i] = the element of values[i], as <see cref="Fp{T}.FromInt64"/>.</summary>
    public void FromInt64(ReadOnlySpan<long> values, Span<Fr> destination)
    {
        RequireLength(values.Length, values.Length, destination.Length);
        for (var i = 0; i < values.Length; i++)
        {
            // Canonical limbs; the product below takes all of them to Montgomery form.
            var value = values[i];
            var magnitude = new Fr(value < 0 ? 0UL - (ulong)value : (ulong)value, 0, 0, 0);
            destination[i] = value < 0 ? -magnitude : magnitude;
        }

        kernels.MultiplyScalar(destination, Fr.RSquared, destination);
    }

    /// <summary>Σ values[i]·weights[i]; at most 2^31 terms, any 32-bit values.</summary>
    public Fr InnerProductSmall(ReadOnlySpan<Fr> weights, ReadOnlySpan<int> values)
    {
        RequireLength(weights.Length, values.Length, weights.Length);
        var done = kernels.InnerProductSmall(weights, values, out Fr sum);
        return done == weights.Length ? sum : sum + InnerProductPortable(weights[done..], values[done..]);
    }

    private static Fr InnerProductPortable(ReadOnlySpan<Fr> weights, ReadOnlySpan<int> values)
    {
        Wide a0 = default, a1 = default, a2 = default, a3 = default;
        for (var i = 0; i < weights.Length; i++)
        {
            ref readonly Fr weight = ref weights[i];
            long value = values[i];
            a0.MultiplyAdd(weight.L0, value);
            a1.MultiplyAdd(weight.L1, value);
            a2.MultiplyAdd(weight.L2, value);
            a3.MultiplyAdd(weight.L3, value);
        }

        return Reduce(a0, a1, a2, a3);
    }

    /// <summary>accumulator[i] += values[i]·weight.</summary>
    public void AccumulateSmall(Span<Fr> accumulator, Fr weight, ReadOnlySpan<int> values)
    {
        RequireLength(values.Length, values.Length, accumulator.Length);
        var done = kernels.AccumulateSmall(accumulator, weight, values);
        if (done < values.Length) AccumulatePortable(accumulator[done..], weight, values[done..]);
    }

    /// <summary>
    /// accumulator[i] += Σ_k weights[k]·values[offsets[k] + i]: many rows of small integers into one of elements, any 32-bit
    /// values. Several times faster per integer than row by row.
    /// </summary>
    public unsafe void AccumulateRows(
        Span<Fr> accumulator, ReadOnlySpan<Fr> weights, ReadOnlySpan<int> values, ReadOnlySpan<int> offsets)
    {
        RequireLength(weights.Length, offsets.Length, weights.Length);
        foreach (var offset in offsets)
        {
            if (offset < 0 || offset > values.Length - accumulator.Length)
            {
                throw new ArgumentException($"A row of {accumulator.Length} at {offset} of {values.Length} values.");
            }
        }

        var done = 0;
        if (weights.Length >= RowAccumulation.MinRows && accumulator.Length >= 16 && RowAccumulation.IsSupported && kernels.UsesGroups)
        {
            done = accumulator.Length & ~15;
            fixed (Fr* target = accumulator)
            fixed (int* source = values)
            {
                RowAccumulation.Add(target, done, weights, source, offsets);
            }
        }

        if (done == accumulator.Length) return;
        for (var k = 0; k < weights.Length; k++)
        {
            AccumulateSmall(accumulator[done..], weights[k], values.Slice(offsets[k] + done, accumulator.Length - done));
        }
    }

    private static void AccumulatePortable(Span<Fr> accumulator, Fr weight, ReadOnlySpan<int> values)
    {
        (var min, var max) = Range(values);
        if (min == 0 && max == 0) return;
        if ((max - min + 1) * TableReuse > values.Length)
        {
            for (var i = 0; i < accumulator.Length; i++) accumulator[i] += weight.MulSmall(values[i]);
            return;
        }

        var multiples = new Fr[max - min + 1];
        multiples[0] = weight.MulSmall(min);
        for (var i = 1; i < multiples.Length; i++) multiples[i] = multiples[i - 1] + weight;
        for (var i = 0; i < accumulator.Length; i++) accumulator[i] += multiples[values[i] - min];
    }

    private static (long Min, long Max) Range(ReadOnlySpan<int> values)
    {
        int min = 0, max = 0;
        foreach (var value in values)
        {
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return (min, max);
    }

    /// <summary>The element whose Montgomery limbs are Σ a_j·2^(64j) mod p.</summary>
    private static Fr Reduce(in Wide a0, in Wide a1, in Wide a2, in Wide a3)
    {
        // A signed high word h is h + 2^63 as an unsigned limb; the bias comes off again as a field element.
        const ulong Bias = 1UL << 63;
        Fr low = Fr.ReduceMontgomeryLimbs(a0.Low, a1.Low, a2.Low, a3.Low);
        Fr high = Fr.ReduceMontgomeryLimbs(
            (ulong)a0.High ^ Bias, (ulong)a1.High ^ Bias, (ulong)a2.High ^ Bias, (ulong)a3.High ^ Bias);
        Fr bias = Fr.ReduceMontgomeryLimbs(Bias, Bias, Bias, Bias);
        return low + ((high - bias) * Fr.FromCanonical(0, 1, 0, 0));
    }

    /// <summary>A signed 128-bit accumulator of products of a 64-bit limb and a 32-bit signed integer.</summary>
    private struct Wide
    {
        public ulong Low;
        public long High;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void MultiplyAdd(ulong limb, long value)
        {
            // limb·value = limb·(value mod 2^64) − [value < 0]·limb·2^64, without a branch on the sign.
            var product = limb * (ulong)value;
            var high = (long)(Fr.MultiplyHigh((ulong)value, limb) - (limb & (ulong)(value >> 63)));
            Low += product;
            High += high + (Low < product ? 1 : 0);
        }
    }
}
