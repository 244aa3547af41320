using System.Globalization;
using System.Numerics;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Zkml.Algebra.Hashing;
using ScalarOfCurve = Org.BouncyCastle.Math.BigInteger;

namespace Zkml.Settlement.Ethereum;

/// <summary>An externally owned account: a secp256k1 key, kept in memory only.</summary>
public sealed class Account
{
    private static readonly ECDomainParameters Curve = MakeCurve();

    private readonly ECPrivateKeyParameters key;
    private readonly Org.BouncyCastle.Math.EC.ECPoint point;

    private Account(ScalarOfCurve secret)
    {
        key = new ECPrivateKeyParameters(secret, Curve);
        point = Curve.G.Multiply(secret).Normalize();
        var hash = Keccak256.Hash(point.GetEncoded(false).AsSpan(1));
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
        if (digits.Length != 64 || !BigInteger.TryParse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
            throw new FormatException("A private key is 64 hexadecimal digits.");
        var secret = new ScalarOfCurve(digits, 16);
        if (secret.SignValue <= 0 || secret.CompareTo(Curve.N) >= 0) throw new FormatException("This number is not a private key of secp256k1.");
        return new Account(secret);
    }

    /// <summary>Signs a 32-byte hash: deterministic (RFC 6979), s in the lower half, y the parity of the nonce's point.</summary>
    public (BigInteger R, BigInteger S, int YParity) Sign(byte[] hash)
    {
        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(true, key);
        var signature = signer.GenerateSignature(hash);
        var (r, s) = (signature[0], signature[1]);
        if (s.CompareTo(Curve.N.ShiftRight(1)) > 0) s = Curve.N.Subtract(s);
        for (var parity = 0; parity < 2; parity++)
        {
            if (Recover(hash, r, s, parity) is { } found && found.Equals(point)) return (ToBigInteger(r), ToBigInteger(s), parity);
        }
        throw new EthereumException("The signature does not recover its own key; this cannot happen for a valid key.");
    }

    /// <summary>The key that made a signature: Q = r⁻¹(s·R − h·G).</summary>
    private static Org.BouncyCastle.Math.EC.ECPoint? Recover(byte[] hash, ScalarOfCurve r, ScalarOfCurve s, int parity)
    {
        var encoded = new byte[33];
        encoded[0] = (byte)(2 + parity);
        var x = r.ToByteArrayUnsigned();
        x.CopyTo(encoded, 33 - x.Length);
        var nonce = Curve.Curve.DecodePoint(encoded);
        var inverse = r.ModInverse(Curve.N);
        var h = new ScalarOfCurve(1, hash);
        var u = inverse.Multiply(s).Mod(Curve.N);
        var v = Curve.N.Subtract(inverse.Multiply(h).Mod(Curve.N));
        return nonce.Multiply(u).Add(Curve.G.Multiply(v)).Normalize();
    }

    private static BigInteger ToBigInteger(ScalarOfCurve value) => new(value.ToByteArrayUnsigned(), isUnsigned: true, isBigEndian: true);

    private static ECDomainParameters MakeCurve()
    {
        var curve = SecNamedCurves.GetByName("secp256k1");
        return new ECDomainParameters(curve.Curve, curve.G, curve.N, curve.H);
    }
}
