namespace Zkml.Onnx.Files;

/// <summary>Whole-file access that reports every file system problem as <see cref="InputFormatException"/>.</summary>
internal static class FileBytes
{
    /// <summary>The largest file that is read, and the most that an archive may unfold to.</summary>
    public const long MaxBytes = 1L << 30;

    public static byte[] Read(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new InputFormatException($"cannot read '{path}': it is a folder; name a file");
            if (!File.Exists(path)) throw new InputFormatException($"cannot read '{path}': it does not exist; check the path");
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

    /// <summary>Runs a step on one file, and names the file in what goes wrong with its content.</summary>
    public static T Naming<T>(string path, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (InputFormatException e) when (!e.Message.Contains(path, StringComparison.Ordinal))
        {
            throw new InputFormatException($"'{path}': {e.Message}", e);
        }
    }

    private static bool IsFileProblem(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
