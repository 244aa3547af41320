using Iced.Intel;
using Zkml.Algebra.Kernels.Dispatch;
using static Iced.Intel.AssemblerRegisters;

namespace Zkml.Algebra.Kernels.Ifma;

/// <summary>
/// One iteration of a mixed loop in parts. Early loads may use no register of <see cref="LaneAssembler.StoreJoined"/>,
/// late ones come after it. Front: the sum of products of the group that was loaded. Reduce and finish: of the group
/// before. Words: what is done in general registers.
/// </summary>
internal readonly record struct MixedParts(
    Action<int> LoadEarly, Action<int> LoadLate, Action Front, Action Reduce, Action Finish, Action Words);

/// <content>
/// Loops over groups of <see cref="MixedGroup"/> elements: eight in lanes and two in general registers, at the same time.
/// In lanes an iteration loads and multiplies group g + 1, reduces group g and stores group g − 1, so that neither the
/// way in nor the way out, chains of dependent operations without a product, waits for anything.
/// </content>
internal sealed partial class LaneAssembler
{
    /// <summary>Elements per group.</summary>
    public const int MixedGroup = 10;

    /// <summary>Bytes per group.</summary>
    public const int MixedBytes = MixedGroup * Dense;

    private static readonly Lanes Joined = new(10);
    private static readonly Lanes Finished = new(25);

    /// <summary>
    /// The order of a mixed loop, for searches (bench, `orders`). Set before the program runs, it takes the place of the
    /// program's, and an empty one that of <see cref="DefaultOrder"/>; afterwards, the order in use.
    /// </summary>
    public string? Order { get; set; }

    /// <summary>
    /// Moves the arguments for <see cref="MixedLoop"/>: rdi output, rsi and rbx inputs, r10 the work area, r11 the
    /// constants, r15 the groups left; rbp is where the group before the last goes.
    /// </summary>
    public void EnterMixed()
    {
        foreach (AssemblerRegister64 register in (ReadOnlySpan<AssemblerRegister64>)[rbx, rbp, r12, r13, r14, r15]) code.push(register);
        code.mov(rbx, rdx);
        code.mov(r15, rax);

        // The first store comes before there is a result: where the first group will go, whose lanes are loaded by then.
        code.mov(rbp, rdi);
    }

    /// <summary>Gives the registers back.</summary>
    public void LeaveMixed()
    {
        foreach (AssemblerRegister64 register in (ReadOnlySpan<AssemblerRegister64>)[r15, r14, r13, r12, rbp, rbx]) code.pop(register);
    }

    /// <summary>The loop. An order names the part that the next instruction comes from, see <see cref="MixedOrders"/>.</summary>
    public void MixedLoop(in MixedParts parts, string order, params ReadOnlySpan<(AssemblerRegister64 Pointer, int Step)> pointers)
    {
        MixedParts p = parts;
        Label start = code.CreateLabel(), test = code.CreateLabel();
        p.LoadEarly(0);
        p.LoadLate(0);
        p.Front();
        HandOverMixed();
        code.jmp(test);
        code.Label(ref start);
        Order ??= order;
        if (Order.Length == 0) Order = DefaultOrder(p);
        EmitInOrder(p, Order);
        code.mov(rbp, rdi);
        Advance(pointers);
        code.Label(ref test);
        code.dec(r15);
        code.jnz(start);

        Emit(Weave(Listed(StoreJoined, p.Reduce, p.Finish), Listed(p.Words)));
        HandOverFinished();
        code.mov(rbp, rdi);
        StoreJoined();
    }

    /// <summary>Words to raw limbs of the element times 2^shift, without double shifts: on Zen 4 those take the multiplier's pipes.</summary>
    public void SplitApart(Lanes x, int shift, AssemblerRegisterZMM temporary)
    {
        code.vpsrlq(x[4], x[3], (byte)(16 - shift));
        for (var i = 3; i > 0; i--)
        {
            code.vpsllq(x[i], x[i], (byte)((12 * i) + shift));
            code.vpsrlq(temporary, x[i - 1], (byte)(64 - (12 * i) - shift));
            code.vporq(x[i], x[i], temporary);
        }

        if (shift > 0) code.vpsllq(x[0], x[0], (byte)shift);
    }

    /// <summary>Eight elements as raw limbs.</summary>
    public void LoadApart(Lanes x, AssemblerRegister64 pointer, int offset, int shift, AssemblerRegisterZMM temporary)
    {
        LoadTransposed(x, pointer, offset, Dense);
        SplitApart(x, shift, temporary);
    }

    /// <summary>
    /// sum[0..5) = 0, but the limbs that the Montgomery steps clear start from 2^52 − 1: that is how they get rounded up.
    /// </summary>
    public void ClearRounding(Lanes sum)
    {
        Clear(sum, 3);
        for (var i = 3; i < 5; i++) code.vpbroadcastq(sum[i], __qword_ptr[r11 + LaneConstants.Mask]);
    }

