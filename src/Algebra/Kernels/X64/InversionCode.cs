namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// Emits the inversion modulo p: the binary GCD of Pornin, "Optimized Binary GCD for Modular Inversion" (eprint 2020/972),
/// 31 steps per round on 64-bit approximations, of which each iteration takes as many as there are zeros to shift out.
/// Leaves out what he does for constant time: the number of rounds and the length of the numbers vary.
/// </summary>
/// <remarks>
/// A round finds f0, g0, f1, g1 of at most 2^31, each row with a sum of at most 2^31, such that
/// a' = |f0·a − g0·b| / 2^31 and b' = |f1·a − g1·b| / 2^31 are whole. The factors are differences in his paper; here they
/// are magnitudes, as the signs within a row, and those of the two rows, are always opposite: each iteration adds.
/// </remarks>
internal sealed partial class InversionCode
{
    private const int Steps = 31;

    // Of the inner loop: approximations, packed factors f + 2^32·g of either row, the steps that remain.
    private const Reg A = Reg.R8, B = Reg.R9, Row0 = Reg.R10, Row1 = Reg.R11, Remaining = Reg.Rbp;
    private const Reg Difference = Reg.Rax, Opposite = Reg.Rcx, Zeros = Reg.Rdx, Unshifted = Reg.R12;

    // The new a goes elsewhere than the old one, as b' needs that; the two places change roles after each round.
    private const Reg OldA = Reg.Rsi, NewA = Reg.Rdi;

    private static readonly Word
        FirstA = new(Reg.Rsp, 0), SecondA = new(Reg.Rsp, 32), ValueB = new(Reg.Rsp, 64),
        U = new(Reg.Rsp, 96), W = new(Reg.Rsp, 128), FirstFactors = new(Reg.Rsp, 160), Factors = new(Reg.Rsp, 192),
        ResultAddress = new(Reg.Rsp, 224), Sign = new(Reg.Rsp, 232), Flip = new(Reg.Rsp, 240), Combinations = new(Reg.Rsp, 248);

    private const int Frame = 256;

    private readonly X64Code code = new();
    private readonly FieldCode field;
    private readonly Word lowBits;
    private readonly Word factor;

    private InversionCode(FieldConstants constants, ReadOnlySpan<ulong> factor)
    {
        field = new FieldCode(code, constants);
        lowBits = code.Constants([(1UL << Steps) - 1]);
        this.factor = code.Constants(factor);
    }

    private static ReadOnlySpan<Reg> Saved => [Reg.Rbx, Reg.Rbp, Reg.R12, Reg.R13, Reg.R14, Reg.R15];

    private static Word OldAWords => new(OldA, 0);

    /// <summary>The inverse of the element at rsi, its stored limbs below p, to rdi; zero for zero. Returns rdi in rax.</summary>
    /// <param name="constants">The modulus.</param>
    /// <param name="factor">The words of R³·2^64 modulo p.</param>
    public static byte[] Encode(FieldConstants constants, ReadOnlySpan<ulong> factor)
    {
        var routine = new InversionCode(constants, factor);
        routine.EmitRoutine();
        return routine.code.Finish();
    }

    /// <summary>Rounds in pairs, whose factors are multiplied before the cofactors are: half as many reductions modulo p.</summary>
    private void EmitRoutine()
    {
        Begin();
        var top = code.Position;
        var done = Approximate();
        FindFactors();
        CombineValues(FirstFactors);
        var alone = code.Jump(Condition.Zero);

        // If a is 0 by now, a round leaves it so, and b as 1.
        _ = Approximate(last: false);
        FindFactors();
        CombineValues(Factors);
        MultiplyFactors();
        var cofactors = code.Position;
        var tooMany = CountCombinations();
        CombineCofactors();
        code.Jump(top);

        code.Land(alone);
        ScaleFirstFactors();
        code.Jump(cofactors);
        code.Land(done);
        code.Land(tooMany);
        End();
    }

