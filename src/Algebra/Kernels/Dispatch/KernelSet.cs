using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>
/// The vector kernels of one tier. Immutable and thread-safe; every tier gives the same bits. Scalar routines are no part of
/// it: they are chosen once, when the program starts (docs/decisions/0018).
/// </summary>
public sealed class KernelSet
{
    /// <param name="tier">The tier.</param>
    /// <exception cref="PlatformNotSupportedException">This machine cannot run it.</exception>
    public KernelSet(KernelTier tier)
    {
        KernelSupport.Require(tier);
        Tier = tier;
        Fr = new FrVector(tier);
        Fq = new FqVector(tier);
    }

    /// <summary>The fastest that this machine can run, or the tier that <c>ZKML_KERNELS</c> names.</summary>
    public static KernelSet Default { get; } = new(KernelSupport.Choose(Environment.GetEnvironmentVariable(KernelSupport.Variable)));

    /// <summary>The reference.</summary>
    public static KernelSet Portable { get; } = new(KernelTier.Portable);

    /// <summary>The tier.</summary>
    public KernelTier Tier { get; }

    /// <summary>Operations over arrays of Fr.</summary>
    public FrVector Fr { get; }

    /// <summary>Operations over arrays of Fq.</summary>
    public FqVector Fq { get; }

    /// <summary>The kernels over a field.</summary>
    internal FieldKernels<TModulus> Over<TModulus>()
        where TModulus : struct, IModulus => new(Tier);

    /// <summary>
    /// Assembles all kernels ahead of their use, which takes the assembler 50 to 150 ms in a fresh process; worth starting
    /// on another thread while a program reads its files. Without this, each is assembled at its first call.
    /// </summary>
    public void Warm()
    {
        if (Tier == KernelTier.Assembled) KernelLibrary.AssembleAll();
    }
}
