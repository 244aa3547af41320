namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// Emits arithmetic modulo p on values of four words. A product is CIOS (Koç, Acar, Kaliski 1996): row by row, add
/// x·y_i, then the multiple of p that clears the lowest word, then divide by 2^64. As the top word of p is below 2^62,
/// five words hold the running value. The two carry chains of a row (low and high halves) run in CF and OF.
/// </summary>
/// <remarks>
/// Bounds: rows keep the value below Σ x + p, so that must be below 2^256 (5.29 p); any 256-bit y will do. The result is
/// below Σ x·y/R + p.
/// </remarks>
internal sealed class FieldCode
{
    private const Reg Low = Reg.Rax;
    private const Reg High = Reg.Rcx;
    private const Reg Multiplier = Reg.Rdx;

    private readonly X64Code code;
    private readonly Word p;
    private readonly Word negInverse;

    public FieldCode(X64Code code, FieldConstants field)
    {
        this.code = code;
        p = code.Constants([field.P0, field.P1, field.P2, field.P3]);
        negInverse = code.Constants([field.NegInverse]);
        TwoP = code.Constants(
        [
            field.P0 << 1, (field.P1 << 1) | (field.P0 >> 63), (field.P2 << 1) | (field.P1 >> 63),
            (field.P3 << 1) | (field.P2 >> 63),
        ]);
    }

    /// <summary>p, four words.</summary>
    public Word P => p;

    /// <summary>2p, four words.</summary>
    public Word TwoP { get; }

    /// <summary>Called after each word product of sums of products and reductions; may emit what touches neither flags nor general registers.</summary>
    public Action? Between { get; set; }

    /// <summary>Sums of products divided by R; the rows of different sums alternate, so that one hides the delays of the others.</summary>
    public void Multiply(params ProductSum[] products)
    {
        for (var row = 0; row < 4; row++) MultiplyRow(row, products);
    }

    /// <summary>Sums of products by the first words of the second factors alone, divided by 2^64.</summary>
    public void MultiplyByWords(params ProductSum[] products) => MultiplyRow(0, products);

    /// <summary>
    /// The square of a value below 2^256, divided by R, in ten word products and a reduction: the lower half of the full
    /// square becomes the running value, and the upper half (four more registers) is added after its reduction.
    /// </summary>
    public void Square(Accumulator sum, Word x, Reg t4, Reg t5, Reg t6, Reg t7)
    {
        ReadOnlySpan<Reg> t = [sum[0], sum[1], sum[2], sum[3], t4, t5, t6, t7];
        CrossProducts(t, x);
        DoubleAndAddSquares(t, x);
        for (var row = 0; row < 4; row++) ReduceRow(sum, clear: true);
        for (var i = 0; i < 4; i++) code.Emit(i == 0 ? Op.Add : Op.Adc, sum[i], t[4 + i]);
    }

    /// <summary>Subtracts a constant, unless that would be negative; the value must be below 2^256.</summary>
    public void SubtractIfNotBelow(Accumulator sum, Word modulus, Reg t0, Reg t1, Reg t2, Reg t3)
    {
        ReadOnlySpan<Reg> reduced = [t0, t1, t2, t3];
        for (var i = 0; i < 4; i++) code.Move(reduced[i], sum[i]);
        for (var i = 0; i < 4; i++) code.Emit(i == 0 ? Op.Sub : Op.Sbb, reduced[i], modulus[i]);
        for (var i = 0; i < 4; i++) code.MoveIf(Condition.NotBelow, sum[i], reduced[i]);
    }

    /// <summary>Reads four words.</summary>
    public void Load(Accumulator sum, Word source)
    {
        for (var i = 0; i < 4; i++) code.Load(sum[i], source[i]);
    }

    /// <summary>Adds four words without reduction; the sum must be below 2^256.</summary>
    public void AddTo(Accumulator sum, Word addend)
    {
        for (var i = 0; i < 4; i++) code.Emit(i == 0 ? Op.Add : Op.Adc, sum[i], addend[i]);
    }

    /// <summary>Subtracts p or 2p, unless that would be negative.</summary>
    public void SubtractIfNotBelow(Accumulator sum, Word modulus) =>
        SubtractIfNotBelow(sum, modulus, Low, High, Multiplier, sum[4]);

    /// <summary>target = left + right, less p if that is not negative.</summary>
    public void AddModulo(Accumulator sum, Word target, Word left, Word right)
    {
        Load(sum, left);
        AddTo(sum, right);
        SubtractIfNotBelow(sum, p);
        Store(target, sum);
    }

    /// <summary>left − right modulo p for left below 2p and right at most p, reduced if left is.</summary>
    public void SubtractModulo(Accumulator sum, Word target, Word left, Word right)
    {
        Load(sum, left);
        AddTo(sum, p);
        SubtractFrom(sum, right);
        SubtractIfNotBelow(sum, p);
        Store(target, sum);
    }

