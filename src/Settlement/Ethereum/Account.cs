using System.Globalization;
using System.Numerics;
using Zkml.Algebra.Hashing;

namespace Zkml.Settlement.Ethereum;

/// <summary>An externally owned account: a secp256k1 key, kept in memory only.</summary>
public sealed class Account
{
    private readonly BigInteger secret;

    private Account(BigInteger secret)
    {
        this.secret = secret;
        var (x, y) = Secp256k1.MultiplyBase(secret);
        var hash = Keccak256.Hash((byte[])[.. Secp256k1.Bytes(x), .. Secp256k1.Bytes(y)]);
        Address = "0x" + Convert.ToHexStringLower(hash.AsSpan(12));
    }

    /// <summary>0x and 40 lowercase hexadecimal digits.</summary>
    public string Address { get; }

    /// <summary>The account of a private key: 32 bytes in hexadecimal, 0x or not.</summary>
    /// <exception cref="FormatException">It is not such a key.</exception>
    public static Account FromPrivateKey(string hex)
    {
        var digits = hex.Trim();
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) digits = digits[2..];
        if (digits.Length != 64 || !BigInteger.TryParse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var secret))
        {
            throw new FormatException("A private key is 64 hexadecimal digits.");
        }
        if (secret.Sign <= 0 || secret >= Secp256k1.N) throw new FormatException("This number is not a private key of secp256k1.");
        return new Account(secret);
    }

    /// <summary>Signs a 32-byte hash: deterministic (RFC 6979), s in the lower half, y the parity of the nonce's point.</summary>
    public (BigInteger R, BigInteger S, int YParity) Sign(byte[] hash) => Secp256k1.Sign(secret, hash);
}
