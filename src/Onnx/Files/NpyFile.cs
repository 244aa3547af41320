using System.Runtime.InteropServices;
using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Files;

/// <summary>
/// NumPy .npy files, versions 1 to 3, little-endian, C order: booleans, integers of any width, floats of 16, 32 and 64
/// bits. Every problem is reported as <see cref="InputFormatException"/>.
/// </summary>
public static class NpyFile
{
    /// <summary>Whether a content is meant as .npy: the first byte of every such file cannot start a text.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => bytes is [0x93, ..];

    /// <summary>Reads a file: reals become float32, integers and booleans int64.</summary>
    public static Tensor Read(string path) => FileBytes.Naming(path, () => ReadArray(FileBytes.Read(path)).ToTensor());

    /// <summary>As <see cref="Read(string)"/>, for the content of a file.</summary>
    public static Tensor Read(ReadOnlySpan<byte> bytes) => ReadArray(bytes.ToArray()).ToTensor();

    /// <summary>The numbers of a file's content in the format that they have there; the content is shared, not copied.</summary>
    public static NumberArray ReadArray(ReadOnlyMemory<byte> bytes)
    {
        var header = NpyHeader.Parse(bytes.Span);
        var data = bytes[header.DataOffset..];
        RequireLength(header, data.Length);
        if (header.Format == NumberFormat.Bool && data.Span.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and var k)
        {
            throw new InputFormatException($"expected booleans, bytes of 0 or 1; found {data.Span[k]} at index {k}");
        }
        return new NumberArray(header.Shape, header.Format, data);
    }

    /// <summary>Reads a file of floats; integers are converted.</summary>
    public static FloatTensor ReadFloat(string path) => Read(path) switch
    {
        FloatTensor floats => floats,
        LongTensor longs => new FloatTensor(Array.ConvertAll(longs.Data, x => (float)x), longs.Shape),
        var other => throw new InputFormatException($"'{path}': expected numbers; found {other.Kind}"),
    };

    /// <summary>Reads a file of integers.</summary>
    public static LongTensor ReadLong(string path) =>
        Read(path) as LongTensor ?? throw new InputFormatException($"'{path}': expected integers; found floats");

    /// <summary>Writes float32.</summary>
    public static void Write(string path, FloatTensor tensor) => FileBytes.Write(path, ToBytes(tensor));

    /// <summary>Writes int64.</summary>
    public static void Write(string path, LongTensor tensor) => FileBytes.Write(path, ToBytes(tensor));

    /// <summary>File content: float32 for float tensors, int64 for integer tensors.</summary>
    public static byte[] ToBytes(Tensor tensor) => tensor is FloatTensor floats
        ? [.. NpyHeader.Write(NumberFormat.Float32, tensor.Shape), .. MemoryMarshal.AsBytes(floats.Data.AsSpan())]
        : [.. NpyHeader.Write(NumberFormat.Int64, tensor.Shape), .. MemoryMarshal.AsBytes(((LongTensor)tensor).Data.AsSpan())];

    /// <summary>Compares the shape with the bytes that are there before anything is allocated for it.</summary>
    private static void RequireLength(NpyHeader header, int available)
    {
        if (header.Shape.Contains(0))
        {
            throw new InputFormatException($"expected a non-empty array; found shape {TensorShape.Describe(header.Shape)}");
        }
        decimal expected = header.Format.Size();
        // Saturates where eight large dimensions would exceed even the decimal range.
        foreach (var dimension in header.Shape) expected = Math.Min(expected * dimension, decimal.MaxValue / int.MaxValue);
        if (expected != available)
        {
            throw new InputFormatException($"expected {expected} bytes of data for shape {TensorShape.Describe(header.Shape)}; found {available}");
        }
    }
}
