using Iced.Intel;
using Zkml.Algebra.Kernels.Dispatch;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <content>Sums, differences, carries and the way back to the one representative below p.</content>
internal sealed partial class LaneAssembler
{
    /// <summary>x += y, limb by limb.</summary>
    public void Add(Lanes x, Lanes y)
    {
        for (var i = 0; i < 5; i++) code.vpaddq(x[i], x[i], y[i]);
    }

    /// <summary>x − y + p for clean limbs, as raw limbs: a value in (0, 2p).</summary>
    public void Difference(Lanes x, Lanes y, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vpsubq(x[i], x[i], y[i]);
            code.vpaddq(x[i], x[i], Constant(LaneConstants.P, i));
        }

        CarryAll(x, temporary);
    }

    /// <summary>The same with y in memory and the result to memory; spoils x, and takes no other register.</summary>
    public void KeepDifference(Lanes x, Slot y, Slot result)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vpsubq(x[i], x[i], InSlot(y, i));
            code.vpaddq(x[i], x[i], Constant(LaneConstants.P, i));
        }

        for (var i = 0; i < 5; i++)
        {
            code.vmovdqa64(InSlot(result, i), x[i]);
            if (i == 4) break;
            code.vpsraq(x[i], x[i], LaneConstants.LimbBits);
            code.vpaddq(x[i + 1], x[i + 1], x[i]);
        }
    }

    /// <summary>x − y mod p for clean limbs, fully reduced, raw.</summary>
    public void SubtractModular(Lanes x, Lanes y, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 5; i++) code.vpsubq(x[i], x[i], y[i]);
        CarryAll(x, temporary);
        Clean(x);
        code.vpmovq2m(k1, x[4]);
        for (var i = 0; i < 5; i++) code.vpaddq(x[i].k1, x[i], Constant(LaneConstants.P, i));
        CarryAll(x, temporary);
    }

    /// <summary>x = 2p − x in the lanes of k2, limb by limb; twice holds 2p.</summary>
    public void NegateMarked(Lanes x, Lanes twice)
    {
        for (var i = 0; i < 5; i++) code.vpsubq(x[i].k2, twice[i], x[i]);
    }

    /// <summary>Marks the negative integers in k2.</summary>
    public void MarkNegative(AssemblerRegisterZMM n) => code.vpmovq2m(k2, n);

    /// <summary>n = |n|.</summary>
    public void Absolute(AssemblerRegisterZMM n) => code.vpabsq(n, n);

    /// <summary>sum[1..6) −= x in the lanes of k2: takes off x·2^52.</summary>
    public void SubtractMarkedAbove(Lanes sum, Lanes x)
    {
        for (var i = 0; i < 5; i++) code.vpsubq(sum[i + 1].k2, sum[i + 1], x[i]);
    }

    /// <summary>x = 2p.</summary>
    public void LoadTwiceModulus(Lanes x)
    {
        for (var i = 0; i < 5; i++) code.vpbroadcastq(x[i], __qword_ptr[r11 + (LaneConstants.TwoP + (8 * i))]);
    }

    /// <summary>Copies five registers.</summary>
    public void Move(Lanes to, Lanes from)
    {
        for (var i = 0; i < 5; i++) code.vmovdqa64(to[i], from[i]);
    }

    /// <summary>Clears the upper bits of raw limbs.</summary>
    public void Clean(Lanes x)
    {
        for (var i = 0; i < 4; i++) code.vpandq(x[i], x[i], Constant(LaneConstants.Mask));
    }

    /// <summary>Moves carries, which may be negative, to the top; the limbs become raw.</summary>
    public void CarryAll(Lanes x, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 4; i++)
        {
            code.vpsraq(temporary, x[i], LaneConstants.LimbBits);
            code.vpaddq(x[i + 1], x[i + 1], temporary);
        }
    }

    /// <summary>Raw limbs of a value in [0, 2p), fully reduced; the copy takes five registers.</summary>
    public void Canonical(Lanes x, Lanes copy, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 5; i++) code.vpsubq(copy[i], x[i], Constant(LaneConstants.P, i));
        CarryAll(x, temporary);
        CarryAll(copy, temporary);

        // The sign of x − p decides. Upper bits may stay: whatever reads the limbs next ignores them.
        code.vpmovq2m(k1, copy[4]);
        for (var i = 0; i < 5; i++) code.vpblendmq(x[i].k1, copy[i], x[i]);
    }

    /// <summary>
    /// Takes p off where the value is above p by a wide margin: [0, 3p) becomes [0, 2p). The upper two limbs tell, as
    /// what the others carry is below one unit of the top limb, and the comparison leaves two.
    /// </summary>
    public void SubtractOnce(Lanes x, AssemblerRegisterZMM temporary)
    {
        code.vpsraq(temporary, x[3], LaneConstants.LimbBits);
        code.vpaddq(temporary, temporary, x[4]);
        code.vpcmpgtq(k1, temporary, Constant(LaneConstants.TopPlusOne));
        for (var i = 0; i < 5; i++) code.vpsubq(x[i].k1, x[i], Constant(LaneConstants.P, i));
    }

    private void Carry(Lanes x, int i, AssemblerRegisterZMM temporary)
    {
        code.vpsrlq(temporary, x[i], LaneConstants.LimbBits);
        code.vpaddq(x[i + 1], x[i + 1], temporary);
    }
}
