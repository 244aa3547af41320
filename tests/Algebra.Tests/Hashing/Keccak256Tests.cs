using System.Security.Cryptography;
using System.Text;
using Zkml.Algebra.Hashing;

namespace Zkml.Algebra.Tests.Hashing;

public class Keccak256Tests
{
    private const string Md5Text =
        "The MD5 message-digest algorithm is a widely used cryptographic hash function producing a 128-bit (16-byte) " +
        "hash value, typically expressed in text format as a 32 digit hexadecimal number. MD5 has been utilized in a " +
        "wide variety of cryptographic applications, and is also commonly used to verify data integrity.";

    /// <summary>
    /// Vectors of the tests of js-sha3 (emn178/js-sha3, tests/test-keccak.js); the one of 'abc' is in the Ethereum
    /// tests everywhere. The last text has 311 bytes, that is three blocks.
    /// </summary>
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData(
        "The quick brown fox jumps over the lazy dog",
        "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15")]
    [InlineData("aécio", "d7d569202f04daf90432810d6163112b2695d7820da979327ebd894efb0276dc")]
    [InlineData(Md5Text, "af20018353ffb50d507f1555580f5272eca7fdab4f8295db4b1a9ad832c93f6d")]
    public void MatchesPublishedVectors(string text, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Keccak256.Hash(Encoding.UTF8.GetBytes(text))));

    /// <summary>The digits 0123456789 repeated, around the rate of 136 bytes (from a TypeScript Ethereum library's
    /// "boundary length" tests, and computed again with a Python sponge that agrees with hashlib's SHA3).</summary>
    [Theory]
    [InlineData(135, "e1c34dc088c34f47a3d746bb2cdd07231130c59a9727360e79f4a264e949cb87")]
    [InlineData(136, "01247d7ddfd57394d74920f8ffeefcb196ba43c15801b6888a34a383c2866088")]
    [InlineData(137, "b6086ab48f4c24720d6e4d136b3e73c1a8406a2dc3295c3d1b66e0c85fd791cc")]
    public void MatchesVectorsAroundTheRate(int length, string digest)
    {
        byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)('0' + (i % 10)))];
        Assert.Equal(digest, Convert.ToHexStringLower(Keccak256.Hash(message)));
    }

    /// <summary>SHA3-256 is the same sponge with another padding byte, so the platform checks all else.</summary>
    [Fact]
    public void WithPaddingSixIsSha3()
    {
        if (!SHA3_256.IsSupported) return;
        var digest = new byte[Keccak256.DigestSize];
        for (var length = 0; length <= 3 * Keccak256.Rate; length++)
        {
            var message = Message(length);
            Keccak256.Hash(message, 0x06, digest);
            Assert.Equal(SHA3_256.HashData(message), digest);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(135)]
    [InlineData(136)]
    [InlineData(137)]
    [InlineData(300)]
    public void IncrementalEqualsOneShot(int step)
    {
        var message = Message(1000);
        var digest = new byte[Keccak256.DigestSize];
        var hasher = new Keccak256();
        for (var round = 0; round < 2; round++)
        {
            // The second round shows that Finish leaves a clean state.
            for (var at = 0; at < message.Length; at += step) hasher.Update(message.AsSpan(at, Math.Min(step, message.Length - at)));
            hasher.Update([]);
            hasher.Finish(digest);
            Assert.Equal(Keccak256.Hash(message), digest);
        }
    }

    [Fact]
    public void RefusesAnotherDigestLength()
    {
        Assert.Throws<ArgumentException>(() => Keccak256.Hash([], new byte[31]));
        Assert.Throws<ArgumentException>(() => new Keccak256().Finish(new byte[33]));
    }

    private static byte[] Message(int length) =>
        [.. Enumerable.Range(0, length).Select(i => (byte)((i * 131) + (i >> 3)))];
}
