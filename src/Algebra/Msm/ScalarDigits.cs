using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Memory;
using Zkml.Algebra.Threading;

namespace Zkml.Algebra.Msm;

/// <summary>Scalars as signed integers, limb by limb in arrays of their own, to be cut into the digits of a plan.</summary>
internal sealed unsafe class ScalarDigits : IDisposable
{
    private const int MaximumLimbs = 4;
    private const int MinimumPerThread = 1 << 12;
    private const int LongestRange = 1 << 18;
    private const int Chunk = 128;

    private readonly NativeArray<ulong> storage = NativeArray<ulong>.Rent();
    private readonly int count;
    private readonly int limbs;
    private readonly ulong* values;
    private WindowPlan? plan;

    private ScalarDigits(int count, int limbs)
    {
        this.count = count;
        this.limbs = limbs;
        values = storage.Reserve(Math.Max(1, count) * limbs);
    }

    /// <summary>All scalars v satisfy −Bound−1 ≤ v ≤ Bound; zero only if all of them are.</summary>
    public BigInteger Bound { get; private set; }

    /// <summary>Takes the representatives of least magnitude, so that small negative scalars are small again.</summary>
    public static ScalarDigits From(ReadOnlySpan<Fr> scalars, Cpu cpu)
    {
        var digits = new ScalarDigits(scalars.Length, MaximumLimbs);
        var any = new ulong[MaximumLimbs];
        fixed (Fr* pinned = scalars)
        {
            Fr* source = pinned;
            cpu.For(scalars.Length, MinimumPerThread, (start, end) => digits.Convert(source, start, end, any, cpu.Fr), LongestRange);
        }

        BigInteger seen = 0;
        for (var j = MaximumLimbs - 1; j >= 0; j--) seen = (seen << 64) + any[j];
        digits.Bound = BigInteger.Min(seen, Fr.Modulus / 2);
        return digits;
    }

    public static ScalarDigits From(ReadOnlySpan<int> scalars)
    {
        var digits = new ScalarDigits(scalars.Length, 1);
        ulong any = 0;
        for (var i = 0; i < scalars.Length; i++)
        {
            long value = scalars[i];
            digits.values[i] = (ulong)value;
            any |= Magnitude(value);
        }

        digits.Bound = any;
        return digits;
    }

    public static ScalarDigits From(ReadOnlySpan<long> scalars)
    {
        ulong any = 0;
        foreach (var value in scalars) any |= Magnitude(value);

        // The sum with the offset takes two bits more.
        var limbs = any >> 62 == 0 ? 1 : 2;
        var digits = new ScalarDigits(scalars.Length, limbs) { Bound = any };
        for (var i = 0; i < scalars.Length; i++)
        {
            digits.values[i] = (ulong)scalars[i];
            if (limbs == 2) digits.values[scalars.Length + i] = (ulong)(scalars[i] >> 63);
        }

        return digits;
    }

    /// <summary>Fixes the plan, once.</summary>
    public void Cut(WindowPlan windows, Cpu cpu)
    {
        plan = windows;
        var offset = new ulong[MaximumLimbs];
        for (var j = 0; j < MaximumLimbs; j++) offset[j] = (ulong)((windows.Offset >> (64 * j)) & ulong.MaxValue);
        cpu.For(count, MinimumPerThread, (start, end) => Add(offset, start, end), LongestRange);
    }

