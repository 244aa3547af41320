using System.Runtime.InteropServices;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;

namespace Zkml.Algebra.Transforms;

/// <summary>
/// A transform of eight columns at once: unpacked rows in a buffer of its own, which is to fit the second-level cache,
/// and the tables of its length. For one thread.
/// </summary>
internal unsafe ref struct ColumnTransform
{
    private const int Header = LaneAssembler.FactorVectorBytes + (3 * LaneAssembler.Unpacked) + (64 * TransformPrograms.WorkVectors);

    private readonly int logLength;
    private readonly byte* memory;
    private readonly ulong* roots;

    /// <summary>A buffer for 2^logLength rows; at least eight.</summary>
    public ColumnTransform(int logLength, bool inverse)
    {
        this.logLength = logLength;
        roots = (inverse ? TreeRoots.Inverse : TreeRoots.Forward).For(logLength);
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)(Header + (Length * LaneAssembler.Unpacked)), 64);
    }

    /// <summary>The rows.</summary>
    public readonly int Length => 1 << logLength;

    /// <summary>The unpacked rows: in natural order before <see cref="Run"/>, bit-reversed after it.</summary>
    public readonly byte* Rows => memory + Header;

    /// <summary>Room for a factor for each lane, and three numbers after it: for TransformTransfers.LoadGeometric.</summary>
    public readonly byte* LaneFactors => memory;

    /// <summary>The work area of the kernels.</summary>
    public readonly byte* Work => memory + LaneAssembler.FactorVectorBytes + (3 * LaneAssembler.Unpacked);

    /// <summary>
    /// Transforms the columns, and meanwhile fetches stored rows, this many bytes apart: nearly as many as there are. That
    /// happens in the last two passes, so that they meet little competition in the cache before they are used.
    /// </summary>
    public readonly void Run(void* ahead, nint distance)
    {
        *(void**)(Work + TransformPrograms.Ahead) = ahead;
        var level = logLength & 1;
        if (level == 1) Pairs();
        for (; level < logLength; level += 2)
        {
            *(nint*)(Work + TransformPrograms.AheadDistance) = level + 4 >= logLength ? distance : 0;
            Quarters(level);
        }
    }

    public readonly void Dispose() => NativeMemory.AlignedFree(memory);

    private readonly void Pairs()
    {
        var half = Length / 2;
        var arguments = new KernelArguments
        {
            A = Rows,
            D = (void*)(half * LaneAssembler.Unpacked),
            Groups = half,
        };
        KernelLibrary.Run<FrModulus>(FieldKernel.TransformPairs, ref arguments);
    }

    /// <summary>Two levels, from 2^level blocks to four times as many.</summary>
    private readonly void Quarters(int level)
    {
        int quarter = Length >> (level + 2), blocks = 1 << level;
        var distance = (nint)quarter * LaneAssembler.Unpacked;
        *(long*)Work = quarter;
        var arguments = new KernelArguments
        {
            A = Rows,
            B = roots + LaneFactor.Words,
            D = (void*)distance,
            E = (void*)(3 * distance),
            Scratch = Work,
            Groups = quarter,
        };
        KernelLibrary.Run<FrModulus>(FieldKernel.TransformFirst, ref arguments);
        if (blocks == 1) return;
        arguments.A = Rows + (4 * distance);
        arguments.C = roots + (2 * LaneFactor.Words);
        arguments.Groups = (blocks - 1) * quarter;
        KernelLibrary.Run<FrModulus>(FieldKernel.TransformBlocks, ref arguments);
    }
}
