using System.Numerics;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>Operands for kernels: every element is chosen by its stored limbs, as those are what kernels see.</summary>
internal sealed class KernelCases<T>(int seed)
    where T : struct, IModulus
{
    private static readonly Fp<T>[] Corners = MakeCorners();

    private readonly Sample sample = new(seed);

    /// <summary>Lengths around the group size and the thresholds, and beyond the block sizes.</summary>
    public static IEnumerable<int> Lengths =>
        [.. Enumerable.Range(0, 132), .. Enumerable.Range(7, 6).SelectMany(b => new[] { (1 << b) - 1, 1 << b, (1 << b) + 1 }), 777, 1543];

    /// <summary>Lengths for tests with one operand set each: the neighbours of larger powers of two, and a million.</summary>
    public static IEnumerable<int> LargeLengths =>
        [8191, 8192, 8193, 16383, 16384, 16385, 1 << 20];

    /// <summary>A table of any length, repeating a few thousand elements with a period that no group size divides.</summary>
    public Fp<T>[] Repeated(int count)
    {
        Fp<T>[] some = Elements(4099), all = new Fp<T>[count];
        for (var i = 0; i < count; i++) all[i] = some[i % some.Length];
        return all;
    }

    /// <summary>Every tier that this machine runs, the reference among them.</summary>
    public static IEnumerable<KernelTier> Tiers
    {
        get
        {
            if (KernelSupport.CanAssemble) yield return KernelTier.Assembled;
            if (KernelSupport.CanVectorize) yield return KernelTier.Vector;
            yield return KernelTier.Portable;
        }
    }

    public Random Random => sample.Random;

    /// <summary>All the corners.</summary>
    public static IReadOnlyList<Fp<T>> AllCorners => Corners;

    /// <summary>Half random elements, half corners, so that corners meet corners and random ones in every lane.</summary>
    public Fp<T>[] Elements(int count)
    {
        var elements = new Fp<T>[count];
        for (var i = 0; i < count; i++) elements[i] = Random.Next(2) == 0 ? Corner() : sample.Element<T>();
        return elements;
    }

    public Fp<T> Corner() => Corners[Random.Next(Corners.Length)];

    /// <summary>The elements whose limbs are the largest.</summary>
    public static Fp<T> Largest => FromLimbs(Fp<T>.Modulus - 1);

    /// <summary>The element with the most ones: every 52-bit limb is full, but for the upper bits of the last.</summary>
    public static Fp<T> Fullest => FromLimbs((BigInteger.One << 253) - 1);

    /// <summary>Scalars worth a whole run.</summary>
    public IEnumerable<Fp<T>> Scalars => [Fp<T>.Zero, Fp<T>.One, FromLimbs(1), Largest, sample.Element<T>(), Corner()];

    /// <summary>The kernels of every tier that this machine runs.</summary>
    public static IEnumerable<KernelSet> Sets => Tiers.Select(tier => new KernelSet(tier));

    /// <summary>Runs a check on every tier and length.</summary>
    public static void ForEach(Action<KernelSet, int> check)
    {
        foreach (KernelSet set in Sets)
        {
            foreach (var length in Lengths) check(set, length);
        }
    }

    private static Fp<T> FromLimbs(BigInteger limbs)
    {
        ulong Limb(int index) => (ulong)((limbs >> (64 * index)) & ulong.MaxValue);
        Assert.True(Fp<T>.TryFromMontgomery(Limb(0), Limb(1), Limb(2), Limb(3), out Fp<T> element));
        return element;
    }

    /// <summary>0, 1, p − 1, neighbours of p, p/2 and of powers of two at limb borders, and all-ones and zero limbs.</summary>
    private static Fp<T>[] MakeCorners()
    {
        BigInteger p = Fp<T>.Modulus;
        var values = new List<BigInteger>();
        foreach (var delta in Enumerable.Range(-2, 5))
        {
            values.AddRange([p + delta, (p / 2) + delta, (p / 4) + delta, delta]);
            foreach (var bit in new[] { 12, 28, 40, 51, 52, 53, 63, 64, 104, 128, 156, 192, 208, 253 })
            {
                values.AddRange([(BigInteger.One << bit) + delta, p - (BigInteger.One << bit) + delta]);
            }
        }

        for (var pattern = 0; pattern < 64; pattern++)
        {
            // Limbs of 52 bits, each all zeros or all ones; the top one cut to stay below p.
            BigInteger value = 0;
            for (var limb = 0; limb < 5; limb++) value |= (pattern >> limb & 1) * ((BigInteger.One << 52) - 1) << (52 * limb);
            values.Add(value % (BigInteger.One << (pattern < 32 ? 253 : 250)));
        }

        return [.. values.Where(v => v.Sign >= 0 && v < p).Distinct().Select(FromLimbs)];
    }
}
