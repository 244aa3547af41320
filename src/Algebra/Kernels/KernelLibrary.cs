using System.Runtime.CompilerServices;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels;

/// <summary>The assembled kernels of this process, each assembled at its first use; they serve both fields.</summary>
internal static unsafe class KernelLibrary
{
    private const int BlockGroups = 256;

    private static readonly nint[] Entries = new nint[(int)FieldKernel.Count];
    private static readonly Lock Gate = new();

    /// <summary>Runs a kernel; the pointers must cover the groups. Unoptimized code would take a slow stub each time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TModulus>(FieldKernel kernel, ref KernelArguments arguments)
        where TModulus : struct, IModulus
    {
        nint entry = Volatile.Read(ref Entries[(int)kernel]);
        if (entry == 0)
            entry = Assemble(kernel);
        arguments.Constants = LaneConstants<TModulus>.Address;
        fixed (KernelArguments* pointer = &arguments)
            ((delegate* unmanaged[SuppressGCTransition]<KernelArguments*, void>)entry)(pointer);
    }

    /// <summary>Runs a kernel over blocks of groups: the runtime cannot suspend a thread inside of one.</summary>
    public static void Run<TModulus>(FieldKernel kernel, KernelArguments arguments, int groups, KernelSteps steps)
        where TModulus : struct, IModulus
    {
        for (int done = 0; done < groups; done += BlockGroups)
        {
            arguments.Groups = Math.Min(BlockGroups, groups - done);
            Run<TModulus>(kernel, ref arguments);
            steps.Advance(ref arguments, arguments.Groups);
        }
    }

    /// <summary>Assembles every kernel that is not there yet.</summary>
    public static void AssembleAll()
    {
        for (FieldKernel kernel = 0; kernel < FieldKernel.Count; kernel++)
            Assemble(kernel);
    }

    /// <summary>The machine code of a kernel.</summary>
    internal static byte[] Encode(FieldKernel kernel)
    {
        var assembler = new LaneAssembler();
        assembler.Enter();
        Program(kernel)(assembler);
        return assembler.Finish();
    }

    private static nint Assemble(FieldKernel kernel)
    {
        lock (Gate)
        {
            nint entry = Entries[(int)kernel];
            if (entry != 0)
                return entry;
            if (!ExecutableMemory.TryPublish(Encode(kernel), out entry))
                throw new InvalidOperationException("The system refused executable memory that it granted before.");
            Volatile.Write(ref Entries[(int)kernel], entry);
            return entry;
        }
    }

    private static Action<LaneAssembler> Program(FieldKernel kernel) => kernel switch
    {
        FieldKernel.Multiply => ElementPrograms.Multiply,
        FieldKernel.MultiplyScalar => ElementPrograms.MultiplyScalar,
        FieldKernel.MultiplyAddScalar => ElementPrograms.MultiplyAddScalar,
        FieldKernel.Square => ElementPrograms.Square,
        FieldKernel.Add => ElementPrograms.Add,
        FieldKernel.Subtract => ElementPrograms.Subtract,
        FieldKernel.AddPairs => ElementPrograms.AddPairs,
        FieldKernel.Fold => ElementPrograms.Fold,
        FieldKernel.Expand => ElementPrograms.Expand,
        FieldKernel.AddFractions => ElementPrograms.AddFractions,
        FieldKernel.Sum => SumPrograms.Sums,
        FieldKernel.InnerProduct => SumPrograms.InnerProduct,
        FieldKernel.ProductRound => SumPrograms.ProductRound,
        FieldKernel.FractionRound => SumPrograms.FractionRound,
        FieldKernel.WeightedProductRound => SumPrograms.WeightedProductRound,
        FieldKernel.InnerProductSmall => SmallPrograms.InnerProductSmall,
        FieldKernel.AccumulateSmall => SmallPrograms.AccumulateSmall,
        FieldKernel.AddForward => PointPrograms.AddForward,
        FieldKernel.DoubleForward => PointPrograms.DoubleForward,
        FieldKernel.AddBackward => SlopePrograms.AddBackward,
        _ => throw new ArgumentOutOfRangeException(nameof(kernel)),
    };
}
