using Zkml.Algebra.Fields;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// The partial rounds of Poseidon2 on both halves of a core: word 0 and its S-box, one chain of products, in scalar
/// registers, and the words that have no S-box in three vector lanes, five limbs of 52 bits each. With Σ the sum of those
/// words before round k, s the fifth power of y = x_0 + c_k, and X, c, e as in <see cref="Poseidon2Constants52"/>:
/// <code>
///   H = Σ X_i + e_k                   = Σ + c_{k+1}
///   y' = µ_0·y·y^4 + H                = x_0' + c_{k+1}
///   A = s + H;  X_i' = (µ_i − 1)·X_i + A
/// </code>
/// µ_0·y is made beside y², so that three products follow each other in a round; the lanes have a whole round for theirs.
/// </summary>
/// <remarks>
/// Bounds, with p/R = 0.189: y below 2.6 p gives y² below 2.3 p, y^4 below 2 p, µ_0·y below 1.5 p, their product below 1.6 p
/// and s below 2 p; H is below 1.0001 p, so y' is below 2.6 p again and A below 3 p. A lane's product is below
/// X·p/2^260 + p, so below 1.05 p for X = product + A below 4.1 p; Σ X_i + e is below 13.1 p.
/// </remarks>
internal sealed partial class Poseidon2Lanes
{
    // Vector registers: the words' limbs, product columns, the diagonal, p and what else is constant, five for passing values.
    private const int X = 0, Column = 5, Diagonal = 15, Modulus = 20, NegInverse = 25, Mask = 26, Free = 27;
    private const int Limbs = 5;

    // Calls of FieldCode.Between in a round: two squares and three products.
    private const int Places = 125;

    private readonly X64Code code;
    private readonly FieldCode field;
    private readonly Word constants, allLanes, lastLane, firstDiagonal, firstConstant, negativeMultiples, reciprocal;
    private readonly Word rounds, firstFullRounds, lastFullRounds, conversion;
    private readonly Word y, square, firstMultiple, fourth, h, a, sums, top, old;

    /// <param name="code">Where to emit.</param>
    /// <param name="field">Arithmetic modulo r.</param>
    /// <param name="scratch">Nine slots of four words on the stack, one after the other.</param>
    public Poseidon2Lanes(X64Code code, FieldCode field, Word scratch)
    {
        (this.code, this.field) = (code, field);
        const ulong LimbMask = (1UL << 52) - 1;
        var negInverse = FieldConstants.Of<FrModulus>().NegInverse & LimbMask;
        constants = code.Constants(
        [
            .. Poseidon2Constants52.LaneDiagonal, .. Poseidon2Constants52.Modulus, negInverse, negInverse, negInverse, negInverse,
            LimbMask, LimbMask, LimbMask, 0,
        ]);
        allLanes = code.Constants([LimbMask, LimbMask, LimbMask, LimbMask]);
        lastLane = code.Constants([0, 0, 0, LimbMask]);
        firstDiagonal = code.Constants(Poseidon2Constants52.FirstDiagonal);
        firstConstant = code.Constants(Poseidon2Constants52.FirstPartialRound);
        negativeMultiples = code.Constants(Poseidon2Constants52.NegativeMultiples);
        reciprocal = code.Constants([Poseidon2Constants52.Reciprocal]);
        rounds = code.Constants(Poseidon2Constants52.Rounds);
        firstFullRounds = code.Constants(Poseidon2Constants52.FirstFullRounds);
        lastFullRounds = code.Constants(Poseidon2Constants52.LastFullRounds);
        conversion = code.Constants(Poseidon2Constants52.Conversion);
        (y, square, firstMultiple, fourth) = (scratch, scratch[4], scratch[8], scratch[12]);
        (h, a, sums, top, old) = (scratch[16], scratch[20], scratch[24], scratch[28], scratch[32]);
    }

    private static Accumulator First => new(Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.Rbp);

