using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <summary>
/// One result of a group in two halves, such as a sum of products, and its reduction and store. The halves use
/// different registers; what is handed over between them is up to the program.
/// </summary>
internal readonly record struct Stage(Action Front, Action Back);

/// <content>
/// Loops and the order of instructions. A reduction is one long chain of dependent operations, which leaves the
/// multiplier idle most of the time; so it runs woven into the products of what comes next.
/// </content>
internal sealed partial class LaneAssembler
{
    /// <summary>The ten limbs that a front computes.</summary>
    public static readonly Lanes FrontSum = new(0);

    /// <summary>The ten limbs that a back gets.</summary>
    public static readonly Lanes BackSum = new(20);

    /// <summary>The body once per group, then every pointer advanced by its bytes per group.</summary>
    public void Loop(Action body, params ReadOnlySpan<(AssemblerRegister64 Pointer, int Step)> pointers)
    {
        Label start = code.CreateLabel();
        code.Label(ref start);
        body();
        Advance(pointers);
        code.dec(rax);
        code.jnz(start);
    }

    /// <summary>The stages of every group in order, each front woven into the back before it.</summary>
    public void Pipeline(
        ReadOnlySpan<Stage> stages,
        Action handOver,
        (AssemblerRegister64 Pointer, int Step)[] frontPointers,
        (AssemblerRegister64 Pointer, int Step)[] backPointers) =>
        Pipeline(stages, handOver, () => Advance(frontPointers), () => Advance(backPointers));

    /// <summary>The same with other ways to advance; fronts do before the first stage, backs after the last.</summary>
    public void Pipeline(ReadOnlySpan<Stage> stages, Action handOver, Action advanceFronts, Action advanceBacks)
    {
        Label start = code.CreateLabel(), last = code.CreateLabel();
        stages[0].Front();
        handOver();
        code.Label(ref start);
        for (var i = 1; i < stages.Length; i++)
        {
            Interleave(stages[i].Front, stages[i - 1].Back);
            handOver();
        }

        code.dec(rax);
        code.jz(last);
        advanceFronts();
        Interleave(stages[0].Front, stages[^1].Back);
        handOver();
        advanceBacks();
        code.jmp(start);
        code.Label(ref last);
        stages[^1].Back();
    }

    /// <summary>Merges two independent sequences evenly.</summary>
    public void Interleave(Action first, Action second)
    {
        Assembler main = code;
        IReadOnlyList<Instruction> left = Record(first), right = Record(second);
        code = main;
        for (int i = 0, j = 0; i < left.Count || j < right.Count;)
        {
            var takeLeft = j == right.Count || (i < left.Count && (long)i * right.Count <= (long)j * left.Count);
            code.AddInstruction(takeLeft ? left[i++] : right[j++]);
        }
    }

    private IReadOnlyList<Instruction> Record(Action sequence)
    {
        code = new Assembler(64);
        sequence();
        return code.Instructions;
    }

    /// <summary>BackSum = FrontSum. Register moves cost no execution slot: the processor renames them away.</summary>
    public void HandOverSum()
    {
        for (var i = 0; i < 10; i++) code.vmovdqa64(BackSum[i], FrontSum[i]);
    }

    /// <summary>Swaps two bases of slots, so that what fronts wrote is what backs read.</summary>
    public void Exchange(AssemblerRegister64 left, AssemblerRegister64 right) => code.xchg(left, right);

    /// <summary>Makes rdi and rbx the bases of two sets of slots; rbx belongs to the caller until <see cref="LeaveSets"/>.</summary>
    public void EnterSets(int first, int second)
    {
        code.push(rbx);
        code.lea(rdi, __[r10 + (64 * first)]);
        code.lea(rbx, __[r10 + (64 * second)]);
    }

    /// <summary>Gives rbx back.</summary>
    public void LeaveSets() => code.pop(rbx);

    private void Advance(ReadOnlySpan<(AssemblerRegister64 Pointer, int Step)> pointers)
    {
        foreach ((AssemblerRegister64 pointer, var step) in pointers) code.add(pointer, step);
    }
}
