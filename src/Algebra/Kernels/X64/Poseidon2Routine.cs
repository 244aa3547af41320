using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// The permutation of <see cref="Poseidon2{T}"/> over Fr as one routine; same steps, see there. The state lives on the
/// stack, and products go in pairs whose rows alternate: the S-box of a partial round is a chain of three products, so
/// each goes together with one of the products of the internal matrix that do not wait for it.
/// </summary>
/// <remarks>
/// Bounds, with p/R below 0.19: words of the state are below 1.24 p between partial rounds and below p between full ones;
/// a word plus a constant is below 2.24 p, its square below 1.95 p, its fourth power below 1.72 p, and its fifth
/// below 1.73 p before the subtraction of p. Sums of four words are below 4.72 p, so they fit.
/// </remarks>
internal static unsafe class Poseidon2Routine
{
    public static readonly bool Available;

    /// <summary>Replaces four reduced words by their image.</summary>
    public static readonly delegate*<ref Fr, void> Permute;

    private const int Slots = 11;
    private const int Frame = (32 * Slots) + 8;
    private static readonly Word StateAddress = new(Reg.Rsp, 32 * Slots);
    private static readonly Word Constant = new(Reg.Rsi, 0);
    private static readonly Word Power = Slot(4), SecondPower = Slot(5), Fourth = Slot(6), SecondFourth = Slot(7);
    private static readonly Word Sum = Slot(8);

    static Poseidon2Routine()
    {
        Available = TryPublish(ScalarSupport.HasLanes, out Permute);
    }

    /// <summary>The routine with or without vector lanes; for tests, which compare both.</summary>
    public static bool TryPublish(bool lanes, out delegate*<ref Fr, void> permute)
    {
        nint start = 0;
        var published = FieldRoutines<FrModulus>.Available && ScalarSupport.TryPublish(lanes ? EncodeLanes() : Encode(), out start);
        permute = (delegate*<ref Fr, void>)start;
        return published;
    }

    private static ReadOnlySpan<Reg> Saved => [Reg.Rbx, Reg.Rbp, Reg.R12, Reg.R13, Reg.R14, Reg.R15];

    private static Accumulator First => new(Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.Rbp);

    private static Accumulator Second => new(Reg.R12, Reg.R13, Reg.R14, Reg.R15, Reg.Rdi);

    private static Word Slot(int index) => new(Reg.Rsp, 32 * index);

    private static byte[] Encode()
    {
        var code = new X64Code();
        var field = new FieldCode(code, FieldConstants.Of<FrModulus>());
        Word constants = code.Constants(Montgomery(Poseidon2Constants.RoundConstants));
        Word diagonal = code.Constants(Montgomery(Poseidon2Constants.DiagonalMinusOne));
        Enter(code, field);
        ExternalMatrix(field);
        code.Emit(Op.Address, Reg.Rsi, constants);

        var fullRounds = code.Position;
        code.Repeat(Poseidon2Constants.FullRounds / 2, 32 * Poseidon2Constants.Width, () => FullRound(field));
        code.Emit(Op.Address, Reg.Rax, constants[4 * Poseidon2Constants.RoundConstantCount]);
        code.Emit(Op.Cmp, Reg.Rax, Reg.Rsi);
        var end = code.Jump(Condition.Zero);
        code.Repeat(Poseidon2Constants.PartialRounds, 32, () => PartialRound(field, diagonal));

        // The loop ends with its counter at zero: back to the other full rounds.
        code.Jump(Condition.Zero, fullRounds);
        code.Land(end);
        Leave(code, field);
        return code.Finish();
    }

    /// <summary>The same permutation with <see cref="Poseidon2Lanes"/>.</summary>
    private static byte[] EncodeLanes()
    {
        var code = new X64Code();
        var field = new FieldCode(code, FieldConstants.Of<FrModulus>());
        code.Enter(Saved);
        code.Emit(Op.Address, Reg.Rsp, new Word(Reg.Rsp, -Frame));
        code.Store(StateAddress, Reg.Rdi);
        new Poseidon2Lanes(code, field, Slot(0)).Permute(StateAddress);
        code.Emit(Op.Address, Reg.Rsp, new Word(Reg.Rsp, Frame));
        code.Leave(Saved);
        return code.Finish();
    }

    private static void FullRound(FieldCode field)
    {
        for (var i = 0; i < Poseidon2Constants.Width; i += 2)
        {
            field.Add(Power, Slot(i), Constant[4 * i]);
            field.Add(SecondPower, Slot(i + 1), Constant[4 * (i + 1)]);
            Square(field, Power, Fourth);
            Square(field, SecondPower, SecondFourth);
            Square(field, Fourth, Fourth);
            Square(field, SecondFourth, SecondFourth);
            Accumulator first = First, second = Second;
            field.Multiply(
                new ProductSum(first, new Term(Fourth, Power)),
                new ProductSum(second, new Term(SecondFourth, SecondPower)));
            field.SubtractIfNotBelow(first, field.P);
            field.Store(Slot(i), first);
            field.SubtractIfNotBelow(second, field.P);
            field.Store(Slot(i + 1), second);
        }

        ExternalMatrix(field);
    }

