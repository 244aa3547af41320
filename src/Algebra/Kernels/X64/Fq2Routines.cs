using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>Whole operations of Fq[u]/(u² + 1), assembled; initialized like <see cref="FieldRoutines{TModulus}"/>.</summary>
internal static unsafe class Fq2Routines
{
    public static readonly bool Available;

    /// <summary>The reduced product of reduced operands.</summary>
    public static readonly delegate*<in Fq2, in Fq2, Fq2> Multiply;

    /// <summary>The reduced square of a reduced operand.</summary>
    public static readonly delegate*<in Fq2, Fq2> Square;

    /// <summary>The reduced product by an element of Fq.</summary>
    public static readonly delegate*<in Fq2, in Fq, Fq2> MultiplyByFq;

    // Two sums in registers, one in rdi: the address of the result waits on the stack, behind three work areas.
    private const int Frame = 104;
    private static readonly Word Work = new(Reg.Rsp, 0);
    private static readonly Word ResultAddress = new(Reg.Rsp, 96);
    private static readonly Word Left = new(Reg.Rsi, 0);
    private static readonly Word Right = new(Reg.Rbx, 0);

    static Fq2Routines()
    {
        var code = Encode(out var square, out var byFq);
        if (!ScalarSupport.TryPublish(code, out var start)) return;
        Multiply = (delegate*<in Fq2, in Fq2, Fq2>)start;
        Square = (delegate*<in Fq2, Fq2>)(start + square);
        MultiplyByFq = (delegate*<in Fq2, in Fq, Fq2>)(start + byFq);
        Available = true;
    }

    private static ReadOnlySpan<Reg> Saved => [Reg.Rbx, Reg.Rbp, Reg.R12, Reg.R13, Reg.R14, Reg.R15];

    private static Accumulator First => new(Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.Rbp);

    private static Accumulator Second => new(Reg.R12, Reg.R13, Reg.R14, Reg.R15, Reg.Rdi);

    /// <summary>Runs the static constructor.</summary>
    public static void Prepare()
    {
    }

    private static byte[] Encode(out int square, out int byFq)
    {
        var code = new X64Code();
        var field = new FieldCode(code, FieldConstants.Of<FqModulus>());
        EmitMultiply(code, field);
        square = Next(code);
        EmitSquare(code, field);
        byFq = Next(code);
        EmitMultiplyByFq(code, field);
        return code.Finish();
    }

    private static int Next(X64Code code)
    {
        code.Align();
        return code.Position;
    }

    /// <summary>
    /// a0·b0 + (p − a1)·b1 and a0·b1 + a1·b0, one reduction each: 104 multiplications instead of the 108 of three
    /// products, and no sums of double length as in Karatsuba's method with 88. Sums stay below 3p, results below 2p.
    /// </summary>
    private static void EmitMultiply(X64Code code, FieldCode field)
    {
        Enter(code);
        field.Subtract(Work, field.P, Left[4]);
        Accumulator first = First, second = Second;
        field.Multiply(
            new ProductSum(first, new Term(Left, Right), new Term(Work, Right[4])),
            new ProductSum(second, new Term(Left[4], Right), new Term(Left, Right[4])));
        Leave(code, field, first, second);
    }

    /// <summary>(a0 + a1)·(a0 − a1 + p) and 2a0·a1; the results are below 4p²/R + p, which is below 2p.</summary>
    private static void EmitSquare(X64Code code, FieldCode field)
    {
        Enter(code);
        field.Add(Work, Left, Left[4]);
        field.Subtract(Work[4], field.P, Left[4]);
        field.Add(Work[4], Work[4], Left);
        field.Add(Work[8], Left, Left);
        Accumulator first = First, second = Second;
        field.Multiply(
            new ProductSum(first, new Term(Work, Work[4])), new ProductSum(second, new Term(Work[8], Left[4])));
        Leave(code, field, first, second);
    }

    private static void EmitMultiplyByFq(X64Code code, FieldCode field)
    {
        Enter(code);
        Accumulator first = First, second = Second;
        field.Multiply(new ProductSum(first, new Term(Left, Right)), new ProductSum(second, new Term(Left[4], Right)));
        Leave(code, field, first, second);
    }

    private static void Enter(X64Code code)
    {
        code.Enter(Saved);
        code.EmitImmediate(Op.Sub, Reg.Rsp, Frame);
        code.Store(ResultAddress, Reg.Rdi);
        code.Move(Reg.Rbx, Reg.Rdx);
    }

    private static void Leave(X64Code code, FieldCode field, Accumulator first, Accumulator second)
    {
        code.Load(Reg.Rsi, ResultAddress);
        field.SubtractIfNotBelow(first, field.P, Reg.Rax, Reg.Rcx, Reg.Rdx, first[4]);
        field.Store(new Word(Reg.Rsi, 0), first);
        field.SubtractIfNotBelow(second, field.P, Reg.Rax, Reg.Rcx, Reg.Rdx, second[4]);
        field.Store(new Word(Reg.Rsi, 32), second);
        code.Move(Reg.Rax, Reg.Rsi);
        code.EmitImmediate(Op.Add, Reg.Rsp, Frame);
        code.Leave(Saved);
    }
}
