using System.Runtime.CompilerServices;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Ifma;
using Zkml.Algebra.Kernels.Vector;
using Zkml.Algebra.Memory;
using Zkml.Algebra.Msm;
using Zkml.Algebra.Transforms;

namespace Zkml.Algebra.Kernels.Dispatch;

/// <summary>The assembled kernels of this process, each assembled at its first use; they serve both fields.</summary>
internal static unsafe class KernelLibrary
{
    private const int BlockGroups = 256;

    private static readonly nint[] Entries = new nint[(int)FieldKernel.Count];
    private static readonly Lock Gate = new();

    /// <summary>Runs an assembled kernel; the pointers must cover the groups. Unoptimized code would take a slow stub each time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TModulus>(FieldKernel kernel, ref KernelArguments arguments)
        where TModulus : struct, IModulus
    {
        var entry = Volatile.Read(ref Entries[(int)kernel]);
        if (entry == 0) entry = Assemble(kernel);
        arguments.Constants = LaneConstants<TModulus>.Address;
        fixed (KernelArguments* pointer = &arguments)
        {
            ((delegate* unmanaged[SuppressGCTransition]<KernelArguments*, void>)entry)(pointer);
        }
    }

    /// <summary>
    /// Runs a kernel on a tier, which is not the portable one; an assembled one over blocks of groups, as the runtime cannot
    /// suspend a thread inside of it.
    /// </summary>
    public static void Run<TModulus>(KernelTier tier, FieldKernel kernel, KernelArguments arguments, int groups, KernelSteps steps)
        where TModulus : struct, IModulus
    {
        if (tier == KernelTier.Vector)
        {
            arguments.Groups = groups;
            arguments.Constants = LaneConstants<TModulus>.Address;
            ManagedKernels.Run(kernel, ref arguments);
            return;
        }

        for (var done = 0; done < groups; done += BlockGroups)
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
        {
            Assemble(kernel);
        }
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
            var entry = Entries[(int)kernel];
            if (entry != 0) return entry;
            if (!ExecutableMemory.TryPublish(Encode(kernel), out entry))
            {
                throw new InvalidOperationException("The system refused executable memory that it granted before.");
            }
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
        FieldKernel.TransformLoad => TransformTransfers.Load,
        FieldKernel.TransformLoadScaled => TransformTransfers.LoadScaled,
        FieldKernel.TransformLoadGeometric => TransformTransfers.LoadGeometric,
        FieldKernel.TransformPairs => TransformPrograms.Pairs,
        FieldKernel.TransformFirst => TransformPrograms.First,
        FieldKernel.TransformBlocks => TransformPrograms.Blocks,
        FieldKernel.TransformStore => TransformTransfers.Store,
        FieldKernel.TransformStoreScaled => TransformTransfers.StoreScaled,
        FieldKernel.TransformStoreTiles => TransformTransfers.StoreTiles,
        FieldKernel.TransformStreamTiles => TransformTransfers.StreamTiles,
        FieldKernel.AddForward => PointPrograms.AddForward,
        FieldKernel.DoubleForward => PointPrograms.DoubleForward,
        FieldKernel.AddBackward => SlopePrograms.AddBackward,
        _ => throw new ArgumentOutOfRangeException(nameof(kernel)),
    };
}
