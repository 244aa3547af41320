namespace Zkml.Algebra.Kernels.X64;

/// <content>What a round does to the numbers and to their cofactors, and the end.</content>
internal sealed partial class InversionCode
{
    private const Reg Carried = Reg.Rbx, Mask0 = Reg.R11, Mask1 = Reg.Rbx;

    private static ReadOnlySpan<Reg> Left => [Reg.R8, Reg.R9, Reg.R12, Reg.R13, Reg.R14];

    private static ReadOnlySpan<Reg> Right => [Reg.R15, Reg.Rax, Reg.Rcx, Reg.Rbp, Row0];

    /// <summary>A round's factors to memory, then a' and b'. Clears the zero flag if the rows have opposite signs.</summary>
    private void CombineValues(Word factors)
    {
        StoreRow(factors, Row0, Reg.Rdx);
        StoreRow(factors[2], Row1, Reg.Rcx);
        CombineRow(factors[1], Mask0, new Word(NewA, 0));
        code.Load(Reg.Rdx, factors[2]);
        code.ShiftLeft(Reg.Rdx, 32);
        CombineRow(factors[3], Mask1, ValueB);
        code.Move(Reg.Rax, OldA);
        code.Move(OldA, NewA);
        code.Move(NewA, Reg.Rax);
        RecordSigns();
    }

    private void StoreRow(Word factors, Reg row, Reg scaled)
    {
        code.Move(scaled, row);
        code.ShiftLeft(scaled, 32);
        code.Move(Reg.Rbx, scaled);
        code.ShiftRight(Reg.Rbx, 32);
        code.Store(factors, Reg.Rbx);
        code.ShiftRight(row, 32);
        code.Store(factors[1], row);
    }

    /// <summary>
    /// target = |f·a − g·b| / 2^31 with 2^32·f in rdx and g in memory: twice the difference divided by 2^64. (With 2^33·f
    /// the doubling would go, but f may be 2^31.) An approximation may have turned the difference negative.
    /// </summary>
    private void CombineRow(Word secondFactor, Reg mask, Word target)
    {
        ReadOnlySpan<Reg> left = Left, right = Right;
        MultiplyWord(left, OldAWords);
        code.Load(Reg.Rdx, secondFactor);
        code.ShiftLeft(Reg.Rdx, 32);
        MultiplyWord(right, ValueB);
        for (var i = 0; i <= 4; i++) code.Emit(i == 0 ? Op.Sub : Op.Sbb, left[i], right[i]);
        code.Emit(Op.Sbb, mask, mask);
        for (var i = 0; i <= 4; i++) code.Emit(i == 0 ? Op.Add : Op.Adc, left[i], left[i]);
        for (var i = 1; i <= 4; i++) code.Emit(Op.Xor, left[i], mask);
        for (var i = 1; i <= 4; i++) code.Emit(i == 1 ? Op.Sub : Op.Sbb, left[i], mask);
        for (var i = 1; i <= 4; i++) code.Store(target[i - 1], left[i]);
    }

    private void MultiplyWord(ReadOnlySpan<Reg> product, Word number)
    {
        code.Mulx(product[1], product[0], number[0]);
        for (var i = 1; i < product.Length - 1; i++)
        {
            code.Mulx(product[i + 1], Carried, number[i]);
            code.Emit(i == 1 ? Op.Add : Op.Adc, product[i], Carried);
        }

        code.EmitImmediate(Op.Adc, product[^1], 0);
    }

    /// <summary>
    /// The common sign of u and w follows that of row 0. The rows have opposite signs, unless an approximation was wrong or
    /// a' is 0: then the new w has the sign that u has not.
    /// </summary>
    private void RecordSigns()
    {
        code.Move(Reg.Rax, Mask0);
        code.Emit(Op.Xor, Reg.Rax, Sign);
        code.Store(Sign, Reg.Rax);
        code.Emit(Op.Xor, Mask1, Mask0);
        code.Store(Flip, Mask1);
    }

    /// <summary>The factors of two rounds: as sums, as the rows of the first have opposite signs.</summary>
    private void MultiplyFactors()
    {
        for (var row = 0; row < 4; row += 2)
        {
            code.Load(Reg.R8, Factors[row]);
            code.Load(Reg.R9, Factors[row + 1]);
            code.Move(Reg.R10, Reg.R8);
            code.Move(Reg.R11, Reg.R9);
            code.MultiplyLow(Reg.R8, FirstFactors[0]);
            code.MultiplyLow(Reg.R9, FirstFactors[2]);
            code.MultiplyLow(Reg.R10, FirstFactors[1]);
            code.MultiplyLow(Reg.R11, FirstFactors[3]);
            code.Emit(Op.Add, Reg.R8, Reg.R9);
            code.Emit(Op.Add, Reg.R10, Reg.R11);
            code.Store(Factors[row], Reg.R8);
            code.Store(Factors[row + 1], Reg.R10);
        }
    }

    /// <summary>A round whose rows have equal signs is taken alone, as if 31 steps that only shift followed.</summary>
    private void ScaleFirstFactors()
    {
        for (var i = 0; i < 4; i++)
        {
            code.Load(Reg.Rax, FirstFactors[i]);
            code.ShiftLeft(Reg.Rax, Steps);
            code.Store(Factors[i], Reg.Rax);
        }
    }

    /// <summary>No value below p takes 18 rounds, but the code must end for whatever it is given.</summary>
    /// <returns>The jump taken then.</returns>
    private int CountCombinations()
    {
        const sbyte Most = 18;
        code.Load(Reg.Rax, Combinations);
        code.EmitImmediate(Op.Add, Reg.Rax, 1);
        code.Store(Combinations, Reg.Rax);
        code.EmitImmediate(Op.Cmp, Reg.Rax, Most);
        return code.Jump(Condition.NotBelow);
    }

    /// <summary>
    /// u' = (f0·u + g0·w) / 2^64, w' = (f1·u + g1·w) / 2^64 modulo p: sums, as w is −v. The factors of a row add up to 2^62
    /// at most, so both stay below 2p: (2^62·2p + 2^64·p) / 2^64.
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
        var same = code.Jump(Condition.NotZero);
        field.Subtract(W, field.TwoP, W);
        code.Land(same);
    }

    /// <summary>
    /// Each of n combinations divided the numbers by 2^62 and the cofactors by 2^64: 1 = x·v·4^n. For limbs x = z·R, the
    /// limbs of the inverse of z are v·4^n·R²: one word product (which divides by 2^64) and one by R³·2^64.
    /// </summary>
    private void End()
    {
        var sum = new Accumulator(Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.Rbp);
        field.Load(sum, field.TwoP);
        field.SubtractFrom(sum, W);
        ReadOnlySpan<Reg> w = [Reg.R12, Reg.R13, Reg.R14, Reg.R15];
        for (var i = 0; i < 4; i++) code.Load(w[i], W[i]);
        code.Load(Reg.Rax, Sign);
        code.Emit(Op.Or, Reg.Rax, Reg.Rax);
        for (var i = 0; i < 4; i++) code.MoveIf(Condition.NotZero, sum[i], w[i]);
        field.Store(W, sum);
        code.LoadImmediate(Reg.Rax, 1);
        code.Load(Reg.Rcx, Combinations);
        code.Emit(Op.Add, Reg.Rcx, Reg.Rcx);
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
