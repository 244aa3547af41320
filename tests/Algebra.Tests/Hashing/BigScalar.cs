using System.Numerics;
using Zkml.Algebra.Fields;

namespace Zkml.Algebra.Tests.Hashing;

/// <summary>BN254 Fr over big integers: slow, obvious, nothing in common with the Montgomery field.</summary>
internal readonly record struct BigScalar(BigInteger Value) : IScalar<BigScalar>
{
    internal static readonly BigInteger Modulus =
        BigInteger.Parse("21888242871839275222246405745257275088548364400416034343698204186575808495617");

    public static BigScalar Zero => default;

    public static BigScalar One => new(BigInteger.One);

    public static BigScalar operator +(BigScalar left, BigScalar right) => Reduce(left.Value + right.Value);

    public static BigScalar operator -(BigScalar left, BigScalar right) => Reduce(left.Value - right.Value);

    public static BigScalar operator -(BigScalar value) => Reduce(-value.Value);

    public static BigScalar operator *(BigScalar left, BigScalar right) => Reduce(left.Value * right.Value);

    public static BigScalar FromInt64(long value) => Reduce(value);

    public static BigScalar FromCanonical(ulong l0, ulong l1, ulong l2, ulong l3) =>
        new(((((((BigInteger)l3 << 64) | l2) << 64) | l1) << 64) | l0);

    public static BigScalar Invert(BigScalar value) => new(BigInteger.ModPow(value.Value, Modulus - 2, Modulus));

    internal static BigScalar Reduce(BigInteger value)
    {
        BigInteger rest = value % Modulus;
        return new(rest.Sign < 0 ? rest + Modulus : rest);
    }
}