    /// <summary>The same for a sum that is there already.</summary>
    public void AddRounding(Lanes sum)
    {
        for (var i = 3; i < 5; i++) code.vpaddq(sum[i], sum[i], Constant(LaneConstants.Mask));
    }

    /// <summary>As <see cref="Reduce"/>, of a sum that began with <see cref="ClearRounding"/>.</summary>
    public void ReduceRounding(Lanes sum, AssemblerRegisterZMM temporary)
    {
        ShiftSteps(sum, temporary);
        for (var i = 3; i < 5; i++)
        {
            // The limb is t − 1, and its quotient −t/p.
            Carry(sum, i, temporary);
            code.vpbroadcastq(temporary, __qword_ptr[r11 + LaneConstants.NegInverse]);
            code.vpmadd52luq(temporary, sum[i], Constant(LaneConstants.NegInverse));
            AddQuotient(sum, i, temporary);
        }
    }

    /// <summary>Stores the limbs that <see cref="HandOverMixed"/> put into registers 10 to 14, at rbp; uses 0 to 7.</summary>
    public void StoreJoined()
    {
        Lanes words = new(0), rows = new(4);
        for (var i = 0; i < 4; i++)
        {
            code.vpsllq(words[i], Joined[i], 12);
            code.vpshrdq(words[i], words[i], Joined[i + 1], (byte)(12 * (i + 1)));
        }

        StoreWords(words, rows, rbp, 0, false);
    }

    private void HandOverMixed()
    {
        HandOverFinished();
        HandOverSum();
    }

    private void HandOverFinished()
    {
        for (var i = 0; i < 5; i++) code.vmovdqa64(Joined[i], Finished[i]);
    }

    /// <summary>
    /// Where a search begins: loads beside the first part of the reduction and the store, products beside the rest, words
    /// beside everything.
    /// </summary>
    private string DefaultOrder(MixedParts p)
    {
        List<char> Part(char name, params ReadOnlySpan<Action> sequences) =>
            [.. Enumerable.Repeat(name, Listed(sequences).Count)];

        List<char> reduce = Part('b', p.Reduce);
        int part = reduce.Count / 2, rest = reduce.Count * 9 / 10;
        List<char> lanes =
        [
            .. Weave(Part('f', () => p.LoadEarly(MixedBytes)), reduce[..part], Part('s', StoreJoined)),
            .. Weave(Part('f', () => p.LoadLate(MixedBytes)), reduce[part..rest]),
            .. Weave(Part('f', p.Front), [.. reduce[rest..], .. Part('b', p.Finish)]),
        ];
        return MixedOrders.Write([.. Weave(lanes, Part('w', p.Words)), .. Part('h', HandOverMixed)]);
    }

    private void EmitInOrder(MixedParts p, string order)
    {
        var fronts = new Queue<Instruction>(Listed(() => p.LoadEarly(MixedBytes), () => p.LoadLate(MixedBytes), p.Front));
        var backs = new Queue<Instruction>(Listed(p.Reduce, p.Finish));
        var stores = new Queue<Instruction>(Listed(StoreJoined));
        var words = new Queue<Instruction>(Listed(p.Words));
        var moves = new Queue<Instruction>(Listed(HandOverMixed));
        MixedOrders.Read(order, (part, count) =>
        {
            Queue<Instruction> from = part switch { 'f' => fronts, 'b' => backs, 's' => stores, 'h' => moves, _ => words };
            for (var i = 0; i < count; i++) code.AddInstruction(from.TryDequeue(out Instruction next) ? next : throw Unfit());
        });
        if (fronts.Count + backs.Count + stores.Count + words.Count + moves.Count > 0) throw Unfit();

        static InvalidOperationException Unfit() => new("The order has other counts of instructions than the program.");
    }

    private List<Instruction> Listed(params ReadOnlySpan<Action> sequences)
    {
        Assembler main = code;
        var all = new List<Instruction>();
        foreach (Action sequence in sequences) all.AddRange(Record(sequence));
        code = main;
        return all;
    }

    private void Emit(List<Instruction> instructions)
    {
        foreach (Instruction instruction in instructions) code.AddInstruction(instruction);
    }

    /// <summary>Merges independent sequences evenly.</summary>
    private static List<T> Weave<T>(params ReadOnlySpan<List<T>> lists)
    {
        var taken = new int[lists.Length];
        var all = new List<T>();
        while (true)
        {
            var next = -1;
            var least = double.MaxValue;
            for (var i = 0; i < lists.Length; i++)
            {
                var place = (taken[i] + 0.5) / lists[i].Count;
                if (taken[i] < lists[i].Count && place < least) (next, least) = (i, place);
            }

            if (next < 0) return all;
            all.Add(lists[next][taken[next]++]);
        }
    }
}