    /// <summary>a = x, b = p; with w = −v: a = x·u, b = −x·w modulo p, up to their common sign and powers of two.</summary>
    private void Begin()
    {
        code.Enter(Saved);
        code.Emit(Op.Address, Reg.Rsp, new Word(Reg.Rsp, -Frame));
        code.Store(ResultAddress, Reg.Rdi);
        for (var i = 0; i < 4; i++)
        {
            code.Load(Reg.Rax, OldAWords[i]);
            code.Store(FirstA[i], Reg.Rax);
            code.Load(Reg.Rax, field.P[i]);
            code.Store(ValueB[i], Reg.Rax);
        }

        code.Clear(Reg.Rax);
        for (var i = 0; i < 4; i++)
        {
            code.Store(U[i], Reg.Rax);
            code.Store(W[i], Reg.Rax);
        }

        code.Store(Sign, Reg.Rax);
        code.Store(Combinations, Reg.Rax);
        code.LoadImmediate(Reg.Rax, 1);
        code.Store(U, Reg.Rax);
        code.Emit(Op.Address, OldA, FirstA);
        code.Emit(Op.Address, NewA, SecondA);
    }

    /// <summary>
    /// The low 31 bits of both numbers below the 33 from the highest bit of the longer one; numbers of one word as they are.
    /// </summary>
    /// <returns>The jump taken when a is 0, if that is the end.</returns>
    private int Approximate(bool last = true)
    {
        const Reg Up = Reg.Rax, Down = Reg.Rcx, Part = Reg.Rdx;
        Span<int> found = stackalloc int[3];
        for (var top = 3; top > 0; top--)
        {
            code.Load(A, OldAWords[top]);
            code.Load(B, ValueB[top]);
            code.Move(Up, A);
            code.Emit(Op.Or, Up, B);
            var shorter = code.Jump(Condition.Zero);
            code.CountLeadingZeros(Up, Up);

            // 63 − Up after a shift by one: a count of 64 would count as zero.
            code.Move(Down, Up);
            code.Not(Down);
            Approximate(A, OldAWords, top, Up, Down, Part);
            Approximate(B, ValueB, top, Up, Down, Part);
            found[top - 1] = code.Jump();
            code.Land(shorter);
        }

        code.Load(B, ValueB);
        code.Load(A, OldAWords);
        var done = 0;
        if (last)
        {
            code.Emit(Op.Or, A, A);
            done = code.Jump(Condition.Zero);
        }

        foreach (var jump in found) code.Land(jump);
        return done;
    }

    private void Approximate(Reg target, Word number, int top, Reg up, Reg down, Reg part)
    {
        code.ShiftLeft(target, target, up);
        code.Load(part, number[top - 1]);
        code.ShiftRight(part, 1);
        code.ShiftRight(part, part, down);
        code.Emit(Op.Or, target, part);
        code.ShiftRight(target, Steps);
        code.ShiftLeft(target, Steps);
        code.Load(part, lowBits);
        code.Emit(Op.And, part, number);
        code.Emit(Op.Or, target, part);
    }

    /// <summary>
    /// 31 steps. One iteration on odd a, b: subtract the lesser from the greater, which it replaces as a, and shift out the
    /// zeros; the lesser is b, whose factors double for each. The last shift ends after 31 in all.
    /// </summary>
    private void FindFactors()
    {
        code.LoadImmediate(Row0, 1);
        code.Move(Unshifted, Row0);
        code.ShiftLeft(Unshifted, 32);
        code.LoadImmediate(Remaining, Steps);
        code.Move(Difference, A);
        code.CountTrailingZeros(Zeros, A);
        code.ShiftLeft(Row1, Unshifted, Zeros);
        code.ShiftRight(A, Difference, Zeros);
        code.Emit(Op.Sub, Remaining, Zeros);
        var none = code.Jump(Condition.NotAbove);

        var top = code.Position;
        code.Move(Opposite, B);
        code.Emit(Op.Sub, Opposite, A);
        code.Move(Unshifted, Row1);
        code.CountTrailingZeros(Zeros, Opposite);
        code.Move(Difference, A);
        code.Emit(Op.Sub, Difference, B);
        code.MoveIf(Condition.Below, B, A);
        code.MoveIf(Condition.Below, Difference, Opposite);
        code.MoveIf(Condition.Below, Unshifted, Row0);
        code.AddressOfSum(Row0, Row0, Row1);
        code.ShiftRight(A, Difference, Zeros);
        code.ShiftLeft(Row1, Unshifted, Zeros);
        code.Emit(Op.Sub, Remaining, Zeros);
        code.Jump(Condition.Above, top);

        code.Land(none);
        code.Emit(Op.Add, Remaining, Zeros);
        code.ShiftLeft(Row1, Unshifted, Remaining);
    }
}
