using System.Numerics;

namespace Zkml.Settlement.Ethereum;

/// <summary>Recursive length prefix encoding (Ethereum yellow paper, appendix B).</summary>
public static class Rlp
{
    public static byte[] Encode(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 1 && bytes[0] < 0x80 ? [bytes[0]] : [.. Prefix(0x80, bytes.Length), .. bytes];

    /// <summary>A number without leading zeros; zero is the empty string.</summary>
    public static byte[] Encode(BigInteger value) => Encode(value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true));

    /// <summary>A list of items that are encoded already.</summary>
    public static byte[] List(params byte[][] items)
    {
        var length = items.Sum(i => i.Length);
        return [.. Prefix(0xc0, length), .. items.SelectMany(i => i)];
    }

    private static byte[] Prefix(int offset, int length)
    {
        if (length < 56) return [(byte)(offset + length)];
        var digits = new BigInteger(length).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(offset + 55 + digits.Length), .. digits];
    }
}
