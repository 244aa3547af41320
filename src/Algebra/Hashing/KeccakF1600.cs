using System.Numerics;
using System.Runtime.CompilerServices;

namespace Zkml.Algebra.Hashing;

/// <summary>
/// The permutation Keccak-f[1600]: 24 rounds of theta, rho, pi, chi and iota on 25 lanes, lane (x, y) at index x + 5y
/// (Bertoni, Daemen, Peeters, Van Assche, "The Keccak reference", version 3.0, §1.2; FIPS 202 §3).
/// </summary>
internal static class KeccakF1600
{
    internal const int Lanes = 25;

    /// <summary>iota: bit 2^j - 1 of constant r is bit j + 7r of the LFSR x^8 + x^6 + x^5 + x^4 + 1.</summary>
    /// <remarks>An array: without optimization, a span over 64-bit literals allocates at each use.</remarks>
    private static readonly ulong[] RoundConstants =
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
        0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
        0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
        0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
        0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    internal static void Permute(Span<ulong> state)
    {
        // One bounds proof for the JIT: every lane index below is a constant under 25.
        Span<ulong> lanes = state[..Lanes];
        foreach (var constant in RoundConstants)
        {
            Theta(lanes);
            RhoPi(lanes);
            Chi(lanes);
            lanes[0] ^= constant;
        }
    }

    /// <summary>a[x, y] ^= C[x - 1] ^ rot(C[x + 1], 1) with the column parities C[x].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Theta(Span<ulong> a)
    {
        var c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
        var c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
        var c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
        var c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
        var c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
        var d0 = c4 ^ BitOperations.RotateLeft(c1, 1);
        var d1 = c0 ^ BitOperations.RotateLeft(c2, 1);
        var d2 = c1 ^ BitOperations.RotateLeft(c3, 1);
        var d3 = c2 ^ BitOperations.RotateLeft(c4, 1);
        var d4 = c3 ^ BitOperations.RotateLeft(c0, 1);
        for (var row = 0; row < Lanes; row += 5)
        {
            a[row] ^= d0;
            a[row + 1] ^= d1;
            a[row + 2] ^= d2;
            a[row + 3] ^= d3;
            a[row + 4] ^= d4;
        }
    }

    /// <summary>
    /// rho and pi: every lane but (0, 0) moves along one cycle from lane 1, (x, y) to (y, 2x + 3y), and step i of the
    /// cycle rotates by (i + 1)(i + 2)/2 mod 64. Written out, so that lanes and rotations are constants of the code.
    /// </summary>
    private static void RhoPi(Span<ulong> lanes)
    {
        Span<ulong> a = lanes[..Lanes];
        var moving = a[1];
        Move(a, 10, 1, ref moving);
        Move(a, 7, 3, ref moving);
        Move(a, 11, 6, ref moving);
        Move(a, 17, 10, ref moving);
        Move(a, 18, 15, ref moving);
        Move(a, 3, 21, ref moving);
        Move(a, 5, 28, ref moving);
        Move(a, 16, 36, ref moving);
        Move(a, 8, 45, ref moving);
        Move(a, 21, 55, ref moving);
        Move(a, 24, 2, ref moving);
        Move(a, 4, 14, ref moving);
        Move(a, 15, 27, ref moving);
        Move(a, 23, 41, ref moving);
        Move(a, 19, 56, ref moving);
        Move(a, 13, 8, ref moving);
        Move(a, 12, 25, ref moving);
        Move(a, 2, 43, ref moving);
        Move(a, 20, 62, ref moving);
        Move(a, 14, 18, ref moving);
        Move(a, 22, 39, ref moving);
        Move(a, 9, 61, ref moving);
        Move(a, 6, 20, ref moving);
        Move(a, 1, 44, ref moving);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(Span<ulong> a, int target, int rotation, ref ulong moving)
    {
        var displaced = a[target];
        a[target] = BitOperations.RotateLeft(moving, rotation);
        moving = displaced;
    }

    /// <summary>a[x, y] ^= ~a[x + 1, y] &amp; a[x + 2, y].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Chi(Span<ulong> a)
    {
        for (var row = 0; row < Lanes; row += 5)
        {
            ulong a0 = a[row], a1 = a[row + 1], a2 = a[row + 2], a3 = a[row + 3], a4 = a[row + 4];
            a[row] = a0 ^ (~a1 & a2);
            a[row + 1] = a1 ^ (~a2 & a3);
            a[row + 2] = a2 ^ (~a3 & a4);
            a[row + 3] = a3 ^ (~a4 & a0);
            a[row + 4] = a4 ^ (~a0 & a1);
        }
    }
}