    /// <summary>The digits of scalars start, start + 1, …: magnitudes, with bit 31 set for negative ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Extract(int window, int start, int length, uint* keys)
    {
        int shift = plan!.Shift(window) & 63, width = plan.Width(window), half = plan.Buckets(window);
        var low = values + ((long)(plan.Shift(window) >> 6) * count) + start;
        var high = shift + width > 64 ? low + count : null;
        var mask = (1UL << width) - 1;
        var i = 0;
        if (Avx512F.IsSupported)
        {
            for (; i + 8 <= length; i += 8)
            {
                Vector512<ulong> field = Vector512.Load(low + i) >>> shift;
                if (high != null) field |= Vector512.Load(high + i) << (64 - shift);
                Vector512<long> digit = (field & Vector512.Create(mask)).AsInt64() - Vector512.Create((long)half);
                Vector512<ulong> sign = (digit >> 63).AsUInt64() & Vector512.Create((ulong)PointAdditions.Negative);
                Avx512F.ConvertToVector256UInt32(Avx512F.Abs(digit) | sign).Store(keys + i);
            }
        }

        for (; i < length; i++)
        {
            var field = low[i] >> shift;
            if (high != null) field |= high[i] << (64 - shift);
            var digit = (int)(field & mask) - half;
            keys[i] = (uint)Math.Abs(digit) | ((uint)digit & PointAdditions.Negative);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => storage.Return();

    /// <summary>Canonical integers, minus r above r/2; any gathers the bits of v, or of −v−1 (and one).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Convert(Fr* source, int start, int end, ulong[] any, FrVector fr)
    {
        // The product of a stored integer with the integer 1 divides it by R.
        var unit = new Fr(1, 0, 0, 0);
        Span<Fr> canonical = stackalloc Fr[Chunk];
        ulong any0 = 0, any1 = 0, any2 = 0, any3 = 0;
        for (var at = start; at < end; at += Chunk)
        {
            var length = Math.Min(Chunk, end - at);
            fr.MultiplyScalar(new ReadOnlySpan<Fr>(source + at, length), unit, canonical[..length]);
            for (var i = 0; i < length; i++)
            {
                (var l0, var l1, var l2, var l3) = Centre(canonical[i]);
                var to = values + at + i;
                to[0] = l0;
                to[count] = l1;
                to[2L * count] = l2;
                to[3L * count] = l3;
                var sign = (ulong)((long)l3 >> 63);
                any0 |= (l0 ^ sign) | (sign & 1);
                any1 |= l1 ^ sign;
                any2 |= l2 ^ sign;
                any3 |= l3 ^ sign;
            }
        }

        lock (any)
        {
            any[0] |= any0;
            any[1] |= any1;
            any[2] |= any2;
            any[3] |= any3;
        }
    }

    /// <summary>The bits of v, or of −v−1 and one bit, as −1 must not look like zero.</summary>
    private static ulong Magnitude(long value) => (ulong)((value ^ (value >> 63)) | (value >>> 63));

    /// <summary>x, or x − r in two's complement if x is above r/2.</summary>
    private static (ulong L0, ulong L1, ulong L2, ulong L3) Centre(in Fr x)
    {
        // −x = r − x is smaller than x exactly then; compare by the borrow of r − 2x.
        ulong d3 = x.L3, d2 = x.L2, d1 = x.L1, d0 = x.L0;
        UInt128 low = ((UInt128)d1 << 64) | d0, high = ((UInt128)d3 << 64) | d2;
        UInt128 rLow = ((UInt128)FrModulus.P1 << 64) | FrModulus.P0, rHigh = ((UInt128)FrModulus.P3 << 64) | FrModulus.P2;
        UInt128 doubleHigh = (high << 1) | (low >> 127), doubleLow = low << 1;
        var above = doubleHigh > rHigh || (doubleHigh == rHigh && doubleLow > rLow);
        UInt128 mask = above ? UInt128.MaxValue : UInt128.Zero;
        UInt128 subLow = rLow & mask;
        UInt128 resultLow = low - subLow;
        UInt128 resultHigh = high - (rHigh & mask) - (low < subLow ? UInt128.One : UInt128.Zero);
        return ((ulong)resultLow, (ulong)(resultLow >> 64), (ulong)resultHigh, (ulong)(resultHigh >> 64));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ulong[] offset, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            ulong carry = 0;
            var at = values + i;
            for (var j = 0; j < limbs; j++, at += count)
            {
                var sum = *at + carry;
                carry = sum < carry ? 1UL : 0UL;
                sum += offset[j];
                carry += sum < offset[j] ? 1UL : 0UL;
                *at = sum;
            }
        }
    }
}
