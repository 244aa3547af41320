using Iced.Intel;
using Zkml.Algebra.Kernels.Dispatch;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <content>
/// Arithmetic of transforms: products with constants, and values that stay unreduced. Within a transform a value is five
/// signed 64-bit limbs, not carried, of a number between −15.9p and 26.4p.
/// </content>
internal sealed partial class LaneAssembler
{
    /// <summary>The words of a constant factor: see <see cref="LaneFactor"/>.</summary>
    public const int FactorBytes = 25 * sizeof(ulong);

    /// <summary>A factor for each lane.</summary>
    public const int FactorVectorBytes = 25 * 64;

    /// <summary>Bytes of eight unpacked elements.</summary>
    public const int Unpacked = 5 * 64;

    /// <summary>A sum between −16p and 27p becomes the operand of a product: positive, with raw limbs.</summary>
    public void MakeOperand(Lanes x, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 5; i++) code.vpaddq(x[i], x[i], Constant(LaneConstants.SixteenP, i));
        CarryAll(x, temporary);
    }

    /// <summary>
    /// sum[0..6) = x·w·2^52 modulo p for raw limbs x of a number below 2^260, and a factor w for all lanes. The powers of
    /// 2^52 in the factor leave one step to do instead of five; <see cref="FinishFactor"/> does it.
    /// </summary>
    public void MultiplyFactor(Lanes sum, Lanes x, AssemblerRegister64 factor, int offset = 0) =>
        MultiplyFactor(sum, x, index => __qword_bcst[factor + (offset + (8 * index))]);

    /// <summary>The same with a factor for each lane.</summary>
    public void MultiplyFactorVector(Lanes sum, Lanes x, AssemblerRegister64 factor) =>
        MultiplyFactor(sum, x, index => __zmmword_ptr[factor + (64 * index)]);

    /// <summary>sum[1..6) = x·w modulo p: below 5p + x·p/2^260 + p, so below 5.6p for x below 43p. Limbs not carried.</summary>
    public void FinishFactor(Lanes sum, AssemblerRegisterZMM temporary) => MontgomeryStep(sum, 0, temporary);

    /// <summary>
    /// Takes a multiple of p off, which the top limb chooses: what was between −15.9p and 26.4p is between 0 and 6.3p,
    /// give or take 2^-37 p, as lower limbs may hold carries.
    /// </summary>
    public void TakeMultiple(Lanes x, AssemblerRegisterZMM index, AssemblerRegisterZMM temporary)
    {
        // Limb 4 counts 2^208, the multiples are those near 2^256; the permutation ignores upper bits of the index.
        code.vpsraq(index, x[4], 256 - (4 * LaneConstants.LimbBits));
        for (var i = 0; i < 5; i++)
        {
            code.vpermq(temporary, index, __zmmword_ptr[r11 + (LaneConstants.Multiples + (64 * i))]);
            code.vpsubq(x[i], x[i], temporary);
        }
    }

    /// <summary>A sum between −15.9p and 26.4p comes down to between 0 and 1.4p, by a quotient by p; limbs not carried.</summary>
    public void TakeQuotient(Lanes x, AssemblerRegisterZMM quotient, AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 5; i++) code.vpaddq(x[i], x[i], Constant(LaneConstants.SixteenP, i));
        code.vpxorq(quotient, quotient, quotient);
        code.vpmadd52huq(quotient, x[4], Constant(LaneConstants.Reciprocal));

        // The lower four limbs take q·(2^208 − p mod 2^208), so the top one loses one q more than its own.
        code.vpxorq(temporary, temporary, temporary);
        code.vpmadd52luq(temporary, quotient, Constant(LaneConstants.TopPlusOne));
        for (var i = 0; i < 4; i++) code.vpmadd52luq(x[i], quotient, Constant(LaneConstants.NegatedP, i));
        for (var i = 0; i < 4; i++) code.vpmadd52huq(x[i + 1], quotient, Constant(LaneConstants.NegatedP, i));
        code.vpsubq(x[4], x[4], temporary);
    }

    /// <summary>Stores x + y, and x − y unless there is no place for it; it is left in x.</summary>
    public void Butterfly(
        Lanes x,
        Lanes y,
        Func<int, AssemblerMemoryOperand> sum,
        Func<int, AssemblerMemoryOperand>? difference,
        AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vpaddq(temporary, x[i], y[i]);
            code.vpsubq(x[i], x[i], y[i]);
            code.vmovdqa64(sum(i), temporary);
            if (difference != null) code.vmovdqa64(difference(i), x[i]);
        }
    }

    /// <summary>Stores x − y.</summary>
    public void StoreDifference(
        Lanes x,
        Func<int, AssemblerMemoryOperand> y,
        Func<int, AssemblerMemoryOperand> difference,
        AssemblerRegisterZMM temporary)
    {
        for (var i = 0; i < 5; i++)
        {
            code.vpsubq(temporary, x[i], y(i));
            code.vmovdqa64(difference(i), temporary);
        }
    }

    /// <summary>x += y.</summary>
    public void Add(Lanes x, Func<int, AssemblerMemoryOperand> y)
    {
        for (var i = 0; i < 5; i++) code.vpaddq(x[i], x[i], y(i));
    }

    /// <summary>Five vectors of unpacked elements.</summary>
    public void LoadUnpacked(Lanes x, Func<int, AssemblerMemoryOperand> source)
    {
        for (var i = 0; i < 5; i++) code.vmovdqa64(x[i], source(i));
    }

    /// <summary>Five vectors of unpacked elements.</summary>
    public void StoreUnpacked(Lanes x, Func<int, AssemblerMemoryOperand> destination)
    {
        for (var i = 0; i < 5; i++) code.vmovdqa64(destination(i), x[i]);
    }

    /// <summary>The vectors of a slot.</summary>
    public static Func<int, AssemblerMemoryOperand> At(Slot slot) => index => InSlot(slot, index);

    /// <summary>Copies registers.</summary>
    public void Move(Lanes to, Lanes from, int count)
    {
        for (var i = 0; i < count; i++) code.vmovdqa64(to[i], from[i]);
    }

    /// <summary>to = from.</summary>
    public void Copy(AssemblerRegister64 to, AssemblerRegister64 from) => code.mov(to, from);

    /// <summary>pointer += bytes.</summary>
    public void Increase(AssemblerRegister64 pointer, int bytes) => code.add(pointer, bytes);

    /// <summary>pointer += bytes.</summary>
    public void Increase(AssemblerRegister64 pointer, AssemblerRegister64 bytes) => code.add(pointer, bytes);

    /// <summary>pointer = origin + the 32-bit number at the index.</summary>
    public void LoadOffset(AssemblerRegister64 pointer, AssemblerRegister64 index, AssemblerRegister64 origin)
    {
        code.movsxd(pointer, __dword_ptr[index]);
        code.add(pointer, origin);
    }

    /// <summary>Makes rbx a counter that starts from the first word of a slot, until <see cref="LeaveCounter"/>.</summary>
    public void EnterCounter(Slot start)
    {
        code.push(rbx);
        code.mov(rbx, FirstWord(start));
    }

    /// <summary>Gives rbx back.</summary>
    public void LeaveCounter() => code.pop(rbx);

    /// <summary>Makes r12 and r13 the first words of two slots, until <see cref="LeavePrefetch"/>.</summary>
    public void EnterPrefetch(Slot pointer, Slot distance)
    {
        code.push(r12);
        code.push(r13);
        code.mov(r12, FirstWord(pointer));
        code.mov(r13, FirstWord(distance));
    }

    /// <summary>Puts the pointer back into its slot and gives the registers back.</summary>
    public void LeavePrefetch(Slot pointer)
    {
        code.mov(FirstWord(pointer), r12);
        code.pop(r13);
        code.pop(r12);
    }

    /// <summary>Fetches the lines of eight stored elements for reading and writing; r12 += r13.</summary>
    public void PrefetchRow()
    {
        for (var offset = 0; offset < 8 * Dense; offset += 64) code.prefetchw(__byte_ptr[r12 + offset]);
        code.prefetchw(__byte_ptr[r12 + ((8 * Dense) - 1)]);
        code.add(r12, r13);
    }

    /// <summary>Makes streaming stores visible before what follows.</summary>
    public void Fence() => code.sfence();

    /// <summary>Fetches the line at an address for reading.</summary>
    public void Prefetch(AssemblerRegister64 pointer, int offset) => code.prefetcht0(__byte_ptr[pointer + offset]);

    /// <summary>Counts down; at zero runs the action and starts over.</summary>
    public void CountDown(Slot start, Action atZero)
    {
        Label more = code.CreateLabel();
        code.dec(rbx);
        code.jnz(more);
        atZero();
        code.mov(rbx, FirstWord(start));
        code.Label(ref more);
    }

    private static AssemblerMemoryOperand FirstWord(Slot slot) => __qword_ptr[slot.Base + (64 * slot.Index)];

    private void MultiplyFactor(Lanes sum, Lanes x, Func<int, AssemblerMemoryOperand> word)
    {
        Clear(sum, 6);
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < 5; j++) code.vpmadd52luq(sum[j], x[i], word((5 * i) + j));
            for (var j = 0; j < 5; j++) code.vpmadd52huq(sum[j + 1], x[i], word((5 * i) + j));
        }
    }
}
