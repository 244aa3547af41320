namespace Zkml.Algebra.Kernels.Scalar;

/// <content>What a round does to the numbers and to their cofactors, and the end.</content>
internal sealed partial class InversionCode
{
    private const Reg Carried = Reg.Rbx, Mask0 = Reg.R11, Mask1 = Reg.Rbx;

    // The second product ends in the register that holds its factor till then.
    private static ReadOnlySpan<Reg> Left => [Reg.R8, Reg.R9, Reg.R12, Reg.R13, Reg.R14];

    private static ReadOnlySpan<Reg> Right => [Reg.R15, Reg.Rax, Reg.Rcx, Reg.Rbp, Row0];

    private void CombineValues(int words)
    {
        CombineRow(words, () => code.Move(Reg.Rdx, Row0), Mask0, new Word(NewA, 0));
        code.Load(Reg.Rdx, Factors[2]);
        CombineRow(words, () => code.Load(Reg.Rdx, Factors[3]), Mask1, ValueB);
        RecordSigns();
        code.Move(Reg.Rax, OldA);
        code.Move(OldA, NewA);
        code.Move(NewA, Reg.Rax);
    }

    /// <summary>
    /// target = |f·a − g·b| / 2^31 with 2^32·f in rdx, 2^32·g to be loaded: twice the difference divided by 2^64. (With
    /// 2^33·f the doubling would go, but f may be 2^31.) An approximation may have made the wrong difference negative.
    /// </summary>
    private void CombineRow(int words, Action loadSecondFactor, Reg mask, Word target)
    {
        ReadOnlySpan<Reg> left = Left[..(words + 1)], right = Right[^(words + 1)..];
        MultiplyWord(left, OldAWords);
        loadSecondFactor();
        MultiplyWord(right, ValueB);
        for (int i = 0; i <= words; i++)
            code.Emit(i == 0 ? Op.Sub : Op.Sbb, left[i], right[i]);
        code.Emit(Op.Sbb, mask, mask);
        for (int i = 0; i <= words; i++)
            code.Emit(i == 0 ? Op.Add : Op.Adc, left[i], left[i]);
        for (int i = 1; i <= words; i++)
            code.Emit(Op.Xor, left[i], mask);
        for (int i = 1; i <= words; i++)
            code.Emit(i == 1 ? Op.Sub : Op.Sbb, left[i], mask);
        for (int i = 1; i <= words; i++)
            code.Store(target[i - 1], left[i]);
    }

    private void MultiplyWord(ReadOnlySpan<Reg> product, Word number)
    {
        code.Mulx(product[1], product[0], number[0]);
        for (int i = 1; i < product.Length - 1; i++)
        {
            code.Mulx(product[i + 1], Carried, number[i]);
            code.Emit(i == 1 ? Op.Add : Op.Adc, product[i], Carried);
        }

        code.EmitImmediate(Op.Adc, product[^1], 0);
    }

    /// <summary>
    /// The common sign of u and w follows that of row 0. The rows have opposite signs, or an approximation was wrong:
    /// then the new w has the sign that u has not.
    /// </summary>
    private void RecordSigns()
    {
        code.Emit(Op.Xor, Mask1, Mask0);
        code.Store(Flip, Mask1);
        code.Emit(Op.Xor, Mask0, Sign);
        code.Store(Sign, Mask0);
    }

    /// <summary>
    /// u' = (f0·u + g0·w) / 2^32, w' = (f1·u + g1·w) / 2^32 modulo p: sums, as w is −v. Both stay below 2p, as the factors
    /// times 2^32 add up to 2^63 at most: (2^63·2p + 2^64·p) / 2^64.
    /// </summary>
    private void CombineCofactors()
    {
        var u = new Accumulator(Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.Rbp);
        var w = new Accumulator(Reg.R12, Reg.R13, Reg.R14, Reg.R15, Reg.Rbx);
        field.MultiplyByWords(
            new ProductSum(u, new Term(U, Factors[0]), new Term(W, Factors[1])),
            new ProductSum(w, new Term(U, Factors[2]), new Term(W, Factors[3])));
        field.Store(U, u);
        field.Store(W, w);
        code.Load(Reg.Rax, Flip);
        code.Emit(Op.Or, Reg.Rax, Reg.Rax);
        int same = code.Jump(Condition.NotZero);
        field.Subtract(W, field.TwoP, W);
        code.Land(same);
    }

    /// <summary>Numbers of one word are exact themselves; only the sign is left of their products. Ends when a is 0.</summary>
    private void FinishInOneWord()
    {
        int top = code.Position;
        code.Load(A, OldAWords);
        code.Load(B, ValueB);
        FindFactors();
        code.ShiftRight(A, Difference, Remaining);
        StoreFactors();
        CountRound();

        // Row 1 tells the sign, as b' is not 0; without approximations that of row 0 is the opposite.
        code.Load(Reg.Rdx, Factors[2]);
        code.Mulx(Reg.R13, Reg.R12, OldAWords);
        code.Load(Reg.Rdx, Factors[3]);
        code.Mulx(Reg.R15, Reg.R14, ValueB);
        code.Emit(Op.Sub, Reg.R12, Reg.R14);
        code.Emit(Op.Sbb, Reg.R13, Reg.R15);
        code.Emit(Op.Sbb, Mask1, Mask1);
        code.Move(Mask0, Mask1);
        code.Not(Mask0);
        RecordSigns();
        code.Store(OldAWords, A);
        code.Store(ValueB, B);
        CombineCofactors();
        code.Load(Reg.Rax, OldAWords);
        code.Emit(Op.Or, Reg.Rax, Reg.Rax);
        code.Jump(Condition.NotZero, top);
    }

    /// <summary>
    /// Each round divided the numbers by 2^31 and the cofactors by 2^32: 1 = x·v·2^rounds. For limbs x = z·R, the limbs of
    /// the inverse of z are v·2^rounds·R²: one word product (which divides by 2^64) and one by R³·2^64.
    /// </summary>
    private void End()
    {
        var sum = new Accumulator(Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.Rbp);
        field.Load(sum, field.TwoP);
        field.SubtractFrom(sum, W);
        ReadOnlySpan<Reg> w = [Reg.R12, Reg.R13, Reg.R14, Reg.R15];
        for (int i = 0; i < 4; i++)
            code.Load(w[i], W[i]);
        code.Load(Reg.Rax, Sign);
        code.Emit(Op.Or, Reg.Rax, Reg.Rax);
        for (int i = 0; i < 4; i++)
            code.MoveIf(Condition.NotZero, sum[i], w[i]);
        field.Store(W, sum);
        code.LoadImmediate(Reg.Rax, 1);
        code.Load(Reg.Rcx, Rounds);
        code.ShiftLeft(Reg.Rax, Reg.Rax, Reg.Rcx);
        code.Store(Factors, Reg.Rax);
        field.MultiplyByWords(new ProductSum(sum, new Term(W, Factors)));
        field.Store(W, sum);
        field.Multiply(new ProductSum(sum, new Term(W, factor)));
        field.SubtractIfNotBelow(sum, field.P);
        code.Load(Reg.Rax, ResultAddress);
        field.Store(new Word(Reg.Rax, 0), sum);
        code.Emit(Op.Address, Reg.Rsp, new Word(Reg.Rsp, Frame));
        code.Leave(Saved);
    }
}
