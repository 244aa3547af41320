using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Zkml.Algebra.Fields;

/// <content>Conversions: machine integers, limbs, 32-byte big-endian strings, big integers, hexadecimal.</content>
public readonly partial struct Fp<TModulus>
{
    /// <summary>The length of the encoding in bytes.</summary>
    public const int ByteLength = 32;

    /// <summary>The prime p.</summary>
    public static BigInteger Modulus { get; } = JoinLimbs(TModulus.P0, TModulus.P1, TModulus.P2, TModulus.P3);

    /// <summary>The field element of a (possibly negative) machine integer: −n is p − n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fp<TModulus> FromInt64(long value)
    {
        Fp<TModulus> magnitude = FromUInt64(value < 0 ? 0UL - (ulong)value : (ulong)value);
        return value < 0 ? -magnitude : magnitude;
    }

    /// <summary>The field element of an unsigned machine integer.</summary>
    public static Fp<TModulus> FromUInt64(ulong value) => MultiplyByWords(RSquared, value, 0, 0, 0);

    /// <summary>The element of canonical limbs, least significant first; a value of p or more is reduced.</summary>
    public static Fp<TModulus> FromCanonical(ulong l0, ulong l1, ulong l2, ulong l3) =>
        MultiplyByWords(RSquared, l0, l1, l2, l3);

    /// <summary>Wraps Montgomery limbs (x·R mod p) as a stored file holds them.</summary>
    /// <returns>False if the limbs are not below p.</returns>
    public static bool TryFromMontgomery(ulong l0, ulong l1, ulong l2, ulong l3, out Fp<TModulus> value)
    {
        var valid = IsBelowModulus(l0, l1, l2, l3);
        value = valid ? new(l0, l1, l2, l3) : default;
        return valid;
    }

    /// <summary>Wraps Montgomery limbs of a value below 2p.</summary>
    internal static Fp<TModulus> FromLooseMontgomery(ulong l0, ulong l1, ulong l2, ulong l3) =>
        SubtractModulusOnce(l0, l1, l2, l3);

    /// <summary>The canonical limbs, least significant first, of the representative in [0, p).</summary>
    public void ToCanonical(out ulong l0, out ulong l1, out ulong l2, out ulong l3)
    {
        Fp<TModulus> reduced = MultiplyByWords(this, 1, 0, 0, 0);
        l0 = reduced.L0;
        l1 = reduced.L1;
        l2 = reduced.L2;
        l3 = reduced.L3;
    }

    /// <summary>Decodes 32 big-endian bytes.</summary>
    /// <returns>False, with zero, if the length is not 32 or the value is p or more: encodings are unique.</returns>
    public static bool TryFromBytes(ReadOnlySpan<byte> bigEndian, out Fp<TModulus> value)
    {
        value = default;
        if (bigEndian.Length != ByteLength) return false;
        var l3 = BinaryPrimitives.ReadUInt64BigEndian(bigEndian);
        var l2 = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[8..]);
        var l1 = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[16..]);
        var l0 = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[24..]);
        if (!IsBelowModulus(l0, l1, l2, l3)) return false;
        value = FromCanonical(l0, l1, l2, l3);
        return true;
    }

    /// <summary>Writes the representative in [0, p) as 32 big-endian bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The destination is shorter than 32 bytes.</exception>
    public void ToBytes(Span<byte> bigEndian)
    {
        ToCanonical(out var l0, out var l1, out var l2, out var l3);
        BinaryPrimitives.WriteUInt64BigEndian(bigEndian[24..], l0);
        BinaryPrimitives.WriteUInt64BigEndian(bigEndian[16..], l1);
        BinaryPrimitives.WriteUInt64BigEndian(bigEndian[8..], l2);
        BinaryPrimitives.WriteUInt64BigEndian(bigEndian, l3);
    }

    /// <summary>Reduces 64 uniform big-endian bytes modulo p; the bias is below 2^-256.</summary>
    /// <exception cref="ArgumentException">The length is not 64.</exception>
    public static Fp<TModulus> FromUniform64(ReadOnlySpan<byte> bigEndian)
    {
        if (bigEndian.Length != 64) throw new ArgumentException("Wide reduction takes exactly 64 bytes.", nameof(bigEndian));
        Span<ulong> limbs = stackalloc ulong[8];
        for (var i = 0; i < 8; i++) limbs[i] = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[(56 - (8 * i))..]);

        // R^2 ⊗ R^2 = R^3, so the high half, times R, gets its Montgomery form in one product as well.
        Fp<TModulus> rCubed = RSquared * RSquared;
        return FromCanonical(limbs[0], limbs[1], limbs[2], limbs[3])
            + MultiplyByWords(rCubed, limbs[4], limbs[5], limbs[6], limbs[7]);
    }

    /// <summary>The small signed integer of this element, reading x in (p/2, p) as x − p.</summary>
    /// <returns>False, with zero, if it does not fit <see cref="long"/>.</returns>
    public bool TryToInt64(out long value)
    {
        ToCanonical(out var l0, out var l1, out var l2, out var l3);
        if ((l1 | l2 | l3) == 0 && l0 <= long.MaxValue)
        {
            value = (long)l0;
            return true;
        }

        (-this).ToCanonical(out l0, out l1, out l2, out l3);
        var fits = (l1 | l2 | l3) == 0 && l0 <= 1UL << 63;
        value = fits ? (long)(0 - l0) : 0;
        return fits;
    }

    /// <summary>The representative in [0, p).</summary>
    public BigInteger ToBigInteger()
    {
        ToCanonical(out var l0, out var l1, out var l2, out var l3);
        return JoinLimbs(l0, l1, l2, l3);
    }

    /// <summary>Reduces any integer, negative ones included, modulo p.</summary>
    public static Fp<TModulus> FromBigInteger(BigInteger value)
    {
        BigInteger reduced = BigInteger.Remainder(value, Modulus);
        (var l0, var l1, var l2, var l3) = SplitLimbs(reduced.Sign < 0 ? reduced + Modulus : reduced);
        return FromCanonical(l0, l1, l2, l3);
    }

    /// <summary>Parses hexadecimal digits with an optional <c>0x</c> prefix.</summary>
    /// <exception cref="FormatException">Not hexadecimal, or not below p.</exception>
    public static Fp<TModulus> FromHex(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        if (digits.Length is 0 or > 64
            || !BigInteger.TryParse($"0{digits}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value >= Modulus)
        {
            throw new FormatException($"'{text}' is not a hexadecimal field element.");
        }

        return FromBigInteger(value);
    }

    /// <summary>The canonical representative as <c>0x</c> and 64 hexadecimal digits.</summary>
    public override string ToString()
    {
        ToCanonical(out var l0, out var l1, out var l2, out var l3);
        return $"0x{l3:x16}{l2:x16}{l1:x16}{l0:x16}";
    }

    private static bool IsBelowModulus(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        var borrow = l0 < TModulus.P0 ? 1UL : 0UL;
        SubBorrow(l1, TModulus.P1, ref borrow);
        SubBorrow(l2, TModulus.P2, ref borrow);
        SubBorrow(l3, TModulus.P3, ref borrow);
        return borrow != 0;
    }

    private static BigInteger JoinLimbs(ulong l0, ulong l1, ulong l2, ulong l3) =>
        ((((((BigInteger)l3 << 64) | l2) << 64) | l1) << 64) | l0;

    private static (ulong L0, ulong L1, ulong L2, ulong L3) SplitLimbs(BigInteger value)
    {
        BigInteger mask = ulong.MaxValue;
        return ((ulong)(value & mask), (ulong)((value >> 64) & mask), (ulong)((value >> 128) & mask), (ulong)(value >> 192));
    }
}
