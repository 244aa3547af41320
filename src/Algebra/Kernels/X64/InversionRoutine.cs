using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.X64;

/// <summary>
/// The assembled inversion of a field. Apart from <see cref="FieldRoutines{TModulus}"/>, so that only processes that invert
/// spend the time to assemble it; a check per call whether it is there does not matter here.
/// </summary>
internal static unsafe class InversionRoutine<TModulus>
    where TModulus : struct, IModulus
{
    /// <summary>Whether the routine is there; else the caller uses portable code.</summary>
    public static readonly bool Available;

    /// <summary>The inverse of a reduced value; zero for zero.</summary>
    public static readonly delegate*<in Fp<TModulus>, Fp<TModulus>> Invert;

    static InversionRoutine()
    {
        if (!FieldRoutines<TModulus>.Available) return;
        Fp<TModulus> factor = Fp<TModulus>.ComputeInversionFactor();
        var code = InversionCode.Encode(
            FieldConstants.Of<TModulus>(), [factor.L0, factor.L1, factor.L2, factor.L3]);
        if (!ScalarSupport.TryPublish(code, out var start)) return;
        Invert = (delegate*<in Fp<TModulus>, Fp<TModulus>>)start;
        Available = true;
    }
}
