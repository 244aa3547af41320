using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.Ifma;
using Zkml.Algebra.Kernels.Portable;

namespace Zkml.Algebra.Tests.Kernels;

/// <summary>
/// The kernels that work in lanes and in general registers at once, called directly: every number of groups, corners in
/// every place of a group, results in other arrays and in either operand, and nothing written behind the end.
/// </summary>
public abstract class MixedKernelTests<T>
    where T : struct, IModulus
{
    private const int Largest = 24;

    private readonly KernelCases<T> cases = new(83);

    private delegate void Reference(Fp<T>[] left, Fp<T>[] right, Fp<T> scalar, Span<Fp<T>> destination);

    [Fact]
    public void MultiplyMatches() =>
        Check(FieldKernel.MixedMultiply, (a, b, _, d) => PortableKernels<T>.Multiply(a, b, d));

    [Fact]
    public void SquareMatches() => Check(FieldKernel.MixedSquare, (a, _, _, d) => PortableKernels<T>.Square(a, d));

    [Fact]
    public void MultiplyScalarMatches() =>
        Check(FieldKernel.MixedMultiplyScalar, (a, _, s, d) => PortableKernels<T>.MultiplyScalar(a, s, d));

    [Fact]
    public void MultiplyAddScalarMatches() => Check(FieldKernel.MixedMultiplyAddScalar, (a, b, s, d) =>
    {
        b.CopyTo(d);
        PortableKernels<T>.MultiplyAddScalar(d, s, a);
    });

    [Fact]
    public void EveryLengthIsCutIntoGroupsAndAtMostOneElementMore()
    {
        Assert.All(Enumerable.Range(0, 5000), length =>
        {
            int groups = MixedGroups.Count(KernelTier.Assembled, length), rest = length - (LaneAssembler.MixedGroup * groups);
            Assert.InRange(groups, 0, length / LaneAssembler.MixedGroup);
            Assert.True(groups == 0 || rest % 8 <= 1);
        });
    }

    private unsafe void Check(FieldKernel kernel, Reference reference)
    {
        if (!KernelSupport.CanAssemble) return;
        var memory = stackalloc byte[512];
        var work = (byte*)(((nint)memory + 63) & ~63);
        for (var groups = 1; groups <= Largest; groups++)
        {
            foreach (Fp<T> scalar in cases.Scalars)
            {
                var length = LaneAssembler.MixedGroup * groups;
                Fp<T>[] left = cases.Elements(length + 1), right = cases.Elements(length + 1);
                var expected = new Fp<T>[length];
                reference(left[..length], right[..length], scalar, expected);
                LaneConstants.Split(scalar.L0, scalar.L1, scalar.L2, scalar.L3, LaneAssembler.FactorShift, new Span<ulong>(work, 5));
                *(Fp<T>*)(work + MixedPrograms.ScalarWords) = scalar;
                CheckPlaces(kernel, left, right, expected, work, groups);
            }
        }
    }

    /// <summary>The result in an array of its own, in the second operand and in the first.</summary>
    private static unsafe void CheckPlaces(
        FieldKernel kernel, Fp<T>[] left, Fp<T>[] right, Fp<T>[] expected, byte* work, int groups)
    {
        for (var place = 0; place < 3; place++)
        {
            Fp<T>[] a = [.. left], b = [.. right], fresh = [.. right];
            Fp<T>[] destination = place switch { 0 => fresh, 1 => b, _ => a };
            Fp<T> behind = destination[^1];
            fixed (Fp<T>* pa = a, pb = b, output = destination)
            {
                var arguments = new KernelArguments { Output = output, A = pa, B = pb, Scratch = work, Groups = groups };
                KernelLibrary.Run<T>(kernel, ref arguments);
            }

            Assert.Equal(expected, destination[..^1]);
            Assert.Equal(behind, destination[^1]);
        }
    }
}

public class FrMixedKernelTests : MixedKernelTests<FrModulus>;

public class FqMixedKernelTests : MixedKernelTests<FqModulus>;
