using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Kernels;

/// <summary>The assembled kernels of this process, each assembled at its first use; they serve both fields.</summary>
internal static unsafe class KernelLibrary
{
    private static readonly nint[] Entries = new nint[(int)FieldKernel.Count];
    private static readonly Lock Gate = new();

    /// <summary>Runs a kernel; the pointers must cover the groups.</summary>
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
        _ => throw new ArgumentOutOfRangeException(nameof(kernel)),
    };
}
