namespace Zkml.Algebra.Transforms;

/// <summary>The order of the leaves of a tree of halvings.</summary>
internal static class BitReversal
{
    /// <summary>The index with its lowest bits in reverse.</summary>
    public static uint Reverse(uint index, int bits)
    {
        index = ((index >> 1) & 0x55555555) | ((index & 0x55555555) << 1);
        index = ((index >> 2) & 0x33333333) | ((index & 0x33333333) << 2);
        index = ((index >> 4) & 0x0F0F0F0F) | ((index & 0x0F0F0F0F) << 4);
        return (uint)((ulong)System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(index) << bits >> 32);
    }
}
