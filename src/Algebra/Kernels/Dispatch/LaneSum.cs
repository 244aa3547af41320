using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>A sum of products as a plain integer, gathered from the lanes of assembled kernels.</summary>
/// <remarks>
/// A mutable struct that starts from <c>default</c>. The limbs are signed: small integers may be negative. Optimized from
/// the first call on: unoptimized vector code would take longer than the kernels that it follows.
/// </remarks>
internal unsafe struct LaneSum<TModulus>
    where TModulus : struct, IModulus
{
    private const int Limbs = 10;

    // The elements that multiply raw limbs by 2^-256 and 2^256: those whose limbs are 1 and R² mod p.
    private static readonly Fp<TModulus> RawOne = new(1, 0, 0, 0);

    private static readonly Fp<TModulus> RawR =
        new(TModulus.RSquared0, TModulus.RSquared1, TModulus.RSquared2, TModulus.RSquared3);

    private fixed long limbs[Limbs + 1];

    /// <summary>Adds ten limbs of eight signed lanes and clears them for the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Drain(long* lanes)
    {
        for (var i = 0; i < Limbs; i++)
        {
            Vector512<long> limb = Vector512.Load(lanes + (8 * i));
            limbs[i] += Vector512.Sum(limb & Vector512.Create((long)LaneConstants.LimbMask));
            limbs[i + 1] += Vector512.Sum(limb >> LaneConstants.LimbBits);
            Vector512.Store(Vector512<long>.Zero, lanes + (8 * i));
        }

        for (var i = 0; i < Limbs; i++)
        {
            limbs[i + 1] += limbs[i] >> LaneConstants.LimbBits;
            limbs[i] &= (long)LaneConstants.LimbMask;
        }
    }

    /// <summary>The sum divided by 2^256, as the limbs of an element: a sum of products of elements, in storage form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly Fp<TModulus> ReduceProducts()
    {
        // Σ words·2^256k: the lowest four words lose 2^256 through a product with raw one, the next just lose it.
        return (Words(0) * RawOne) + High();
    }

    /// <summary>The sum modulo p, as the limbs of an element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly Fp<TModulus> ReduceElements() => Words(0) + (High() * RawR);

    /// <summary>The bits from 256 on, reduced, as raw limbs.</summary>
    private readonly Fp<TModulus> High()
    {
        Fp<TModulus> top = Top();
        return top.IsZero ? Words(256) : Words(256) + (top * RawR);
    }

    /// <summary>The signed bits from 512 on, as raw limbs.</summary>
    private readonly Fp<TModulus> Top()
    {
        // Bit 512 is bit 44 of limb 9; what is above it fits a word.
        var top = (limbs[10] << 8) + (limbs[9] >> 44);
        if (top == 0) return default;
        var magnitude = (ulong)Math.Abs(top);
        Fp<TModulus> element = Fp<TModulus>.ReduceMontgomeryLimbs(magnitude, 0, 0, 0);
        return top < 0 ? -element : element;
    }

    /// <summary>256 bits, reduced, as raw limbs.</summary>
    private readonly Fp<TModulus> Words(int bit) => Fp<TModulus>.ReduceMontgomeryLimbs(
        Word(bit), Word(bit + 64), Word(bit + 128), Word(bit + 192));

    /// <summary>64 bits of the carried limbs; only limb 10 has a sign, and it is not read here.</summary>
    private readonly ulong Word(int bit)
    {
        int limb = bit / LaneConstants.LimbBits, shift = bit % LaneConstants.LimbBits;
        var word = (ulong)limbs[limb] >> shift;
        for (var have = LaneConstants.LimbBits - shift; have < 64; have += LaneConstants.LimbBits) word |= (ulong)limbs[++limb] << have;
        return word;
    }
}
