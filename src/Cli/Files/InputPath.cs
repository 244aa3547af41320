using Zkml.Cli.Failures;

namespace Zkml.Cli.Files;

/// <summary>Reads whole files, with messages for people.</summary>
internal static class InputPath
{
    private const long MaxBytes = 1L << 30;

    /// <summary>The bytes of a file that has to exist.</summary>
    /// <param name="path">Relative to the working directory.</param>
    /// <param name="what">What the file is, for messages: "proof".</param>
    public static byte[] Read(string path, string what)
    {
        Require(path, what);
        try
        {
            var length = new FileInfo(path).Length;
            if (length > MaxBytes) throw new BadInputException($"The {what} '{path}' has {length} bytes; the largest supported file has {MaxBytes}.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"Cannot read the {what} '{path}': {e.Message}", e);
        }
    }

    /// <summary>Fails unless the path names a file.</summary>
    public static void Require(string path, string what)
    {
        if (Directory.Exists(path)) throw new BadInputException($"The {what} '{path}' is a folder; name a file.");
        if (!File.Exists(path)) throw new BadInputException($"The {what} '{path}' does not exist; check the path.");
    }
}
