using Zkml.Algebra.Hashing;

namespace Zkml.Cli.Tests.Harness;

/// <summary>Changes files that end in a checksum.</summary>
internal static class Checksummed
{
    private const int ChecksumLength = 8;

    /// <summary>Flips one bit; with <paramref name="repair"/> the checksum is made right again.</summary>
    public static byte[] Flip(byte[] bytes, int position, bool repair = true)
    {
        var changed = (byte[])bytes.Clone();
        changed[position] ^= 1;
        if (repair) Keccak256.Hash(changed.AsSpan(0, changed.Length - ChecksumLength)).AsSpan(0, ChecksumLength).CopyTo(changed.AsSpan(changed.Length - ChecksumLength));
        return changed;
    }
}
