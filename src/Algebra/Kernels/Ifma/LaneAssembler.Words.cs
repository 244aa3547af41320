using Iced.Intel;
using Zkml.Algebra.Kernels.Dispatch;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <content>
/// One product at a time in general registers, as <see cref="Scalar.FieldCode"/> does it (CIOS, two carry chains), for
/// loops that also work in lanes: the multiplier of general registers is a unit of its own, which lanes leave idle.
/// Uses rax, rcx, rdx and <see cref="Words"/>.
/// </content>
internal sealed partial class LaneAssembler
{
    private static readonly AssemblerRegister64[] Words = [r8, r9, r12, r13, r14];

    /// <summary>
    /// The reduced product of the elements at left and right, plus the one at an addend if there is one, to the output.
    /// Everything is read before the output is written.
    /// </summary>
    public void MultiplyWords(
        AssemblerMemoryOperand left, AssemblerMemoryOperand right, AssemblerMemoryOperand? addend, AssemblerMemoryOperand output)
    {
        AssemblerMemoryOperand modulus = __qword_ptr[r11 + LaneConstants.PWords];
        AssemblerRegister64[] sum = [.. Words];
        for (var row = 0; row < 4; row++)
        {
            code.mov(rdx, right + (8 * row));
            if (row == 0) FirstRow(sum, left);
            else AddRow(sum, left, sum[4]);
            code.mov(rdx, sum[0]);
            code.imul(rdx, __qword_ptr[r11 + LaneConstants.WordNegInverse]);
            AddRow(sum, modulus, rax);

            // The lowest word is zero now: dividing by 2^64 renames the words.
            sum = [.. sum[1..], sum[0]];
        }

        SubtractModulus(sum, modulus);
        if (addend is { } element)
        {
            for (var i = 0; i < 4; i++) AddWithCarry(i > 0, sum[i], element + (8 * i));
            SubtractModulus(sum, modulus);
        }

        for (var i = 0; i < 4; i++) code.mov(output + (8 * i), sum[i]);
    }

    private void FirstRow(AssemblerRegister64[] sum, AssemblerMemoryOperand x)
    {
        code.mulx(sum[1], sum[0], x);
        for (var i = 1; i < 4; i++)
        {
            code.mulx(sum[i + 1], rax, x + (8 * i));
            if (i == 1) code.add(sum[i], rax);
            else code.adc(sum[i], rax);
        }

        code.adc(sum[4], 0);
    }

    /// <summary>sum += rdx·x. What is cleared, the fifth word or rax, is only there to clear both carries else.</summary>
    private void AddRow(AssemblerRegister64[] sum, AssemblerMemoryOperand x, AssemblerRegister64 cleared)
    {
        code.xor(cleared, cleared);
        for (var i = 0; i < 4; i++)
        {
            code.mulx(rcx, rax, x + (8 * i));
            code.adcx(sum[i], rax);
            code.adox(sum[i + 1], rcx);
        }

        code.adc(sum[4], 0);
    }

    /// <summary>sum −= p, unless that would be negative.</summary>
    private void SubtractModulus(AssemblerRegister64[] sum, AssemblerMemoryOperand modulus)
    {
        ReadOnlySpan<AssemblerRegister64> reduced = [rax, rcx, rdx, sum[4]];
        for (var i = 0; i < 4; i++) code.mov(reduced[i], sum[i]);
        for (var i = 0; i < 4; i++)
        {
            if (i == 0) code.sub(reduced[i], modulus);
            else code.sbb(reduced[i], modulus + (8 * i));
        }

        for (var i = 0; i < 4; i++) code.cmovae(sum[i], reduced[i]);
    }

    private void AddWithCarry(bool carry, AssemblerRegister64 word, AssemblerMemoryOperand addend)
    {
        if (carry) code.adc(word, addend);
        else code.add(word, addend);
    }
}
