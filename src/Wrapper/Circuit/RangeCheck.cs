namespace Zkml.Wrapper.Circuit;

/// <summary>Range checks by bits.</summary>
internal static class RangeCheck
{
    /// <summary>States min ≤ value ≤ max: both differences fit the bits of max − min, and neither can wrap the field.</summary>
    public static void Between(CircuitBuilder builder, Variable value, long min, long max)
    {
        var range = (ulong)(max - min);
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount(range);
        FitsBits(builder, value - Variable.FromInt64(min), bits);
        if (range + 1 != 1UL << bits) FitsBits(builder, Variable.FromInt64(max) - value, bits);
    }

    /// <summary>States value = Σ b_k·2^k with b_k² = b_k.</summary>
    public static void FitsBits(CircuitBuilder builder, Variable value, int bits)
    {
        value.Value.ToCanonical(out var low, out _, out _, out _);
        var sum = Variable.Zero;
        for (var k = 0; k < bits; k++)
        {
            var bit = builder.NewVariable(Fr.FromUInt64((low >> k) & 1));
            builder.AssertZero((bit * bit) - bit);
            sum += bit * Variable.FromConstant(Fr.FromUInt64(1UL << k));
        }
        builder.AssertZero(sum - value);
    }
}
