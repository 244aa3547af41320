using System.Runtime.CompilerServices;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Pairings.Tower;

/// <summary>The assembled operations of Fq12; <see cref="TowerAssembler"/> says what each computes.</summary>
internal enum TowerKernel
{
    Multiply,
    MultiplyLine,
    Square,
    SquareCyclotomic,
    MultiplyCoefficients,
    Conjugate,
    Count,
}

/// <summary>The machine code of the tower operations, each assembled at its first use.</summary>
internal static unsafe class TowerKernels
{
    private static readonly nint[] Entries = new nint[(int)TowerKernel.Count];
    private static readonly Lock Gate = new();

    /// <summary>Whether every kernel is assembled, so that a pairing need not wait for the assembler.</summary>
    public static bool AreReady => !Entries.Contains(0);

    /// <summary>out = kernel(a, b); operands are lane elements, the output may be one of them.</summary>
    public static void Run(TowerKernel kernel, ulong* output, ulong* a, ulong* b, ulong* work, nint count)
    {
        var entry = Volatile.Read(ref Entries[(int)kernel]);
        if (entry == 0) entry = Assemble(kernel);
        ((delegate* unmanaged[SuppressGCTransition]<ulong*, ulong*, ulong*, ulong*, ulong*, nint, void>)entry)(
            output, a, b, TowerConstants.Address, work, count);
    }

    /// <summary>Assembles every kernel that is not there yet.</summary>
    public static void AssembleAll()
    {
        for (TowerKernel kernel = 0; kernel < TowerKernel.Count; kernel++) Assemble(kernel);
    }

    private static nint Assemble(TowerKernel kernel)
    {
        lock (Gate)
        {
            var entry = Entries[(int)kernel];
            if (entry != 0) return entry;
            var assembler = new TowerAssembler();
            Program(kernel)(assembler);
            if (!ExecutableMemory.TryPublish(assembler.Finish(), out entry))
            {
                throw new InvalidOperationException("The system refused executable memory that it granted before.");
            }
            Volatile.Write(ref Entries[(int)kernel], entry);
            return entry;
        }
    }

    private static Action<TowerAssembler> Program(TowerKernel kernel) => kernel switch
    {
        TowerKernel.Multiply => assembler => assembler.Multiply(),
        TowerKernel.MultiplyLine => assembler => assembler.MultiplyLine(),
        TowerKernel.Square => assembler => assembler.Square(),
        TowerKernel.SquareCyclotomic => assembler => assembler.SquareCyclotomic(),
        TowerKernel.MultiplyCoefficients => assembler => assembler.MultiplyCoefficients(),
        TowerKernel.Conjugate => assembler => assembler.Conjugate(),
        _ => throw new ArgumentOutOfRangeException(nameof(kernel)),
    };
}
