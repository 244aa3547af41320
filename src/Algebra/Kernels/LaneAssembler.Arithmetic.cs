using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels;

/// <content>
/// Products, reductions and carries. A product is accumulated in ten limbs (100 multiplier operations with its
/// reduction, 50 without), so sums of products share one reduction.
/// </content>
internal sealed partial class LaneAssembler
{
    /// <summary>Sets registers to zero.</summary>
    public void Clear(Lanes x, int count)
    {
        for (int i = 0; i < count; i++)
            code.vpxorq(x[i], x[i], x[i]);
    }

    /// <summary>sum[0..10) += a·b, row by row so that no limb of the sum is touched twice in a row.</summary>
    public void MultiplyAdd(Lanes sum, Lanes a, Lanes b)
    {
        for (int i = 0; i < 5; i++)
            MultiplyAddRow(sum, i, a, b[i]);
    }

    /// <summary>As <see cref="MultiplyAdd(Lanes, Lanes, Lanes)"/> with b in the work area; one load per row.</summary>
    public void MultiplyAddSlot(Lanes sum, Lanes a, int slot, AssemblerRegisterZMM temporary)
    {
        for (int i = 0; i < 5; i++)
        {
            code.vmovdqa64(temporary, InSlot(slot, i));
            MultiplyAddRow(sum, i, a, temporary);
        }
    }

    /// <summary>
    /// sum[5..10) becomes sum/2^260 mod p, plus at most one p: below p + sum/2^260 + p·2^-51, limbs not carried.
    /// </summary>
    /// <remarks>
    /// A step divides by 2^52. Replacing the low limb t by t·(2^-52 mod p) in the limbs above needs no quotient, but
    /// leaves a value as large as t·p; so the last two steps are Montgomery's, which leave p at most.
    /// </remarks>
    public void Reduce(Lanes sum, Lanes temporary)
    {
        for (int i = 0; i < 3; i++)
        {
            Carry(sum, i, temporary[0]);
            for (int j = 0; j < 5; j++)
                code.vpmadd52luq(sum[i + 1 + j], sum[i], Constant(LaneConstants.Shift, j));
            for (int j = 0; j < 5; j++)
                code.vpmadd52huq(sum[i + 2 + j], sum[i], Constant(LaneConstants.Shift, j));
        }

        for (int i = 3; i < 5; i++)
            MontgomeryStep(sum, i, temporary);
    }

    /// <summary>
    /// Makes limb i vanish by a multiple q·p. Its low product with p is not computed: it fills the limb's low 52 bits
    /// up to zero or 2^52, so rounding the limb up gives the same carry.
    /// </summary>
    public void MontgomeryStep(Lanes sum, int i, Lanes temporary)
    {
        AssemblerRegisterZMM quotient = temporary[0], carry = temporary[1];
        code.vpxorq(quotient, quotient, quotient);
        code.vpmadd52luq(quotient, sum[i], Constant(LaneConstants.NegInverse));
        code.vpaddq(carry, sum[i], Constant(LaneConstants.Mask));
        code.vpsrlq(carry, carry, LaneConstants.LimbBits);
        code.vpaddq(sum[i + 1], sum[i + 1], carry);
        for (int j = 1; j < 5; j++)
            code.vpmadd52luq(sum[i + j], quotient, Constant(LaneConstants.P, j));
        for (int j = 0; j < 5; j++)
            code.vpmadd52huq(sum[i + 1 + j], quotient, Constant(LaneConstants.P, j));
    }

    /// <summary>Moves carries, which may be negative, to the top; the limbs become raw.</summary>
    public void CarryAll(Lanes x, AssemblerRegisterZMM temporary)
    {
        for (int i = 0; i < 4; i++)
        {
            code.vpsraq(temporary, x[i], LaneConstants.LimbBits);
            code.vpaddq(x[i + 1], x[i + 1], temporary);
        }
    }

    /// <summary>Raw limbs of a value in [0, 2p), fully reduced; the copy takes five registers.</summary>
    public void Canonical(Lanes x, Lanes copy, AssemblerRegisterZMM temporary)
    {
        for (int i = 0; i < 5; i++)
            code.vpsubq(copy[i], x[i], Constant(LaneConstants.P, i));
        CarryAll(x, temporary);
        CarryAll(copy, temporary);

        // The sign of x − p decides. Upper bits may stay: whatever reads the limbs next ignores them.
        code.vpmovq2m(k1, copy[4]);
        for (int i = 0; i < 5; i++)
            code.vpblendmq(x[i].k1, copy[i], x[i]);
    }

    /// <summary>Takes p off where the value is above p by a wide margin: [0, 3p) becomes [0, 2p), clean limbs.</summary>
    public void SubtractOnce(Lanes x, AssemblerRegisterZMM temporary)
    {
        CarryAll(x, temporary);
        for (int i = 0; i < 4; i++)
            code.vpandq(x[i], x[i], Constant(LaneConstants.Mask));
        code.vpcmpgtq(k1, x[4], Constant(LaneConstants.TopPlusOne));
        for (int i = 0; i < 5; i++)
            code.vpsubq(x[i].k1, x[i], Constant(LaneConstants.P, i));
    }

    private void MultiplyAddRow(Lanes sum, int row, Lanes a, AssemblerRegisterZMM b)
    {
        for (int j = 0; j < 5; j++)
            code.vpmadd52luq(sum[row + j], a[j], b);
        for (int j = 0; j < 5; j++)
            code.vpmadd52huq(sum[row + j + 1], a[j], b);
    }

    private void Carry(Lanes x, int i, AssemblerRegisterZMM temporary)
    {
        code.vpsrlq(temporary, x[i], LaneConstants.LimbBits);
        code.vpaddq(x[i + 1], x[i + 1], temporary);
    }
}
