namespace Zkml.Algebra.Pairings;

/// <summary>The loop count 6x + 2 of the optimal ate pairing for the BN parameter x of BN254.</summary>
internal static class AteLoop
{
    /// <summary>The curve parameter x.</summary>
    public const ulong X = 4965661367192848881;

    private static readonly sbyte[] NonAdjacentForm = ComputeDigits();

    /// <summary>The digits −1, 0, 1 of the non-adjacent form of 6x + 2, least significant first.</summary>
    public static ReadOnlySpan<sbyte> Digits => NonAdjacentForm;

    private static sbyte[] ComputeDigits()
    {
        UInt128 value = (6 * (UInt128)X) + 2;
        var digits = new List<sbyte>();
        while (value != 0)
        {
            sbyte digit = (sbyte)((value & 1) == 0 ? 0 : 2 - (int)(value & 3));
            digits.Add(digit);
            value = digit < 0 ? (value + 1) >> 1 : (value - (UInt128)digit) >> 1;
        }

        return [.. digits];
    }
}
