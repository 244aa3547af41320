using Iced.Intel;
using Zkml.Algebra.Kernels.Dispatch;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <content>
/// Products and their reduction. A product is accumulated in ten limbs (100 multiplier operations with its
/// reduction, 50 without), so sums of products share one reduction.
/// </content>
internal sealed partial class LaneAssembler
{
    /// <summary>Sets registers to zero.</summary>
    public void Clear(Lanes x, int count)
    {
        for (var i = 0; i < count; i++) code.vpxorq(x[i], x[i], x[i]);
    }

    /// <summary>sum[0..10) += a·b, row by row so that no limb of the sum is touched twice in a row.</summary>
    public void MultiplyAdd(Lanes sum, Lanes a, Lanes b)
    {
        for (var i = 0; i < 5; i++) MultiplyAddRow(sum, i, a, b[i]);
    }

    /// <summary>sum[0..10) += a·b with b in memory; one load per row.</summary>
    public void MultiplyAdd(Lanes sum, Lanes a, Slot b, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vmovdqa64(temporary, InSlot(b, i));
            MultiplyAddRow(sum, i, a, temporary);
        }
    }

    /// <summary>sum[0..10) = x², from zero; the products of different limbs are computed once and doubled.</summary>
    public void Square(Lanes sum, Lanes x)
    {
        for (var i = 0; i < 5; i++)
        {
            for (var j = i + 1; j < 5; j++) code.vpmadd52luq(sum[i + j], x[i], x[j]);
            for (var j = i + 1; j < 5; j++) code.vpmadd52huq(sum[i + j + 1], x[i], x[j]);
        }

        for (var i = 1; i < 9; i++) code.vpaddq(sum[i], sum[i], sum[i]);
        for (var i = 0; i < 5; i++)
        {
            code.vpmadd52luq(sum[2 * i], x[i], x[i]);
            code.vpmadd52huq(sum[(2 * i) + 1], x[i], x[i]);
        }
    }

    /// <summary>sum[0..6) += x·n for 52-bit words n.</summary>
    public void MultiplyAddWord(Lanes sum, Lanes x, AssemblerRegisterZMM n)
    {
        MultiplyAddRow(sum, 0, x, n);
    }

    /// <summary>
    /// sum[5..10) becomes sum/2^260 mod p, plus at most one p: below p + sum/2^260 + p·2^-50, limbs not carried.
    /// </summary>
    /// <remarks>
    /// A step divides by 2^52. Replacing the low limb t by t·(2^-52 mod p) in the limbs above needs no quotient, but
    /// leaves a value as large as t·p; so the last two steps are Montgomery's, which leave p at most.
    /// </remarks>
    public void Reduce(Lanes sum, AssemblerRegisterZMM temporary)
    {
        ShiftSteps(sum, temporary);
        for (var i = 3; i < 5; i++) MontgomeryStep(sum, i, temporary);
    }

    /// <summary>
    /// Makes limb i vanish by a multiple q·p. Its low product with p is not computed: it fills the limb's low 52 bits
    /// up to zero or 2^52, so rounding the limb up gives the same carry.
    /// </summary>
    public void MontgomeryStep(Lanes sum, int i, AssemblerRegisterZMM temporary)
    {
        code.vpaddq(temporary, sum[i], Constant(LaneConstants.Mask));
        code.vpsrlq(temporary, temporary, LaneConstants.LimbBits);
        code.vpaddq(sum[i + 1], sum[i + 1], temporary);

        AssemblerRegisterZMM quotient = temporary;
        code.vpxorq(quotient, quotient, quotient);
        code.vpmadd52luq(quotient, sum[i], Constant(LaneConstants.NegInverse));
        AddQuotient(sum, i, quotient);
    }

    /// <summary>The three steps of a reduction that need no quotient.</summary>
    private void ShiftSteps(Lanes sum, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 3; i++)
        {
            Carry(sum, i, temporary);
            for (var j = 0; j < 5; j++) code.vpmadd52luq(sum[i + 1 + j], sum[i], Constant(LaneConstants.Shift, j));
            for (var j = 0; j < 5; j++) code.vpmadd52huq(sum[i + 2 + j], sum[i], Constant(LaneConstants.Shift, j));
        }
    }

    /// <summary>Adds a multiple of p at limb i, without the low product of the lowest limb.</summary>
    private void AddQuotient(Lanes sum, int i, AssemblerRegisterZMM quotient)
    {
        for (var j = 1; j < 5; j++) code.vpmadd52luq(sum[i + j], quotient, Constant(LaneConstants.P, j));
        for (var j = 0; j < 5; j++) code.vpmadd52huq(sum[i + 1 + j], quotient, Constant(LaneConstants.P, j));
    }

    private void MultiplyAddRow(Lanes sum, int row, Lanes a, AssemblerRegisterZMM b)
    {
        for (var j = 0; j < 5; j++) code.vpmadd52luq(sum[row + j], a[j], b);
        for (var j = 0; j < 5; j++) code.vpmadd52huq(sum[row + j + 1], a[j], b);
    }
}
