using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Zkml.Onnx.Graph;
using Zkml.Tensors;

namespace Zkml.Onnx.Files;

/// <summary>The header of an .npy file: element type, shape, and where the data starts.</summary>
internal sealed partial class NpyHeader(NumberFormat format, int[] shape, int dataOffset)
{
    /// <summary>Headers describe one shape in one line; more than this is not a header.</summary>
    private const int MaxHeaderBytes = 4096;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public NumberFormat Format { get; } = format;

    public int[] Shape { get; } = shape;

    public int DataOffset { get; } = dataOffset;

    /// <summary>Parses a version 1, 2 or 3 header; throws <see cref="InputFormatException"/> when it is malformed or unsupported.</summary>
    public static NpyHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 10 || !bytes.StartsWith(Magic))
        {
            throw new InputFormatException("expected a .npy file (starting with \\x93NUMPY); found something else");
        }
        int version = bytes[6];
        if (version is < 1 or > 3) throw new InputFormatException($"expected .npy format version 1 to 3; found {version}");
        var start = version == 1 ? 10 : 12;
        if (bytes.Length < start) throw new InputFormatException("the .npy file ends inside its header");
        long length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (length > MaxHeaderBytes || length > bytes.Length - start)
        {
            throw new InputFormatException($"the .npy header claims {length} bytes; expected at most {Math.Min(MaxHeaderBytes, bytes.Length - start)}");
        }
        var text = Encoding.Latin1.GetString(bytes.Slice(start, (int)length));
        return FromText(text, start + (int)length);
    }

    /// <summary>A version 1 header, padded so that the data starts at a multiple of 64 bytes.</summary>
    public static byte[] Write(NumberFormat format, int[] shape)
    {
        var dimensions = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        var text = $"{{'descr': '{format.Descriptor()}', 'fortran_order': False, 'shape': ({dimensions}), }}";
        var total = (10 + text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[total];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - 10));
        bytes.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static NpyHeader FromText(string text, int dataOffset)
    {
        var type = Entry(DescriptorPattern().Match(text), "descr");
        var format = NumberFormats.Find(type)
            ?? throw new InputFormatException($"expected .npy elements that are booleans, integers or floats of 16, 32 or 64 bits, little-endian ('|b1', '|u1', '<i8', '<f4', …); found '{type}'. Convert with array.astype('<f4') or '<i8'");
        if (Entry(OrderPattern().Match(text), "fortran_order") != "False")
        {
            throw new InputFormatException("expected C (row-major) order in the .npy file; found Fortran order. Convert with numpy.ascontiguousarray");
        }
        var items = Entry(ShapePattern().Match(text), "shape").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (items.Length > TensorShape.MaxRank)
        {
            throw new InputFormatException($"expected at most {TensorShape.MaxRank} dimensions in the .npy file; found {items.Length}");
        }
        var shape = new int[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            if (!int.TryParse(items[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
            {
                throw new InputFormatException($"expected dimensions from 0 to {int.MaxValue} in the .npy header; found '{items[i]}'");
            }
        }
        return new NpyHeader(format, shape, dataOffset);
    }

    private static string Entry(Match match, string name) =>
        match.Success ? match.Groups[1].Value : throw new InputFormatException($"the .npy header has no readable '{name}' entry");

    [GeneratedRegex(@"'descr':\s*'([^']{0,40})'", RegexOptions.NonBacktracking)]
    private static partial Regex DescriptorPattern();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)", RegexOptions.NonBacktracking)]
    private static partial Regex OrderPattern();

    [GeneratedRegex(@"'shape':\s*\(([0-9, ]*)\)", RegexOptions.NonBacktracking)]
    private static partial Regex ShapePattern();
}
