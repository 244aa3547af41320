namespace Zkml.Algebra.Pairings;

/// <summary>The loop count 6x + 2 of the optimal ate pairing for the BN parameter x of BN254.</summary>
internal static class AteLoop
{
    /// <summary>The curve parameter x.</summary>
    public const ulong X = 4965661367192848881;

    private static readonly sbyte[] NonAdjacentForm = SignedDigits((6 * (UInt128)X) + 2, 2);
    private static readonly sbyte[] ParameterForm = SignedDigits(X, 4);

    /// <summary>The digits −1, 0, 1 of the non-adjacent form of 6x + 2, least significant first.</summary>
    public static ReadOnlySpan<sbyte> Digits => NonAdjacentForm;

    /// <summary>Odd digits −7 to 7, and zeros, that sum to x with weights 2^i.</summary>
    public static ReadOnlySpan<sbyte> ParameterDigits => ParameterForm;

    /// <summary>Lines of the loop: one for each digit below the top, one more for each that is not zero, two at the end.</summary>
    public static int LineCount { get; } = NonAdjacentForm.Length + NonAdjacentForm.Count(digit => digit != 0);

    /// <summary>Width-w non-adjacent form: of w neighbouring digits one at most is not zero, and below 2^(w−1).</summary>
    private static sbyte[] SignedDigits(UInt128 value, int width)
    {
        var digits = new List<sbyte>();
        var range = 1 << width;
        while (value != 0)
        {
            var digit = 0;
            if ((value & 1) != 0)
            {
                digit = (int)(value & (UInt128)(range - 1));
                if (digit >= range / 2) digit -= range;
                value = digit < 0 ? value + (UInt128)(-digit) : value - (UInt128)digit;
            }

            digits.Add((sbyte)digit);
            value >>= 1;
        }

        return [.. digits];
    }
}
