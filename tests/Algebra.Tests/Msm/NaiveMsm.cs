using System.Numerics;
using Zkml.Algebra.Curves;

namespace Zkml.Algebra.Tests.Msm;

/// <summary>The reference of all sums: bit by bit over canonical integers, with nothing but additions of points.</summary>
internal static class NaiveMsm
{
    public static G1Projective Msm(G1Affine[] bases, Fr[] scalars)
    {
        BigInteger[] integers = Array.ConvertAll(scalars, s => s.ToBigInteger());
        var sum = G1Projective.Identity;
        for (var bit = integers.DefaultIfEmpty().Max(s => (int)s.GetBitLength()) - 1; bit >= 0; bit--)
        {
            sum += sum;
            for (var i = 0; i < bases.Length; i++)
            {
                if (!(integers[i] >> bit).IsEven) sum += bases[i];
            }
        }
        return sum;
    }

    public static G1Projective MsmSmall(G1Affine[] bases, int[] scalars) => MsmSmall(bases, Array.ConvertAll(scalars, v => (long)v));

    public static G1Projective MsmSmall(G1Affine[] bases, long[] scalars) =>
        Msm([.. bases.Select((p, i) => scalars[i] < 0 ? -p : p)], [.. scalars.Select(v => Fr.FromUInt64((ulong)Int128.Abs(v)))]);
}
