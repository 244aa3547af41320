using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;

namespace Zkml.Algebra.Pairings.Tower;

/// <summary>An element of Fq12 in the form of the tower kernels, somewhere in a <see cref="LaneArea"/>.</summary>
internal readonly unsafe struct LaneElement(ulong* address)
{
    private const int Lanes = 8, Coefficients = 6;
    private const int RowWords = TowerAssembler.Row / sizeof(ulong);

    // Kernels keep x·2^312, storage x·2^256.
    public static readonly Fq IntoLanes = Fq.FromUInt64(1UL << (TowerConstants.MontgomeryBits - 256));
    private static readonly Fq FromLanes = IntoLanes.Invert();

    public ulong* Address => address;

    public void Set(in Fq12 value)
    {
        SetCoefficient(0, value.C0.C0);
        SetCoefficient(1, value.C1.C0);
        SetCoefficient(2, value.C0.C1);
        SetCoefficient(3, value.C1.C1);
        SetCoefficient(4, value.C0.C2);
        SetCoefficient(5, value.C1.C2);
        for (var lane = Coefficients; lane < Lanes; lane++) SetCoefficient(lane, default);
    }

    /// <summary>Sets the coefficient of w^lane.</summary>
    public void SetCoefficient(int lane, in Fq2 value)
    {
        Span<ulong> line = stackalloc ulong[3 * TowerConstants.Limbs];
        SplitParts(value * IntoLanes, line);
        for (var i = 0; i < line.Length; i++) address[(i * Lanes) + lane] = line[i];
    }

    public Fq12 ToFq12() => new(
        new(Coefficient(0), Coefficient(2), Coefficient(4)),
        new(Coefficient(1), Coefficient(3), Coefficient(5)));

    /// <summary>Limbs of the real part, the imaginary part and their sum, from parts already times 2^312.</summary>
    public static void SplitParts(in Fq2 value, Span<ulong> limbs)
    {
        Fq real = value.C0, imaginary = value.C1;
        const int Limbs = TowerConstants.Limbs;
        LaneConstants.Split(real.L0, real.L1, real.L2, real.L3, 0, limbs);
        LaneConstants.Split(imaginary.L0, imaginary.L1, imaginary.L2, imaginary.L3, 0, limbs[Limbs..]);
        ulong carry = 0;
        for (var i = 0; i < Limbs; i++)
        {
            carry += limbs[i] + limbs[Limbs + i];
            limbs[(2 * Limbs) + i] = carry & LaneConstants.LimbMask;
            carry >>= LaneConstants.LimbBits;
        }
    }

    private Fq2 Coefficient(int lane) => new(Part(address + lane), Part(address + RowWords + lane));

    /// <summary>Limbs are of a value below 2q.</summary>
    private static Fq Part(ulong* limbs)
    {
        ulong a = limbs[0], b = limbs[Lanes], c = limbs[2 * Lanes], d = limbs[3 * Lanes], e = limbs[4 * Lanes];
        return Fq.FromLooseMontgomery(a | (b << 52), (b >> 12) | (c << 40), (c >> 24) | (d << 28), (d >> 36) | (e << 16))
            * FromLanes;
    }
}

/// <summary>Memory for elements and the kernels' work area; on the stack of its owner.</summary>
internal unsafe ref struct LaneArea
{
    private const int Alignment = 64;

    private readonly ulong* work;
    private byte* next;

    /// <summary>Takes memory of <see cref="Bytes"/> for as many elements as will be asked for.</summary>
    public LaneArea(byte* memory)
    {
        next = (byte*)(((nint)memory + (Alignment - 1)) & ~(nint)(Alignment - 1));
        work = (ulong*)next;
        next += TowerAssembler.WorkLength;
    }

    public static int Bytes(int elements) => Alignment + TowerAssembler.WorkLength + (elements * TowerAssembler.Element);

    public LaneElement New()
    {
        var element = new LaneElement((ulong*)next);
        next += TowerAssembler.Element;
        return element;
    }

    public readonly void Multiply(LaneElement result, LaneElement a, LaneElement b) =>
        TowerKernels.Run(TowerKernel.Multiply, result.Address, a.Address, b.Address, work, 0);

    /// <summary>result = f·(1 + c1·w + c3·w³).</summary>
    public readonly void MultiplyLine(LaneElement result, LaneElement f, ulong* line) =>
        TowerKernels.Run(TowerKernel.MultiplyLine, result.Address, f.Address, line, work, 0);

    public readonly void Square(LaneElement result, LaneElement a) =>
        TowerKernels.Run(TowerKernel.Square, result.Address, a.Address, null, work, 0);

    /// <summary>result = a^(2^times) for a in the cyclotomic subgroup and times &gt; 0.</summary>
    public readonly void SquareCyclotomic(LaneElement result, LaneElement a, int times = 1) =>
        TowerKernels.Run(TowerKernel.SquareCyclotomic, result.Address, a.Address, null, work, times);

    public readonly void Conjugate(LaneElement result, LaneElement a) =>
        TowerKernels.Run(TowerKernel.Conjugate, result.Address, a.Address, null, work, 0);

    /// <summary>result = a^(q^power) for powers 1 to 3; the element is the row of constants of that power.</summary>
    public readonly void Frobenius(LaneElement result, LaneElement a, int power) =>
        TowerKernels.Run(
            TowerKernel.MultiplyCoefficients, result.Address, a.Address, LaneFrobenius.Constants(power), work, power & 1);
}
