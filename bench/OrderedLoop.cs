using Iced.Intel;
using Zkml.Algebra.Kernels.Ifma;

namespace Zkml.Benchmarks;

/// <summary>
/// The machine code of a mixed kernel whose loop can be put into other orders. The loop's instructions do not depend on where
/// they are, so that an order is a permutation of their bytes, and nothing is assembled twice.
/// </summary>
internal sealed class OrderedLoop
{
    private readonly byte[] code;
    private readonly int[] offsets;
    private readonly char[] parts;
    private readonly bool[,] conflicts;

    /// <param name="program">Emits the kernel.</param>
    /// <param name="order">Null for the program's own order, empty for the default one.</param>
    /// <exception cref="InvalidOperationException">The order has other counts of instructions than the program.</exception>
    public OrderedLoop(Action<LaneAssembler> program, string? order)
    {
        var assembler = new LaneAssembler { Order = order };
        assembler.Enter();
        program(assembler);
        code = assembler.Finish();
        Order = assembler.Order!;
        var letters = new List<char>();
        MixedOrders.Read(Order, (part, count) => letters.AddRange(Enumerable.Repeat(part, count)));
        parts = [.. letters];
        var body = Body(code, parts.Length);
        offsets = [.. body.Select(i => (int)i.IP), (int)body[^1].NextIP];
        conflicts = Conflicts([.. body.Select(Effects.Of)], parts);
    }

    /// <summary>The order it was assembled in.</summary>
    public string Order { get; }

    /// <summary>The instructions of an iteration.</summary>
    public int Count => parts.Length;

    /// <summary>The bytes of the kernel.</summary>
    public int Length => code.Length;

    /// <summary>Whether two instructions, numbered as assembled, have to stay in that order.</summary>
    public bool Conflict(int left, int right) => conflicts[left, right];

    /// <summary>The kernel with the loop in another order, into <paramref name="into"/>.</summary>
    public void Write(ReadOnlySpan<int> order, Span<byte> into)
    {
        code.CopyTo(into);
        var next = offsets[0];
        foreach (var instruction in order)
        {
            var bytes = code.AsSpan(offsets[instruction]..offsets[instruction + 1]);
            bytes.CopyTo(into[next..]);
            next += bytes.Length;
        }
    }

    /// <summary>As <see cref="MixedOrders"/> writes it.</summary>
    public string Describe(ReadOnlySpan<int> order)
    {
        var letters = new char[order.Length];
        for (var k = 0; k < letters.Length; k++) letters[k] = parts[order[k]];
        return MixedOrders.Write(letters);
    }

    /// <summary>The start of the loop that the last backward jump ends; pointers advance behind it.</summary>
    private static List<Instruction> Body(byte[] code, int count)
    {
        var all = new List<Instruction>();
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(code));
        while (decoder.IP < (ulong)code.Length) all.Add(decoder.Decode());
        var jump = all.FindLast(i => i.FlowControl == FlowControl.ConditionalBranch && i.NearBranchTarget < i.IP);
        var body = all.GetRange(all.FindIndex(i => i.IP == jump.NearBranchTarget), count);
        if (jump.IP == 0 || body.Exists(i => i.FlowControl != FlowControl.Next || i.IsIPRelativeMemoryOperand)) throw new InvalidOperationException("The loop has no such body.");
        return body;
    }

    /// <summary>Parts keep their own order, which is what makes an order a string of letters.</summary>
    private static bool[,] Conflicts(Effects[] effects, char[] parts)
    {
        var conflicts = new bool[parts.Length, parts.Length];
        for (var k = 0; k < parts.Length; k++)
        {
            for (var l = 0; l < parts.Length; l++) conflicts[k, l] = parts[k] == parts[l] || effects[k].Conflicts(effects[l]);
        }
        return conflicts;
    }

    /// <summary>What an instruction reads and writes.</summary>
    private sealed record Effects(HashSet<Register> Reads, HashSet<Register> Writes, RflagsBits FlagsRead, RflagsBits FlagsWritten, UsedMemory[] Memory)
    {
        public static Effects Of(Instruction instruction)
        {
            var info = new InstructionInfoFactory().GetInfo(instruction);
            var used = info.GetUsedRegisters().ToArray();
            return new(
                [.. used.Where(r => r.Access != OpAccess.Write).Select(r => r.Register.GetFullRegister())],
                [.. used.Where(r => IsWrite(r.Access)).Select(r => r.Register.GetFullRegister())],
                instruction.RflagsRead, instruction.RflagsModified,
                [.. info.GetUsedMemory()]);
        }

        public bool Conflicts(Effects other) =>
            Writes.Overlaps(other.Writes) || Writes.Overlaps(other.Reads) || Reads.Overlaps(other.Writes)
            || (FlagsWritten & (other.FlagsWritten | other.FlagsRead)) != 0 || (FlagsRead & other.FlagsWritten) != 0
            || Memory.Any(x => other.Memory.Any(y => (IsWrite(x.Access) || IsWrite(y.Access)) && MayMeet(x, y)));

        private static bool IsWrite(OpAccess access) => access is OpAccess.Write or OpAccess.CondWrite or OpAccess.ReadWrite or OpAccess.ReadCondWrite;

        /// <summary>rsi, rbx and rdi may be at the same element of the same array; rbp is at rdi's, or a group before it.</summary>
        private static bool MayMeet(UsedMemory x, UsedMemory y)
        {
            var (inTable, other) = (x.Base is Register.R10 or Register.R11, y.Base is Register.R10 or Register.R11);
            if (inTable || other) return x.Base == y.Base && Overlap(x, y, 0);
            return Overlap(x, y, 0)
                || (x.Base == Register.RBP && Overlap(x, y, -LaneAssembler.MixedBytes))
                || (y.Base == Register.RBP && Overlap(x, y, LaneAssembler.MixedBytes));
        }

        private static bool Overlap(UsedMemory x, UsedMemory y, long shift)
        {
            long left = (long)x.Displacement + shift, right = (long)y.Displacement;
            return left < right + y.MemorySize.GetSize() && right < left + x.MemorySize.GetSize();
        }
    }
}
