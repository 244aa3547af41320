using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// The assembled product and square of a field. The fields of this class must be constants to the JIT, or every product
/// would check whether the class is initialized: <see cref="ScalarStart"/> initializes it before any product is compiled.
/// </summary>
internal static unsafe class FieldRoutines<TModulus>
    where TModulus : struct, IModulus
{
    /// <summary>Whether the routines are there; else the callers use portable code.</summary>
    public static readonly bool Available;

    /// <summary>The reduced product of x below 4p and any y with x·y below p·R: all of them for x below p. May be an operand.</summary>
    public static readonly delegate*<out Fp<TModulus>, in Fp<TModulus>, in Fp<TModulus>, void> Multiply;

    /// <summary>The reduced square of a value below 2p; may be the operand.</summary>
    public static readonly delegate*<out Fp<TModulus>, in Fp<TModulus>, void> Square;

    static FieldRoutines()
    {
        var code = FieldRoutines.Encode(FieldConstants.Of<TModulus>(), out var square);
        if (!ScalarSupport.TryPublish(code, out var start)) return;
        Multiply = (delegate*<out Fp<TModulus>, in Fp<TModulus>, in Fp<TModulus>, void>)start;
        Square = (delegate*<out Fp<TModulus>, in Fp<TModulus>, void>)(start + square);
        Available = true;
    }

    /// <summary>Runs the static constructor.</summary>
    public static void Prepare()
    {
    }
}

/// <summary>Emits them. Pointers come in rdi (result), rsi and rdx (operands), and may be equal.</summary>
internal static class FieldRoutines
{
    private static ReadOnlySpan<Reg> Saved => [Reg.Rbx, Reg.Rbp, Reg.R12, Reg.R13, Reg.R14];

    /// <summary>The code of the product, and of the square at an offset.</summary>
    public static byte[] Encode(FieldConstants constants, out int square)
    {
        var code = new X64Code();
        var field = new FieldCode(code, constants);
        Multiply(code, field);
        code.Align();
        square = code.Position;
        Square(code, field);
        return code.Finish();
    }

    private static void Multiply(X64Code code, FieldCode field)
    {
        code.Enter(Saved[..2]);
        code.Move(Reg.Rbx, Reg.Rdx);
        var sum = new Accumulator(Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.Rbp);
        field.Multiply(new ProductSum(sum, new Term(new Word(Reg.Rsi, 0), new Word(Reg.Rbx, 0))));
        Finish(code, field, sum);
        code.Leave(Saved[..2]);
    }

    private static void Square(X64Code code, FieldCode field)
    {
        code.Enter(Saved);
        var sum = new Accumulator(Reg.R8, Reg.R9, Reg.R10, Reg.R11, Reg.Rbp);
        field.Square(sum, new Word(Reg.Rsi, 0), Reg.Rbx, Reg.R12, Reg.R13, Reg.R14);
        Finish(code, field, sum);
        code.Leave(Saved);
    }

    private static void Finish(X64Code code, FieldCode field, Accumulator sum)
    {
        field.SubtractIfNotBelow(sum, field.P, Reg.Rax, Reg.Rcx, Reg.Rdx, sum[4]);
        field.Store(new Word(Reg.Rdi, 0), sum);
    }
}
