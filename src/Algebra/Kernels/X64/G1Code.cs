using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// Emits <see cref="G1Routines"/>. Two products at a time, their rows alternating. The additions are those of Cohen,
/// Miyaji and Ono (1998; Explicit-Formulas Database, add-1998-cmo-2 and madd): as many products as the formulas with more
/// squares, which are no cheaper here, and fewer sums.
/// </summary>
/// <remarks>Values marked reduced are below p; a product of values below 2p is below 1.76 p, one with a reduced value below 1.38 p.</remarks>
internal sealed class G1Code
{
    private const int Slots = 12;
    private const int Frame = (32 * Slots) + 8;
    private static readonly Word ResultAddress = new(Reg.Rsp, 32 * Slots);
    private static readonly Word X1 = new(Reg.Rsi, 0), Y1 = new(Reg.Rsi, 32), Z1 = new(Reg.Rsi, 64);
    private static readonly Word X2 = new(Reg.Rbx, 0), Y2 = new(Reg.Rbx, 32), Z2 = new(Reg.Rbx, 64);

    private readonly X64Code code = new();
    private readonly FieldCode field;

    private G1Code() => field = new FieldCode(code, FieldConstants.Of<FqModulus>());

    private static ReadOnlySpan<Reg> Saved => [Reg.Rbx, Reg.Rbp, Reg.R12, Reg.R13, Reg.R14, Reg.R15];

    private static Accumulator First => new(Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.Rbp);

    private static Accumulator Second => new(Reg.R12, Reg.R13, Reg.R14, Reg.R15, Reg.Rdi);

    /// <summary>The doubling, and the additions at their offsets.</summary>
    public static byte[] Encode(out int addAffine, out int add)
    {
        var routines = new G1Code();
        routines.EmitDouble();
        addAffine = routines.Next();
        routines.EmitAddAffine();
        add = routines.Next();
        routines.EmitAdd();
        return routines.code.Finish();
    }

    private static Word Slot(int index) => new(Reg.Rsp, 32 * index);

    private int Next()
    {
        code.Align();
        return code.Position;
    }

    /// <summary>A = X², B = Y², D = 4XB, E = 3A: X' = E² − 2D, Y' = E(D − X') − 8B², Z' = 2YZ (dbl-2009-l).</summary>
    private void EmitDouble()
    {
        Word b = Slot(0), twiceX = Slot(1), d = Slot(2), c = Slot(3), e = Slot(4), x = Slot(5), y = Slot(6), z = Slot(7);
        Enter();
        Accumulator first = First, second = Second;
        field.Multiply(new ProductSum(first, new Term(X1, X1)), new ProductSum(second, new Term(Y1, Y1)));
        field.SubtractIfNotBelow(first, field.P);
        field.Store(e, first);
        field.SubtractIfNotBelow(second, field.P);
        field.Store(b, second);
        field.Add(b, b, b);
        field.Add(twiceX, X1, X1);
        field.Add(y, e, e);
        field.Add(e, y, e);
        Pair(new Term(twiceX, b), d, new Term(b, b), c);

        // E² is below 2.8 p, so that plus 2p less 2D is below 5p.
        field.Add(y, Y1, Y1);
        (first, second) = (First, Second);
        field.Multiply(new ProductSum(first, new Term(e, e)), new ProductSum(second, new Term(y, Z1)));
        field.SubtractIfNotBelow(second, field.P);
        field.Store(z, second);
        field.AddTo(first, field.TwoP);
        field.SubtractFrom(first, d);
        field.SubtractFrom(first, d);
        field.Reduce(first);
        field.Store(x, first);

        // c is (2B)² = 4B², so 8B² = 2c; the product is below 2.2 p.
        field.Add(y, d, field.P);
        field.Subtract(y, y, x);
        first = First;
        field.Multiply(new ProductSum(first, new Term(e, y)));
        field.AddTo(first, field.TwoP);
        field.SubtractFrom(first, c);
        field.SubtractFrom(first, c);
        field.Reduce(first);
        Leave(x, first, z);
    }

    /// <summary>With U = x2·Z1², S = y2·Z1³: h = U − X1, r = S − Y1, and the rest in <see cref="FinishAddition"/>.</summary>
    private void EmitAddAffine()
    {
        Word zz = Slot(0), zy = Slot(1), u = Slot(2), s = Slot(3), y2 = new(Reg.Rbp, 0);
        Enter();
        code.Move(Reg.Rbp, Reg.Rcx);
        CopyTo(s, y2);
        Accumulator first = First, second = Second;
        field.Multiply(new ProductSum(first, new Term(Z1, Z1)), new ProductSum(second, new Term(s, Z1)));
        field.Store(zz, first);
        field.Store(zy, second);
        Pair(new Term(zz, X2), u, new Term(zz, zy), s);
        var doubled = FinishAddition(u, s, X1, Y1, Z1);
        LeaveWithoutPoint(doubled);
    }

