using System.Runtime.InteropServices;
using System.Text;

namespace Zkml.Cli.Tests.Harness;

/// <summary>Writes .npy files, wrong ones too.</summary>
internal static class Npy
{
    public static byte[] Floats(float[] values, params int[] shape) => Of("<f4", MemoryMarshal.AsBytes<float>(values).ToArray(), shape);

    public static byte[] Longs(long[] values, params int[] shape) => Of("<i8", MemoryMarshal.AsBytes<long>(values).ToArray(), shape);

    /// <summary>A file of any element type.</summary>
    public static byte[] Of(string type, byte[] data, params int[] shape)
    {
        var header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        header = header.PadRight(64 - 10 + (64 * (header.Length / 64)) - 1) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. data];
    }
}