    /// <summary>From the columns that the full rounds leave behind; word 0 goes to memory, the others to their lanes.</summary>
    private void EnterPartial()
    {
        StoreColumns();
        Accumulator sum = First;
        Join(sum, y, 4, y[16]);
        field.AddTo(sum, firstConstant);
        field.Store(y, sum);
        code.Clear(Reg.Rax);
        for (var word = 0; word < 4; word++) code.Store(a[word], Reg.Rax);

        // The words are the "products" that the first round adds A = 0 to.
        Emit(CarryColumns());
        for (var j = 0; j < Limbs; j++)
        {
            code.RotateLanes(X + j, X + j, 1);
            code.Vector(VectorOp.And, Column + Limbs + j, X + j, Mask);
            code.LoadVector(Diagonal + j, constants[4 * j]);
        }
    }

    /// <summary>One round; rsi moves on afterwards.</summary>
    private void PartialRound()
    {
        List<Action> steps = [.. Add(), .. SumLanes()];
        int needed = steps.Count, emitted = 0, place = 0;
        steps.AddRange([.. Carry(), .. Product(X, Diagonal), .. Reduction()]);
        field.Between = () => EmitUntil(++place * steps.Count / Places);
        Square(y, square);
        Copy(old, y);
        field.Store(firstMultiple, Multiply(y, firstDiagonal));
        Square(square, fourth);
        EmitUntil(needed);
        Sum();
        Accumulator next = Multiply(firstMultiple, fourth);
        field.AddTo(next, h);
        field.Store(y, next);
        Accumulator fifth = Multiply(old, fourth);
        field.AddTo(fifth, h);
        field.Store(a, fifth);
        field.Between = null;
        EmitUntil(steps.Count);

        void EmitUntil(int count)
        {
            for (; emitted < Math.Min(count, steps.Count); emitted++) steps[emitted]();
        }
    }

    /// <summary>All four words to their lanes, offset as the constants of the last full rounds expect them.</summary>
    private void LeavePartial()
    {
        Emit(Add());
        for (var word = 0; word < 4; word++) code.Broadcast(Free + word, y[word]);
        code.LoadVector(Mask, lastLane);
        Emit(Cut(Column));
        for (var j = 0; j < Limbs; j++)
        {
            code.Vector(VectorOp.Add, X + j, X + j, Column + j);
            code.RotateLanes(X + j, X + j, 3);
        }
    }

    private void Square(Word x, Word target)
    {
        Accumulator sum = First;
        field.Square(sum, x, Reg.R12, Reg.R13, Reg.R14, Reg.R15);
        field.Store(target, sum);
    }

    private Accumulator Multiply(Word x, Word factor)
    {
        Accumulator sum = First;
        field.Multiply(new ProductSum(sum, new Term(x, factor)));
        return sum;
    }

    private void Copy(Word target, Word source)
    {
        Accumulator words = First;
        field.Load(words, source);
        field.Store(target, words);
    }

    /// <summary>
    /// H = Σ X_i + e_k mod p, below 1.0001 p: from the top limb alone follows the quotient by p, or one less; modulo 2^256 its
    /// multiple of p comes off.
    /// </summary>
    private void Sum()
    {
        Accumulator sum = First;
        Join(sum, sums, 1, top);
        code.Load(Reg.Rdx, top);
        code.Mulx(Reg.Rcx, Reg.Rax, reciprocal);
        code.ShiftLeft(Reg.Rcx, 5);
        code.Emit(Op.Address, Reg.Rdx, negativeMultiples);
        code.Emit(Op.Add, Reg.Rdx, Reg.Rcx);
        field.AddTo(sum, new Word(Reg.Rdx, 0));
        field.Store(h, sum);
    }

    /// <summary>Four words of the value of five limbs below 2^60, modulo 2^256.</summary>
    private void Join(Accumulator sum, Word limbs, int stride, Word last)
    {
        ReadOnlySpan<Reg> upper = [Reg.Rax, Reg.Rcx, Reg.Rdx, Reg.Rdi];
        code.Load(sum[0], limbs);
        for (var j = 1; j < Limbs; j++)
        {
            code.Load(upper[j - 1], j < 4 ? limbs[stride * j] : last);
            if (j < 4)
            {
                code.Move(sum[j], upper[j - 1]);
                code.ShiftRight(sum[j], (byte)(12 * j));
            }

            code.ShiftLeft(upper[j - 1], (byte)(64 - (12 * j)));
        }

        for (var j = 0; j < 4; j++) code.Emit(j == 0 ? Op.Add : Op.Adc, sum[j], upper[j]);
    }
}
