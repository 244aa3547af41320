using System.Security.Cryptography;
using System.Text;
using Zkml.Settlement.Ethereum;
using Zkml.Settlement.Anvil;

namespace Zkml.Settlement.Tests;

/// <summary>Addresses and signatures against published vectors; that nodes accept them is for the tests on a chain.</summary>
public class AccountTests
{
    private static readonly string One = "1".PadLeft(64, '0');

    [Fact]
    public void AddressesAreTheKnownOnes()
    {
        Assert.Equal("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf", Account.FromPrivateKey(One).Address);
        Assert.Equal("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", Account.FromPrivateKey(AnvilNode.DevelopmentKey).Address);
    }

    /// <summary>The vector of bitcoin libraries for RFC 6979 on secp256k1: key 1, SHA-256 of "Satoshi Nakamoto", s in the lower half.</summary>
    [Fact]
    public void SignaturesAreDeterministicAndTheKnownOnes()
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes("Satoshi Nakamoto"));
        var (r, s, _) = Account.FromPrivateKey(One).Sign(hash);
        Assert.Equal("934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8", Hex(r));
        Assert.Equal("2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5", Hex(s));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x12")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    public void OtherKeysAreRefused(string hex) => Assert.Throws<FormatException>(() => Account.FromPrivateKey(hex));

    private static string Hex(System.Numerics.BigInteger value) => Convert.ToHexStringLower(value.ToByteArray(isUnsigned: true, isBigEndian: true));
}
