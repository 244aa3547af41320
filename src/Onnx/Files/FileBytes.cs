namespace Zkml.Onnx.Files;

/// <summary>Whole-file access that reports every file system problem as <see cref="InputFormatException"/>.</summary>
internal static class FileBytes
{
    private const long MaxBytes = 1L << 30;

    public static byte[] Read(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxBytes)
            {
                throw new InputFormatException($"'{path}' has {length} bytes; the largest supported file has {MaxBytes}");
            }
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (IsFileProblem(e))
        {
            throw new InputFormatException($"cannot read '{path}': {e.Message}", e);
        }
    }

    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            File.WriteAllBytes(path, bytes);
        }
        catch (Exception e) when (IsFileProblem(e))
        {
            throw new InputFormatException($"cannot write '{path}': {e.Message}", e);
        }
    }

    private static bool IsFileProblem(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
