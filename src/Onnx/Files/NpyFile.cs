using System.Runtime.InteropServices;
using Zkml.Onnx.Graph;

namespace Zkml.Onnx.Files;

/// <summary>
/// NumPy .npy files, versions 1 to 3, little-endian, C order: float32 and float64 are read as float32, int64 and int32
/// as int64. Every problem is reported as <see cref="InputFormatException"/>.
/// </summary>
public static class NpyFile
{
    public static Tensor Read(string path)
    {
        var bytes = FileBytes.Read(path);
        try
        {
            return Read(bytes);
        }
        catch (InputFormatException e)
        {
            throw new InputFormatException($"'{path}': {e.Message}", e);
        }
    }

    /// <summary>Decodes the content of an .npy file.</summary>
    public static Tensor Read(ReadOnlySpan<byte> bytes)
    {
        var header = NpyHeader.Parse(bytes);
        var data = bytes[header.DataOffset..];
        RequireLength(header, data.Length);
        return header.Type switch
        {
            "<f4" => new FloatTensor(Cast<float, float>(data, x => x), header.Shape),
            "<f8" => new FloatTensor(Cast<double, float>(data, x => (float)x), header.Shape),
            "<i8" => new LongTensor(Cast<long, long>(data, x => x), header.Shape),
            _ => new LongTensor(Cast<int, long>(data, x => x), header.Shape),
        };
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
        Read(path) as LongTensor ?? throw new InputFormatException($"'{path}': expected integers (int64 or int32); found floats");

    /// <summary>Writes float32.</summary>
    public static void Write(string path, FloatTensor tensor) => FileBytes.Write(path, ToBytes(tensor));

    /// <summary>Writes int64.</summary>
    public static void Write(string path, LongTensor tensor) => FileBytes.Write(path, ToBytes(tensor));

    /// <summary>File content: float32 for float tensors, int64 for integer tensors.</summary>
    public static byte[] ToBytes(Tensor tensor) => tensor is FloatTensor floats
        ? [.. NpyHeader.Write("<f4", tensor.Shape), .. MemoryMarshal.AsBytes(floats.Data.AsSpan())]
        : [.. NpyHeader.Write("<i8", tensor.Shape), .. MemoryMarshal.AsBytes(((LongTensor)tensor).Data.AsSpan())];

    /// <summary>Compares the shape with the bytes that are there before anything is allocated for it.</summary>
    private static void RequireLength(NpyHeader header, int available)
    {
        if (header.Shape.Contains(0))
        {
            throw new InputFormatException($"expected a non-empty array; found shape {TensorShape.Format(header.Shape)}");
        }
        decimal expected = header.ElementSize;
        // Saturates where eight large dimensions would exceed even the decimal range.
        foreach (var dimension in header.Shape) expected = Math.Min(expected * dimension, decimal.MaxValue / int.MaxValue);
        if (expected != available)
        {
            throw new InputFormatException($"expected {expected} bytes of data for shape {TensorShape.Format(header.Shape)}; found {available}");
        }
    }

    private static TTo[] Cast<TFrom, TTo>(ReadOnlySpan<byte> data, Func<TFrom, TTo> convert)
        where TFrom : struct
    {
        // The build targets little-endian machines only, as .NET does on all its current platforms.
        var source = MemoryMarshal.Cast<byte, TFrom>(data);
        var result = new TTo[source.Length];
        for (var i = 0; i < result.Length; i++) result[i] = convert(source[i]);
        return result;
    }
}
