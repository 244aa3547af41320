using System.Numerics;
using System.Security.Cryptography;

namespace Zkml.Settlement.Ethereum;

/// <summary>
/// ECDSA over secp256k1 (SEC 2, §2.4.1) with nonces of RFC 6979. Not constant-time: for the few transactions of one's own machine.
/// Written out since BouncyCastle's type initializers need reflection that native code has not.
/// </summary>
internal static class Secp256k1
{
    public static readonly BigInteger P = (BigInteger.One << 256) - (BigInteger.One << 32) - 977;
    public static readonly BigInteger N = Hex("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141");

    private static readonly (BigInteger X, BigInteger Y) G = (
        Hex("079BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798"),
        Hex("0483ADA7726A3C4655DA4FBFC0E1108A8FD17B448A68554199C47D08FFB10D4B8"));

    /// <summary>k·G for k in [1, N).</summary>
    public static (BigInteger X, BigInteger Y) MultiplyBase(BigInteger k)
    {
        (BigInteger X, BigInteger Y)? sum = null;
        for (var bit = (int)k.GetBitLength() - 1; bit >= 0; bit--)
        {
            if (sum is { } s) sum = Add(s, s);
            if (!((k >> bit) & 1).IsZero) sum = sum is { } t ? Add(t, G) : G;
        }
        return sum ?? throw new ArgumentException("The factor is zero.", nameof(k));
    }

    /// <summary>r, s in the lower half, and the parity of the nonce's point.</summary>
    public static (BigInteger R, BigInteger S, int YParity) Sign(BigInteger secret, byte[] hash)
    {
        var h = Number(hash);
        foreach (var k in Nonces(secret, hash))
        {
            var point = MultiplyBase(k);
            var r = point.X % N;
            var s = BigInteger.ModPow(k, N - 2, N) * (h + (r * secret)) % N;
            // x ≥ N happens once in 2^128: such a point has another recovery number, which transactions do not know.
            if (r.IsZero || s.IsZero || point.X >= N) continue;
            var parity = (int)(point.Y & 1);
            return s > N / 2 ? (r, N - s, 1 - parity) : (r, s, parity);
        }
        throw new InvalidOperationException("Nonces never end.");
    }

    /// <summary>32 bytes, big-endian.</summary>
    public static byte[] Bytes(BigInteger value)
    {
        var bytes = new byte[32];
        var digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(bytes, 32 - digits.Length);
        return bytes;
    }

    public static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    /// <summary>RFC 6979 §3.2 with HMAC-SHA256.</summary>
    private static IEnumerable<BigInteger> Nonces(BigInteger secret, byte[] hash)
    {
        byte[] seed = [.. Bytes(secret), .. Bytes(Number(hash) % N)];
        var v = new byte[32];
        Array.Fill(v, (byte)1);
        var k = HMACSHA256.HashData(new byte[32], (byte[])[.. v, 0, .. seed]);
        v = HMACSHA256.HashData(k, v);
        k = HMACSHA256.HashData(k, (byte[])[.. v, 1, .. seed]);
        v = HMACSHA256.HashData(k, v);
        while (true)
        {
            v = HMACSHA256.HashData(k, v);
            var nonce = Number(v);
            if (!nonce.IsZero && nonce < N) yield return nonce;
            k = HMACSHA256.HashData(k, (byte[])[.. v, 0]);
            v = HMACSHA256.HashData(k, v);
        }
    }

    /// <summary>The sum of points that are not each other's negatives.</summary>
    private static (BigInteger X, BigInteger Y) Add((BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) b)
    {
        var slope = a == b
            ? 3 * a.X * a.X * BigInteger.ModPow(2 * a.Y, P - 2, P) % P
            : (b.Y - a.Y) * BigInteger.ModPow(Mod(b.X - a.X), P - 2, P) % P;
        var x = Mod((slope * slope) - a.X - b.X);
        return (x, Mod((slope * (a.X - x)) - a.Y));
    }

    private static BigInteger Mod(BigInteger value)
    {
        var rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    private static BigInteger Hex(string digits) => BigInteger.Parse(digits, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
}
