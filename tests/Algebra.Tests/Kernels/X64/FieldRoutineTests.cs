using System.Numerics;
using System.Runtime.Intrinsics.X86;
using Zkml.Algebra.Fields;
using Zkml.Algebra.Kernels.Dispatch;
using Zkml.Algebra.Kernels.X64;
using Zkml.Algebra.Memory;

namespace Zkml.Algebra.Tests.Kernels.X64;

/// <summary>The product and the square of <see cref="Fp{TModulus}"/>, assembled ones against the portable ones.</summary>
public abstract class FieldRoutineTests<T>
    where T : struct, IModulus
{
    private static readonly BigInteger P = Fp<T>.Modulus;

    [Fact]
    public void TheyAreThereWhereTheyCanBe()
    {
        var expected = ExecutableMemory.IsSupported && Bmi1.X64.IsSupported && Bmi2.X64.IsSupported && Lzcnt.X64.IsSupported
            && (X86Base.CpuId(7, 0).Ebx & (1 << 19)) != 0
            && Environment.GetEnvironmentVariable(KernelSupport.Variable) != "portable";
        Assert.Equal(expected, FieldRoutines<T>.Available);
    }

    [Fact]
    public void AgreeWithPortableCodeAtTheCorners()
    {
        foreach (Fp<T> a in KernelCases<T>.AllCorners)
        {
            Assert.Equal(a.SquarePortable(), a.Square());
            foreach (Fp<T> b in KernelCases<T>.AllCorners) Assert.Equal(Fp<T>.MultiplyPortable(a, b), a * b);
        }
    }

    [Fact]
    public void AgreeWithPortableCodeAndIntegers()
    {
        Fp<T>[] a = new KernelCases<T>(31).Elements(4000);
        Fp<T>[] b = new KernelCases<T>(32).Elements(4000);
        for (var i = 0; i < a.Length; i++)
        {
            Assert.Equal(Fp<T>.MultiplyPortable(a[i], b[i]), a[i] * b[i]);
            Assert.Equal(a[i].SquarePortable(), a[i].Square());
            Assert.Equal(Reduced(Limbs(a[i]) * Limbs(b[i])), Limbs(a[i] * b[i]));
            Assert.Equal(Reduced(Limbs(a[i]) * Limbs(a[i])), Limbs(a[i].Square()));
        }
    }

    [Fact]
    public void ResultsMayTakeThePlaceOfOperands()
    {
        Fp<T>[] a = new KernelCases<T>(33).Elements(100);
        Fp<T>[] b = new KernelCases<T>(34).Elements(100);
        for (var i = 0; i < a.Length; i++)
        {
            Fp<T> left = a[i], right = b[i], both = a[i];
            Fp<T>.Multiply(left, right, out left);
            Fp<T>.Multiply(a[i], right, out right);
            Fp<T>.Multiply(both, both, out both);
            Fp<T> expected = Fp<T>.MultiplyPortable(a[i], b[i]);
            Assert.Equal([expected, expected, a[i].SquarePortable()], [left, right, both]);
        }
    }

    /// <summary>The contracts: a left operand below p with any right one; assembled also below 4p, with x·y below p·R.</summary>
    [Fact]
    public void OperandsNeedNotBeReduced()
    {
        var random = new Random(35);
        BigInteger r = BigInteger.One << 256;
        BigInteger[] lefts = [0, 1, P - 1, P, (2 * P) - 1, 2 * P, (4 * P) - 1, (BigInteger.One << 255) - 1];
        BigInteger[] rights = [0, 1, P, (2 * P) - 1, P * 5 / 4, r - 1, r - P, (BigInteger.One << 255) - 1, r >> 1, ulong.MaxValue, r - ulong.MaxValue];
        foreach (BigInteger left in lefts.Concat(Randoms(random, 4 * P)))
        {
            foreach (BigInteger right in rights.Concat(Randoms(random, r)))
            {
                if (left < P || (FieldRoutines<T>.Available && left * right < P * r))
                {
                    Assert.Equal(Reduced(left * right), Limbs(Element(left) * Element(right)));
                }
                if (left < P) Assert.Equal(Reduced(left * right), Limbs(Fp<T>.MultiplyPortable(Element(left), Element(right))));
            }

            if (left < (FieldRoutines<T>.Available ? 2 * P : P)) Assert.Equal(Reduced(left * left), Limbs(Element(left).Square()));
        }
    }

    [Fact]
    public void RegistersOfTheCallerSurvive()
    {
        // Enough live values for every register that the routines must restore.
        Fp<T>[] a = new KernelCases<T>(36).Elements(64);
        long s0 = 1, s1 = 2, s2 = 3, s3 = 4, s4 = 5, s5 = 6, s6 = 7;
        Fp<T> sum = default;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * a[a.Length - 1 - i];
            s0 += s1 ^ i;
            s1 += s2 ^ i;
            sum += a[i].Square();
            s2 += s3 ^ i;
            s3 += s4 ^ i;
            s4 += s5 ^ i;
            s5 += s6 ^ i;
            s6 += s0 ^ i;
        }

        long[] t = [1, 2, 3, 4, 5, 6, 7];
        Fp<T> expected = default;
        for (var i = 0; i < a.Length; i++)
        {
            expected += Fp<T>.MultiplyPortable(a[i], a[a.Length - 1 - i]) + a[i].SquarePortable();
            for (var j = 0; j < 7; j++) t[j] += t[(j + 1) % 7] ^ i;
        }

        long[] live = [s0, s1, s2, s3, s4, s5, s6];
        Assert.Equal(t, live);
        Assert.Equal(expected, sum);
    }

    private static IEnumerable<BigInteger> Randoms(Random random, BigInteger bound)
    {
        var bytes = new byte[40];
        for (var i = 0; i < 60; i++)
        {
            random.NextBytes(bytes);
            yield return new BigInteger(bytes, isUnsigned: true) % bound;
        }
    }

    private static BigInteger Reduced(BigInteger product)
    {
        BigInteger inverse = BigInteger.ModPow((BigInteger.One << 256) % P, P - 2, P);
        return product * inverse % P;
    }

    /// <summary>An element of arbitrary limbs.</summary>
    private static Fp<T> Element(BigInteger limbs)
    {
        ulong Limb(int index) => (ulong)((limbs >> (64 * index)) & ulong.MaxValue);
        return new Fp<T>(Limb(0), Limb(1), Limb(2), Limb(3));
    }

    private static BigInteger Limbs(Fp<T> value) =>
        ((((((BigInteger)value.L3 << 64) | value.L2) << 64) | value.L1) << 64) | value.L0;
}

public sealed class FrRoutineTests : FieldRoutineTests<FrModulus>;

public sealed class FqRoutineTests : FieldRoutineTests<FqModulus>;