    private static void PartialRound(FieldCode field, Word diagonal)
    {
        Word x0 = Slot(0), x1 = Slot(1), x2 = Slot(2), x3 = Slot(3), product1 = Slot(7), product2 = Slot(9), product3 = Slot(10);
        field.Add(Power, x0, Constant);
        field.Add(Sum, x1, x2);
        field.Add(Sum, Sum, x3);
        Pair(field, new(Power, Power), Fourth, new(x1, diagonal[4]), product1);
        Pair(field, new(Fourth, Fourth), Fourth, new(x2, diagonal[8]), product2);
        Accumulator sbox = First, second = Second;
        field.Multiply(new ProductSum(sbox, new Term(Fourth, Power)), new ProductSum(second, new Term(x3, diagonal[12])));
        field.SubtractIfNotBelow(sbox, field.P);
        field.Store(x0, sbox);
        field.Store(product3, second);

        field.AddTo(sbox, Sum);
        field.Reduce(sbox);
        field.Store(Sum, sbox);
        Accumulator product0 = Second;
        field.Multiply(new ProductSum(product0, new Term(x0, diagonal)));
        field.AddTo(product0, Sum);
        field.SubtractIfNotBelow(product0, field.P);
        field.Store(x0, product0);
        field.AddModulo(First, x1, product1, Sum);
        field.AddModulo(First, x2, product2, Sum);
        field.AddModulo(First, x3, product3, Sum);
    }

    /// <summary>Two products side by side, not reduced beyond the bounds above.</summary>
    private static void Pair(FieldCode field, Term first, Word target, Term second, Word secondTarget)
    {
        Accumulator sum = First, secondSum = Second;
        field.Multiply(new ProductSum(sum, first), new ProductSum(secondSum, second));
        field.Store(target, sum);
        field.Store(secondTarget, secondSum);
    }

    private static void Square(FieldCode field, Word x, Word target)
    {
        Accumulator sum = First;
        field.Square(sum, x, Reg.R12, Reg.R13, Reg.R14, Reg.R15);
        field.Store(target, sum);
    }

    /// <summary>M_4 as in <see cref="Poseidon2{T}"/>, on reduced words.</summary>
    private static void ExternalMatrix(FieldCode field)
    {
        Word x0 = Slot(0), x1 = Slot(1), x2 = Slot(2), x3 = Slot(3);
        Word left = Slot(4), right = Slot(5), twiceX1 = Slot(6), twiceX3 = Slot(7);
        Add(left, x0, x1);
        Add(right, x2, x3);
        Add(twiceX1, x1, x1);
        Add(twiceX1, twiceX1, right);
        Add(twiceX3, x3, x3);
        Add(twiceX3, twiceX3, left);
        Add(right, right, right);
        Add(right, right, right);
        Add(x3, right, twiceX3);
        Add(left, left, left);
        Add(left, left, left);
        Add(x1, left, twiceX1);
        Add(x0, twiceX3, x1);
        Add(x2, twiceX1, x3);

        void Add(Word target, Word a, Word b) => field.AddModulo(First, target, a, b);
    }

    private static void Enter(X64Code code, FieldCode field)
    {
        code.Enter(Saved);
        code.Emit(Op.Address, Reg.Rsp, new Word(Reg.Rsp, -Frame));
        code.Store(StateAddress, Reg.Rdi);
        for (var i = 0; i < Poseidon2Constants.Width; i++) Copy(field, Slot(i), new Word(Reg.Rdi, 32 * i));
    }

    private static void Leave(X64Code code, FieldCode field)
    {
        code.Load(Reg.Rdi, StateAddress);
        for (var i = 0; i < Poseidon2Constants.Width; i++) Copy(field, new Word(Reg.Rdi, 32 * i), Slot(i));
        code.Emit(Op.Address, Reg.Rsp, new Word(Reg.Rsp, Frame));
        code.Leave(Saved);
    }

    private static void Copy(FieldCode field, Word target, Word source)
    {
        Accumulator words = First;
        field.Load(words, source);
        field.Store(target, words);
    }

    private static ulong[] Montgomery(ReadOnlySpan<ulong> canonical)
    {
        var limbs = new ulong[canonical.Length];
        for (var i = 0; i < limbs.Length; i += 4)
        {
            Fr value = Fr.FromCanonical(canonical[i], canonical[i + 1], canonical[i + 2], canonical[i + 3]);
            (limbs[i], limbs[i + 1], limbs[i + 2], limbs[i + 3]) = (value.L0, value.L1, value.L2, value.L3);
        }

        return limbs;
    }
}
