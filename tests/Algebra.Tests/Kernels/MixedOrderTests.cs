using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>What searches for orders of instructions rely on (bench, `orders`): the strings, the default order, replacing code.</summary>
public class MixedOrderTests
{
    private static readonly (FieldKernel Kernel, Action<LaneAssembler> Program, string Order)[] Kernels =
    [
        (FieldKernel.MixedMultiply, MixedPrograms.Multiply, MixedOrders.Multiply),
        (FieldKernel.MixedSquare, MixedPrograms.Square, MixedOrders.Square),
        (FieldKernel.MixedMultiplyScalar, MixedPrograms.MultiplyScalar, MixedOrders.MultiplyScalar),
        (FieldKernel.MixedMultiplyAddScalar, MixedPrograms.MultiplyAddScalar, MixedOrders.MultiplyAddScalar),
    ];

    [Fact]
    public void WrittenOrdersReadBack() => Assert.All(Kernels, k => Assert.Equal(k.Order, MixedOrders.Write(Letters(k.Order))));

    [Fact]
    public void TheDefaultOrderHasTheInstructionsOfTheProgram() => Assert.All(Kernels, k =>
    {
        (var code, var order) = Assemble(k.Program, "");
        Assert.NotEqual(k.Order, order);
        Assert.Equal(Letters(k.Order).Order(), Letters(order).Order());
        Assert.Equal(code, Assemble(k.Program, order).Code);
        Assert.Equal(Assemble(k.Program, null).Code.Order(), code.Order());
    });

    [Fact]
    public void AnOrderOfAnotherProgramIsRefused() =>
        Assert.Throws<InvalidOperationException>(() => Assemble(MixedPrograms.Multiply, MixedOrders.Square));

    [Fact]
    public void ReplacedByTheDefaultOrderProductsStayTheSame()
    {
        if (!KernelSupport.CanAssemble) return;
        byte[] code = Assemble(MixedPrograms.Multiply, "").Code, found = Assemble(MixedPrograms.Multiply, null).Code;
        Assert.True(ExecutableMemory.TryPublish(found, out var page));
        Assert.True(ExecutableMemory.TryReplace(page, code));
        var before = KernelLibrary.Use(FieldKernel.MixedMultiply, page);
        try
        {
            new FrMixedKernelTests().MultiplyMatches();
            new FqMixedKernelTests().MultiplyMatches();
        }
        finally
        {
            KernelLibrary.Use(FieldKernel.MixedMultiply, before);
        }
    }

    private static (byte[] Code, string Order) Assemble(Action<LaneAssembler> program, string? order)
    {
        var assembler = new LaneAssembler { Order = order };
        assembler.Enter();
        program(assembler);
        return (assembler.Finish(), assembler.Order!);
    }

    private static char[] Letters(string order)
    {
        var letters = new List<char>();
        MixedOrders.Read(order, (part, count) => letters.AddRange(Enumerable.Repeat(part, count)));
        return [.. letters];
    }
}
