using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>
/// A constant factor w as the five numbers w·2^(52(i+1)) mod p, five limbs each: Σ x_i·(w·2^(52i)) is a number of six
/// limbs, so x·w takes one reduction step, and 60 multiplier operations instead of 100.
/// </summary>
internal static unsafe class LaneFactor
{
    /// <summary>64-bit words of a factor.</summary>
    public const int Words = 25;

    // The elements whose limbs are 2^52, 2^104, 2^156, 2^208 and 2^260 mod p: products divide by the 2^256 of w's own limbs.
    private static readonly Fr[] Shifts =
    [
        new(1UL << 52, 0, 0, 0), new(0, 1UL << 40, 0, 0), new(0, 0, 1UL << 28, 0), new(0, 0, 0, 1UL << 16),
        Fr.FromUInt64(16),
    ];

    /// <summary>The element that turns the limbs of w·2^256 into those of w·2^(52(i+1)).</summary>
    public static Fr Shift(int i) => Shifts[i];

    /// <summary>The element that turns the limbs of w·2^256 into those of w·2^260.</summary>
    public static Fr NumberShift => Shifts[4];

    /// <summary>Writes the words for all lanes.</summary>
    public static void Write(Fr factor, ulong* words)
    {
        for (var i = 0; i < 5; i++)
        {
            Fr.Multiply(factor, Shifts[i], out Fr shifted);
            LaneConstants.Split(shifted.L0, shifted.L1, shifted.L2, shifted.L3, 0, new Span<ulong>(words + (5 * i), 5));
        }
    }
}