    /// <summary>With U_i = X_i·Z_j² and S_i = Y_i·Z_j³: h = U2 − U1, r = S2 − S1, and Z1·Z2 for Z1.</summary>
    private void EmitAdd()
    {
        Word zz1 = Slot(0), zz2 = Slot(1), u2 = Slot(2), s2 = Slot(3), u1 = Slot(8), s1 = Slot(9), z = Slot(10);
        Enter();
        Pair(new Term(Z1, Z1), zz1, new Term(Z2, Z2), zz2);
        Pair(new Term(zz1, X2), u2, new Term(zz2, X1), u1);
        Pair(new Term(zz1, Y2), s2, new Term(zz2, Y1), s1);
        Pair(new Term(s2, Z1), s2, new Term(s1, Z2), s1);
        Accumulator first = First;
        field.Multiply(new ProductSum(first, new Term(Z1, Z2)));
        field.Store(z, first);
        var doubled = FinishAddition(u2, s2, u1, s1, z);
        LeaveWithoutPoint(doubled);
    }

    /// <summary>
    /// h = u − x, r = s − y, V = x·h²: X' = r² − h³ − 2V, Y' = r(V − X') − y·h³, Z' = z·h. All operands are reduced; z
    /// may be below 2p.
    /// </summary>
    /// <returns>The jump taken if h is zero.</returns>
    private int FinishAddition(Word u, Word s, Word x, Word y, Word z)
    {
        Word h = Slot(0), r = Slot(1), hh = Slot(4), rr = Slot(5), hhh = Slot(6), v = Slot(7), x3 = Slot(2), minusY = Slot(3);
        Accumulator first = First, second = Second;
        field.SubtractModulo(first, h, u, x);
        code.Move(Reg.Rax, first[0]);
        for (var i = 1; i < 4; i++) code.Emit(Op.Or, Reg.Rax, first[i]);
        var doubled = code.Jump(Condition.Zero);
        field.SubtractModulo(second, r, s, y);

        Pair(new Term(h, h), hh, new Term(r, r), rr);
        Pair(new Term(h, hh), hhh, new Term(x, hh), v);

        // Below 4p before it is reduced.
        first = First;
        field.Load(first, rr);
        field.AddTo(first, field.P);
        field.AddTo(first, field.TwoP);
        field.SubtractFrom(first, hhh);
        field.SubtractFrom(first, v);
        field.SubtractFrom(first, v);
        field.Reduce(first);
        field.Store(x3, first);

        field.Add(v, v, field.P);
        field.Subtract(v, v, x3);
        field.Subtract(minusY, field.P, y);
        (first, second) = (First, Second);
        field.Multiply(
            new ProductSum(first, new Term(r, v), new Term(minusY, hhh)), new ProductSum(second, new Term(z, h)));
        field.SubtractIfNotBelow(second, field.P);
        field.Store(rr, second);
        field.SubtractIfNotBelow(first, field.P);
        Leave(x3, first, rr);
        return doubled;
    }

    /// <summary>Two products of values below 2p, reduced.</summary>
    private void Pair(Term first, Word target, Term second, Word secondTarget)
    {
        Accumulator sum = First, secondSum = Second;
        field.Multiply(new ProductSum(sum, first), new ProductSum(secondSum, second));
        field.SubtractIfNotBelow(sum, field.P);
        field.Store(target, sum);
        field.SubtractIfNotBelow(secondSum, field.P);
        field.Store(secondTarget, secondSum);
    }

    private void Enter()
    {
        code.Enter(Saved);
        code.Emit(Op.Address, Reg.Rsp, new Word(Reg.Rsp, -Frame));
        code.Store(ResultAddress, Reg.Rdi);
        code.Move(Reg.Rbx, Reg.Rdx);
    }

    private void CopyTo(Word target, Word source)
    {
        for (var i = 0; i < 4; i++)
        {
            code.Load(Reg.Rax, source[i]);
            code.Store(target[i], Reg.Rax);
        }
    }

    /// <summary>Writes the point at the very end, as it may take the place of an operand; returns its address.</summary>
    private void Leave(Word x, Accumulator y, Word z)
    {
        code.Load(Reg.Rsi, ResultAddress);
        field.Store(Y1, y);
        CopyTo(X1, x);
        CopyTo(Z1, z);
        code.Move(Reg.Rax, Reg.Rsi);
        Exit();
    }

    private void LeaveWithoutPoint(int jump)
    {
        code.Land(jump);
        code.Clear(Reg.Rax);
        Exit();
    }

    private void Exit()
    {
        code.Emit(Op.Address, Reg.Rsp, new Word(Reg.Rsp, Frame));
        code.Leave(Saved);
    }
}