    /// <summary>Subtracts four words; must not become negative.</summary>
    public void SubtractFrom(Accumulator sum, Word subtrahend)
    {
        for (var i = 0; i < 4; i++) code.Emit(i == 0 ? Op.Sub : Op.Sbb, sum[i], subtrahend[i]);
    }

    /// <summary>Reduces a value below 5p.</summary>
    public void Reduce(Accumulator sum)
    {
        SubtractIfNotBelow(sum, TwoP);
        SubtractIfNotBelow(sum, TwoP);
        SubtractIfNotBelow(sum, p);
    }

    /// <summary>target = left + right without reduction; the sum must be below 2^256.</summary>
    public void Add(Word target, Word left, Word right) => Combine(Op.Add, Op.Adc, target, left, right);

    /// <summary>target = left − right without reduction; must not be negative.</summary>
    public void Subtract(Word target, Word left, Word right) => Combine(Op.Sub, Op.Sbb, target, left, right);

    private void Combine(Op first, Op next, Word target, Word left, Word right)
    {
        for (var i = 0; i < 4; i++)
        {
            code.Load(Low, left[i]);
            code.Emit(i == 0 ? first : next, Low, right[i]);
            code.Store(target[i], Low);
        }
    }

    /// <summary>Writes four words.</summary>
    public void Store(Word target, Accumulator sum)
    {
        for (var i = 0; i < 4; i++) code.Store(target[i], sum[i]);
    }

    private void MultiplyRow(int row, ProductSum[] products)
    {
        foreach (ProductSum product in products) AddRow(product, row);
        foreach (ProductSum product in products) ReduceRow(product.Sum, clear: false);
    }

    private void AddRow(in ProductSum product, int row)
    {
        for (var i = 0; i < product.Terms.Length; i++)
        {
            code.Load(Multiplier, product.Terms[i].Y[row]);
            if (row == 0 && i == 0) FirstRow(product.Sum, product.Terms[i].X);
            else NextRow(product.Sum, product.Terms[i].X, clear: i == 0);
        }
    }

    private void FirstRow(Accumulator sum, Word x)
    {
        code.Mulx(sum[1], sum[0], x[0]);
        for (var i = 1; i < 4; i++)
        {
            code.Mulx(sum[i + 1], Low, x[i]);
            code.Emit(i == 1 ? Op.Add : Op.Adc, sum[i], Low);
            Between?.Invoke();
        }

        code.EmitImmediate(Op.Adc, sum[4], 0);
    }

    /// <summary>Adds rdx·x; the fifth word is new, or it holds a word already.</summary>
    private void NextRow(Accumulator sum, Word x, bool clear)
    {
        code.Clear(clear ? sum[4] : Low);
        for (var i = 0; i < 4; i++)
        {
            code.Mulx(High, Low, x[i]);
            code.Adcx(sum[i], Low);
            code.Adox(sum[i + 1], High);
            Between?.Invoke();
        }

        code.EmitImmediate(Op.Adc, sum[4], 0);
    }

    private void ReduceRow(Accumulator sum, bool clear)
    {
        code.Move(Multiplier, sum[0]);
        code.MultiplyLow(Multiplier, negInverse);
        NextRow(sum, p, clear);
        sum.Divide();
    }

    /// <summary>t1 to t6 = the sum of x_i·x_j·2^(64(i+j)) over i below j.</summary>
    private void CrossProducts(ReadOnlySpan<Reg> t, Word x)
    {
        code.Load(Multiplier, x[0]);
        code.Mulx(t[2], t[1], x[1]);
        code.Mulx(t[3], Low, x[2]);
        code.Emit(Op.Add, t[2], Low);
        code.Mulx(t[4], Low, x[3]);
        code.Emit(Op.Adc, t[3], Low);
        code.EmitImmediate(Op.Adc, t[4], 0);

        code.Load(Multiplier, x[1]);
        code.Clear(t[5]);
        code.Mulx(High, Low, x[2]);
        code.Adcx(t[3], Low);
        code.Adox(t[4], High);
        code.Mulx(High, Low, x[3]);
        code.Adcx(t[4], Low);
        code.Adox(t[5], High);
        code.EmitImmediate(Op.Adc, t[5], 0);

        code.Load(Multiplier, x[2]);
        code.Mulx(t[6], Low, x[3]);
        code.Emit(Op.Add, t[5], Low);
        code.EmitImmediate(Op.Adc, t[6], 0);
    }

    /// <summary>Doubles in one carry chain while the squares x_i² come in through the other.</summary>
    private void DoubleAndAddSquares(ReadOnlySpan<Reg> t, Word x)
    {
        code.Load(Multiplier, x[0]);
        code.Clear(t[7]);
        code.Mulx(High, t[0], Multiplier);
        for (var i = 1; i < 8; i++)
        {
            code.Adcx(t[i], t[i]);
            if ((i & 1) == 0)
            {
                code.Load(Multiplier, x[i / 2]);
                code.Mulx(High, Low, Multiplier);
            }

            code.Adox(t[i], (i & 1) == 0 ? Low : High);
        }
    }
}
