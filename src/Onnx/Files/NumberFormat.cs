namespace Zkml.Onnx.Files;

/// <summary>How a file stores a number; all little-endian.</summary>
public enum NumberFormat
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float16,
    Float32,
    Float64,
}

/// <summary>Sizes and NumPy's names of the formats.</summary>
internal static class NumberFormats
{
    private static readonly string[] Descriptors = ["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"];

    /// <summary>NumPy's descriptor: "&lt;f4".</summary>
    public static string Descriptor(this NumberFormat format) => Descriptors[(int)format];

    /// <summary>Bytes of a number.</summary>
    public static int Size(this NumberFormat format) => Descriptors[(int)format][2] - '0';

    /// <summary>Whether every number of this format is an integer.</summary>
    public static bool IsInteger(this NumberFormat format) => format < NumberFormat.Float16;

    /// <summary>The format that a descriptor names; null for others, big-endian ones too.</summary>
    public static NumberFormat? Find(string descriptor)
    {
        // One byte has no order, and NumPy says so with a bar; other writers say "<u1".
        if (descriptor is ['<' or '=', _, '1']) descriptor = $"|{descriptor[1..]}";
        var index = Array.IndexOf(Descriptors, descriptor);
        return index < 0 ? null : (NumberFormat)index;
    }
}
